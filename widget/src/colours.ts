/** The colour a website chooses, and what is readable on it and beside it (WCAG 2 contrast). */

export const DEFAULT_COLOUR = "#0b4f6c";
const ENOUGH = 4.5;
/** A little more for coloured text, which is otherwise dull on the dark theme. */
const COMFORTABLE = 6;
const STEPS = 20;
/** The darkest surface of the light theme and the lightest of the dark one: see styles.ts. */
const LIGHT_SURFACE = "#f1f5f7";
const DARK_SURFACE = "#22303a";

type Rgb = readonly [number, number, number];

/** #rrggbb of a #rgb or #rrggbb; the default colour for anything else. */
export function colour(given: string | null | undefined): string {
  const value = given?.trim().toLowerCase() ?? "";
  if (/^#[\da-f]{6}$/.test(value)) return value;
  if (/^#[\da-f]{3}$/.test(value)) return value.replace(/[\da-f]/g, "$&$&");
  return DEFAULT_COLOUR;
}

export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(rgb(one)), luminance(rgb(other))].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White if that is readable, else black: one of both always is. */
export function textOn(background: string): string {
  return contrast("#ffffff", background) >= ENOUGH ? "#ffffff" : "#000000";
}

/** The colour, moved towards white or black just as far as it must be to be read on the surface. */
export function readable(wanted: string, surface: string): string {
  const goal = contrast("#ffffff", surface) > contrast("#000000", surface) ? 255 : 0;
  for (let step = 0; step < STEPS; step += 1) {
    const mixed = hex(rgb(wanted).map((part) => part + ((goal - part) * step) / STEPS));
    if (contrast(mixed, surface) >= COMFORTABLE) return mixed;
  }
  return goal === 255 ? "#ffffff" : "#000000";
}

/** The custom properties that styles.ts builds upon. */
export function palette(given: string | null | undefined): Record<string, string> {
  const accent = colour(given);
  return {
    "--accent": accent,
    "--on-accent": textOn(accent),
    "--ink-light": readable(accent, LIGHT_SURFACE),
    "--ink-dark": readable(accent, DARK_SURFACE),
  };
}

function rgb(value: string): Rgb {
  const part = (at: number): number => Number.parseInt(value.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

function hex(parts: number[]): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function luminance(value: Rgb): number {
  const [red, green, blue] = value.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
