/** Days and times as they are said in German, in the local time of the reader. */
import { MONTHS, TODAY, YESTERDAY } from "./texts.ts";

const two = (number: number): string => String(number).padStart(2, "0");

/** 2026-11-28 */
export function isoDay(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** 28. November 2026 */
export function longDay(date: Date): string {
  return `${date.getDate()}. ${MONTHS[date.getMonth()] ?? ""} ${date.getFullYear()}`;
}

/** Heute, Gestern, 24. November 2026 */
export function dayName(date: Date, now: Date): string {
  const day = isoDay(date);
  if (day === isoDay(now)) return TODAY;
  if (day === isoDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return YESTERDAY;
  return longDay(date);
}

/** 14:03 */
export function clockTime(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
