/** A small server of the contract's shape, whose failures a test can order, and the tabs that talk to it. */
import { afterEach, beforeEach, vi } from "vitest";
import { createApi, type Fetch } from "../src/api.ts";
import { Conversation } from "../src/conversation.ts";
import type { Message } from "../src/contract.ts";
import { Outbox } from "../src/outbox.ts";
import type { News, Peers } from "../src/peers.ts";
import { words } from "../src/status.ts";
import { Shelf, Slot, type Store } from "../src/storage.ts";

/** "late" comes after five seconds, even if nobody waits for it any more. */
export type Reply = Response | "down" | "silent" | "late";
export interface Call { method: string; path: string; token: string; body: { id?: string; text?: string; payload?: string } }

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
export const error = (status: number, code: string, message = "Ein Satz.", headers: Record<string, string> = {}): Response =>
  json(status, { code, message }, headers);

export class FakeServer {
  readonly calls: Call[] = [];
  readonly orders: { match: string; reply: Reply }[] = [];
  conversations = new Map<string, Message[]>();
  atOnce = 0;
  mostAtOnce = 0;
  private begun = 0;

  /** The next call of this kind ("POST /messages") gets this reply. */
  order(match: string, ...replies: Reply[]): void {
    this.orders.push(...replies.map((reply) => ({ match, reply })));
  }

  made(match: string): Call[] {
    return this.calls.filter(({ method, path }) => `${method} ${path}` === match);
  }

  readonly fetch: Fetch = async (url, init) => {
    const headers = init.headers as Record<string, string>;
    const call: Call = {
      method: init.method ?? "",
      path: url.replace("https://x/chat", ""),
      token: (headers["Authorization"] ?? "").replace("Bearer ", ""),
      body: JSON.parse(typeof init.body === "string" ? init.body : "{}") as Call["body"],
    };
    this.calls.push(call);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await Promise.resolve();
    try {
      const at = this.orders.findIndex(({ match }) => match === `${call.method} ${call.path}`);
      const reply = at < 0 ? this.answer(call) : this.orders.splice(at, 1)[0]?.reply;
      if (reply === "silent") return await aborted(init.signal);
      if (reply === "late") {
        const answer = this.answer(call);
        await new Promise((resolve) => setTimeout(resolve, 5000));
        return answer;
      }
      if (reply === undefined || reply === "down") throw new TypeError("Failed to fetch");
      return reply;
    } finally {
      this.atOnce -= 1;
    }
  };

  private answer({ method, path, token, body }: Call): Response {
    if (path === "/health") return json(200, { status: "ok", kept_days: 30 });
    if (path === "/sessions" && method === "POST") {
      this.begun += 1;
      this.conversations.set(`token${this.begun}`, []);
      return json(201, { token: `token${this.begun}`, expires: "2026-12-28T00:00:00Z" });
    }
    const kept = this.conversations.get(token);
    if (kept === undefined) return error(401, "unauthorized");
    if (method === "DELETE") {
      this.conversations.delete(token);
      return json(200, { deleted: true, message: "Dein Gespräch ist gelöscht." });
    }
    if (method === "GET") return json(200, { messages: kept });
    const { id = "", text = "" } = body;
    if (!kept.some((message) => message.id === id)) kept.push(...exchange(id, text));
    return json(200, { messages: kept.filter((message) => message.id === id || message.id.startsWith(`${id}.`)) });
  }
}

export function exchange(id: string, text: string): Message[] {
  const time = new Date().toISOString();
  return [
    { id, from: "person", time, parts: [{ type: "text", text }] },
    { id: `${id}.1`, from: "lotse", time, parts: [{ type: "text", text: `Antwort auf ${text}` }] },
  ];
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))));
}

export class MemoryStore implements Store {
  readonly values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
}

/** The tabs of one browser: a storage and a channel between them. */
export class Browser {
  readonly store = new MemoryStore();
  online = true;
  composerFull = false;
  readonly takenBack: string[] = [];
  private readonly ears = new Set<{ hear: (news: News) => void }>();
  private ids = 0;

  constructor(readonly server: FakeServer) {}

  tab(): Conversation {
    const shelf = new Shelf(() => this.store);
    return new Conversation({
      api: createApi("https://x/chat", this.server.fetch),
      token: new Slot(shelf, "token"),
      outbox: new Outbox(new Slot(shelf, "outbox")),
      peers: this.peers(),
      now: () => Date.now(),
      random: () => 0.5,
      newId: () => `m${(this.ids += 1)}`,
      online: () => this.online,
      changed: () => undefined,
      takeBack: (text) => {
        if (!this.composerFull) this.takenBack.push(text);
        return !this.composerFull;
      },
    });
  }

  private peers(): Peers {
    const ear = { hear: (_news: News): void => undefined };
    return {
      tell: (news) => this.ears.forEach((other) => other !== ear && other.hear(news)),
      listen: (hear) => {
        ear.hear = hear;
        this.ears.add(ear);
      },
      close: () => this.ears.delete(ear),
    };
  }
}

export const settle = async (): Promise<void> => void (await vi.advanceTimersByTimeAsync(0));
export const pass = async (seconds: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(seconds * 1000));
export const shown = (tab: Conversation): string[] => tab.entries.map((entry) => `${entry.id} ${entry.state}`);

/** What the present test talks to. */
export let server: FakeServer;
export let browser: Browser;

/** Give each test of a file a server, a browser, and a clock of its own. */
export function anewForEachTest(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-11-28T12:00:00Z") });
    server = new FakeServer();
    browser = new Browser(server);
  });
  afterEach(() => vi.useRealTimers());
}

export async function opened(): Promise<Conversation> {
  const tab = browser.tab();
  tab.start();
  await settle();
  return tab;
}

export const says = (tab: Conversation): string => words(tab.status, tab.hasPending);
