/** The shapes of openapi.yml, and the check that what came over the wire has them. */

export interface TextPart { type: "text"; text: string }
export interface LinkPart { type: "link"; title: string; url: string }
export interface SourcePart { type: "source"; title: string; publisher: string; date: string; url: string }
export interface ChartPart { type: "chart"; svg: string; alt: string }
export interface QuickReply { title: string; payload: string }
export interface ButtonsPart { type: "buttons"; buttons: QuickReply[] }
export type Part = TextPart | LinkPart | SourcePart | ChartPart | ButtonsPart;

/** What is said to a message; `deleted` if the conversation is gone with it, at the person's wish. */
export interface Answer { messages: Message[]; deleted: boolean }
export interface Message { id: string; from: "person" | "lotse"; time: string; parts: Part[] }

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ["text"],
  link: ["title", "url"],
  source: ["title", "publisher", "date", "url"],
  chart: ["svg", "alt"],
};

type Dictionary = Readonly<Record<string, unknown>>;

export function dictionary(value: unknown): Dictionary | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Dictionary) : undefined;
}

export function text(value: unknown, field: string): string | undefined {
  const found = dictionary(value)?.[field];
  return typeof found === "string" && found !== "" ? found : undefined;
}

export function keptDays(body: unknown): number | undefined {
  const days = dictionary(body)?.["kept_days"];
  return typeof days === "number" && Number.isInteger(days) && days >= 1 ? days : undefined;
}

/** The messages of an answer; undefined if any of them breaks the contract. */
export function messages(body: unknown): Message[] | undefined {
  const list = dictionary(body)?.["messages"];
  if (!Array.isArray(list)) return undefined;
  const read = list.map(message);
  return read.every((one): one is Message => one !== undefined) ? read : undefined;
}

export function answer(body: unknown): Answer | undefined {
  const read = messages(body);
  return read && { messages: read, deleted: dictionary(body)?.["deleted"] === true };
}

function message(value: unknown): Message | undefined {
  const found = dictionary(value);
  const id = text(found, "id");
  const time = text(found, "time");
  const from = found?.["from"];
  const parts = found?.["parts"];
  if (id === undefined || time === undefined || Number.isNaN(Date.parse(time))) return undefined;
  if ((from !== "person" && from !== "lotse") || !Array.isArray(parts)) return undefined;
  const read: Part[] = [];
  for (const one of parts as unknown[]) {
    const result = part(one);
    if (result === "broken") return undefined;
    if (result !== "unknown") read.push(result);
  }
  return { id, from, time, parts: read };
}

/** A type of part this widget does not know comes from a newer server: it is skipped, not an error. */
function part(value: unknown): Part | "unknown" | "broken" {
  const found = dictionary(value);
  const type = found?.["type"];
  if (found === undefined || typeof type !== "string") return "broken";
  if (type === "buttons") return buttons(found["buttons"]) ?? "broken";
  const fields = Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if (fields === undefined) return "unknown";
  const whole = fields.every((field) => typeof found[field] === "string");
  return whole ? (found as unknown as Part) : "broken";
}

function buttons(value: unknown): ButtonsPart | undefined {
  if (!Array.isArray(value)) return undefined;
  const read: QuickReply[] = [];
  for (const one of value as unknown[]) {
    const title = text(one, "title");
    const payload = text(one, "payload");
    if (title === undefined || payload === undefined) return undefined;
    read.push({ title, payload });
  }
  return { type: "buttons", buttons: read };
}
