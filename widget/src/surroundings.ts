/** What the conversation needs of the world, and where a browser has it. */
import { createApi, type Api } from "./api.ts";
import { Outbox } from "./outbox.ts";
import { NO_PEERS, peersOn, type Peers } from "./peers.ts";
import { Shelf, Slot } from "./storage.ts";
import { uuid } from "./uuid.ts";

export interface Surroundings {
  api: Api;
  token: Slot;
  outbox: Outbox;
  peers: Peers;
  now(): number;
  random(): number;
  newId(): string;
  online(): boolean;
  /** Something to show has changed. */
  changed(): void;
  /** A message was refused: the composer takes its text back if it is empty, and says whether it did. */
  takeBack(text: string): boolean;
}

export const storageKey = (server: string): string => `berufslotse:${server}`;

export function browserSurroundings(
  server: string,
  view: Pick<Surroundings, "changed" | "takeBack">,
): Surroundings {
  const key = storageKey(server);
  const shelf = new Shelf(() => window.localStorage);
  return {
    ...view,
    api: createApi(server, (url, init) => window.fetch(url, init)),
    token: new Slot(shelf, key),
    outbox: new Outbox(new Slot(shelf, `${key}:outbox`)),
    // tabs that do not share a storage do not share a conversation
    peers: shelf.shared ? peersOn(key) : NO_PEERS,
    now: () => Date.now(),
    random: () => Math.random(),
    newId: () => uuid(),
    online: () => navigator.onLine,
  };
}
