/** What a website may choose, as data- attributes of the script or attributes of the element. */
import { GREETING, STARTERS, TITLE } from "./texts.ts";

export const TAG = "berufs-lotse";

/** data- attribute of the script -> attribute of the element */
const ATTRIBUTES = {
  title: "title-text",
  color: "color",
  greeting: "greeting",
  starters: "starters",
  open: "open",
} as const;

export function elementAttributes(script: DOMStringMap): [name: string, value: string][] {
  return Object.entries(ATTRIBUTES).flatMap(([data, name]) => {
    const value = script[data];
    return value === undefined ? [] : [[name, value]];
  });
}

export interface Settings {
  title: string;
  greeting: string;
  starters: readonly string[];
  openAtFirst: boolean;
  server: string;
}

export function settingsOf(attribute: (name: string) => string | null, serverOfScript: string, page: string): Settings {
  const given = (name: string): string | undefined => attribute(name)?.trim() || undefined;
  const starters = given("starters")?.split("|").map((one) => one.trim()).filter((one) => one !== "");
  return {
    title: given("title-text") ?? TITLE,
    greeting: given("greeting") ?? GREETING,
    starters: starters ?? STARTERS,
    openAtFirst: given("open") === "true",
    server: absolute(given("server"), page) ?? serverOfScript,
  };
}

/** The folder of the script's own address, where the server's API is too. */
export function folderOf(script: string): string {
  return new URL(".", script).href.replace(/\/$/, "");
}

function absolute(address: string | undefined, page: string): string | undefined {
  if (address === undefined) return undefined;
  try {
    return new URL(address, page).href.replace(/\/+$/, "");
  } catch {
    return undefined;
  }
}
