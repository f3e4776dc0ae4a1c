import type { Api, Result } from "./api.ts";
import type { Slot } from "./storage.ts";

/** The token of this site's conversation, which is begun if there is none. */
export async function sessionToken(api: Api, slot: Slot, signal: AbortSignal): Promise<Result<string>> {
  const kept = slot.get();
  if (kept !== undefined) return { ok: true, value: kept };
  const begun = await api.begin(signal);
  if (!begun.ok || signal.aborted) return begun;
  // if another tab began a conversation at the same time, that one is everybody's
  const theirs = slot.get();
  if (theirs !== undefined) return { ok: true, value: theirs };
  slot.set(begun.value);
  return begun;
}
