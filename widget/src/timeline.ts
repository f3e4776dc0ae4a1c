/** The messages in the order in which they are shown. */
import type { Outgoing } from "./api.ts";
import type { Message, QuickReply } from "./contract.ts";

export interface Entry extends Message { state: "sent" | "pending" | "refused" }

export function pendingEntry({ id, text, time }: Outgoing): Entry {
  return { id, from: "person", time, parts: [{ type: "text", text }], state: "pending" };
}

/**
 * Weave in what the server says. Entries already shown keep their place and, once sent, their identity
 * (a screen reader reads each answer once); new ones follow the one they follow on the server.
 */
export function merge(shown: readonly Entry[], fromServer: readonly Message[]): Entry[] {
  const result = [...shown];
  let place = firstPlace(result, fromServer);
  for (const message of fromServer) {
    const known = result.findIndex((entry) => entry.id === message.id);
    if (known < 0) {
      result.splice(place, 0, { ...message, state: "sent" });
      place += 1;
    } else {
      if (result[known]?.state !== "sent") result[known] = { ...message, state: "sent" };
      place = known + 1;
    }
  }
  return result;
}

/** New ones at the beginning go before the first known one; if none is known, before what is yet unsent. */
function firstPlace(shown: readonly Entry[], fromServer: readonly Message[]): number {
  const ids = new Set(fromServer.map((message) => message.id));
  const known = shown.findIndex((entry) => ids.has(entry.id));
  if (known >= 0) return known;
  const unsent = shown.findIndex((entry) => entry.state !== "sent");
  return unsent < 0 ? shown.length : unsent;
}

/** What stays of a conversation that ended with `messages`: the replies, and what waits to be said in a new one. */
export function lastWords(messages: readonly Message[], waiting: readonly Outgoing[]): Entry[] {
  const replies = messages.filter((message) => message.from === "lotse");
  return [...replies.map((message): Entry => ({ ...message, state: "sent" })), ...waiting.map(pendingEntry)];
}

/** The buttons of the last answer, which may consist of several messages; none once the person has spoken. */
export function quickReplies(entries: readonly Entry[]): QuickReply[] {
  const replies: QuickReply[] = [];
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry === undefined || entry.from === "person") break;
    replies.unshift(...entry.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : [])));
  }
  return replies;
}

export function textOf(entry: Entry): string {
  return entry.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}
