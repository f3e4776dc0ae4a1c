/** What is to be said about the state of things, as data; and its words. */
import type { Trouble } from "./api.ts";
import { STATUS, busy } from "./texts.ts";

export type Status =
  | { kind: "unreachable" }
  | { kind: "offline" }
  | { kind: "busy"; seconds: number; until: number }
  | { kind: "said"; text: string };

export const said = (text: string): Status => ({ kind: "said", text });

/** Trouble that goes away by itself, as opposed to a sentence that stays until the person goes on. */
export function isPassing(status: Status | undefined): boolean {
  return status !== undefined && status.kind !== "said";
}

export function statusOf(trouble: Trouble, online: boolean, now: number): Status {
  switch (trouble.kind) {
    case "unreachable":
      return { kind: online ? "unreachable" : "offline" };
    case "busy":
      return { kind: "busy", seconds: trouble.retryAfter, until: now + trouble.retryAfter * 1000 };
    case "unauthorized":
      return said(STATUS.refusedAgain);
    case "refused":
      return said(trouble.message);
    case "origin":
      return said(STATUS.origin);
  }
}

export function words(status: Status | undefined, somethingPending: boolean): string {
  switch (status?.kind) {
    case undefined:
      return "";
    case "unreachable":
      return somethingPending ? STATUS.unreachable : STATUS.unreachableIdle;
    case "offline":
      return somethingPending ? STATUS.offline : STATUS.offlineIdle;
    case "busy":
      return busy(status.seconds);
    case "said":
      return status.text;
  }
}
