/** The conversation as a text file, to take along to a counselling appointment. */
import type { Part } from "./contract.ts";
import { clockTime, isoDay, longDay } from "./days.ts";
import { paragraphs } from "./linking.ts";
import { LABEL, TRANSCRIPT, sourcesLabel } from "./texts.ts";
import type { Entry } from "./timeline.ts";

const WIDTH = 78;
const INDENT = "  ";

export const transcriptName = (now: Date): string => TRANSCRIPT.file(isoDay(now));

/** What was really said: not what the server refused. */
export function sayings(entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.state !== "refused");
}

export function transcript(entries: readonly Entry[], now: Date): string {
  const lines = [
    ...underlined(TRANSCRIPT.heading, "="),
    TRANSCRIPT.saved(longDay(now)),
    "",
    ...wrap(TRANSCRIPT.disclaimer),
    "",
  ];
  let day = "";
  for (const entry of sayings(entries)) {
    const said = longDay(new Date(entry.time));
    if (said !== day) lines.push("", ...underlined(said, "-"), "");
    day = said;
    lines.push(...saying(entry), "");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function saying(entry: Entry): string[] {
  const speaker = entry.from === "person" ? TRANSCRIPT.person : TRANSCRIPT.lotse;
  const state = entry.state === "pending" ? TRANSCRIPT.pending : "";
  const sources = entry.parts.filter((part) => part.type === "source");
  const lines = entry.parts.filter((part) => part.type !== "source").flatMap(partLines);
  if (sources.length > 0) lines.push(...wrap(`${sourcesLabel(sources.length)}:`, INDENT), ...sources.flatMap(partLines));
  return [`[${clockTime(new Date(entry.time))}] ${speaker}${state}:`, ...lines];
}

function partLines(part: Part): string[] {
  switch (part.type) {
    case "text":
      return paragraphs(part.text).flatMap((line) => wrap(line, INDENT));
    case "chart":
      return wrap(`[${LABEL.chart}] ${part.alt}`, INDENT);
    case "link":
      return item(part.title, part.url);
    case "source":
      return item([part.title, part.publisher, part.date].filter((word) => word !== "").join(", "), part.url);
    case "buttons":
      return [];
  }
}

function item(title: string, url: string): string[] {
  return [...wrap(title, `${INDENT}- `, `${INDENT}  `), `${INDENT}  ${url}`];
}

/** Break at blanks only: a word longer than the line, such as an address, stays whole. */
export function wrap(text: string, first = "", next = first): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    const start = lines.length === 0 ? first : next;
    if (line !== "" && start.length + line.length + 1 + word.length > WIDTH) {
      lines.push(start + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, (lines.length === 0 ? first : next) + line];
}

function underlined(heading: string, with_: string): string[] {
  return [heading, with_.repeat(heading.length)];
}
