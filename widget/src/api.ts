/** The calls to the server. Nothing here throws: what can go wrong is a value with a name. */
import { answer, keptDays, messages, text, type Answer, type Message } from "./contract.ts";

export type Trouble =
  | { kind: "unreachable"; retryAfter?: number }
  | { kind: "busy"; retryAfter: number }
  | { kind: "unauthorized" }
  | { kind: "refused"; message: string }
  | { kind: "origin" };

export type Result<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

export interface Outgoing { id: string; text: string; payload?: string; time: string }

export interface Api {
  health(): Promise<Result<number>>;
  begin(signal?: AbortSignal): Promise<Result<string>>;
  end(token: string): Promise<Result<string>>;
  history(token: string, signal?: AbortSignal): Promise<Result<Message[]>>;
  send(token: string, message: Outgoing, signal?: AbortSignal): Promise<Result<Answer>>;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT = 20_000;
/** For a 429 whose header cannot be read: across origins it needs Access-Control-Expose-Headers. */
const BUSY_SECONDS = 10;

interface Request { method: string; path: string; token?: string; body?: unknown; signal?: AbortSignal | undefined }

export function createApi(server: string, fetch: Fetch): Api {
  const call = <T>(request: Request, read: (body: unknown) => T | undefined): Promise<Result<T>> =>
    exchange(server, fetch, request, read);
  return {
    health: () => call({ method: "GET", path: "/health" }, keptDays),
    begin: (signal) => call({ method: "POST", path: "/sessions", body: {}, signal }, (body) => text(body, "token")),
    end: (token) => call({ method: "DELETE", path: "/sessions", token }, (body) => text(body, "message")),
    history: (token, signal) => call({ method: "GET", path: "/messages", token, signal }, messages),
    send: (token, { id, text: said, payload }, signal) => {
      const body = payload === undefined ? { id, text: said } : { id, text: said, payload };
      return call({ method: "POST", path: "/messages", token, body, signal }, (reply) => answerTo(id, reply));
    },
  };
}

/** The answer to a message contains the message; one that does not is an answer to something else. */
function answerTo(id: string, body: unknown): Answer | undefined {
  const read = answer(body);
  return read?.messages.some((one) => one.id === id) ? read : undefined;
}

async function exchange<T>(
  server: string,
  fetch: Fetch,
  request: Request,
  read: (body: unknown) => T | undefined,
): Promise<Result<T>> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const timer = setTimeout(stop, TIMEOUT);
  request.signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(server + request.path, options(request, abort.signal));
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) return { ok: false, trouble: troubleOf(response, body) };
    const value = read(body);
    return value === undefined ? unreachable() : { ok: true, value };
  } catch {
    return unreachable();
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", stop);
  }
}

function options({ method, token, body }: Request, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
  // No `cache` here: with "no-store" the browser would ask for leave (CORS) before every single message.
  const init: RequestInit = { method, headers, signal, credentials: "omit" };
  if (body === undefined) return init;
  headers["Content-Type"] = "application/json";
  return { ...init, body: JSON.stringify(body) };
}

function troubleOf(response: Response, body: unknown): Trouble {
  const { status } = response;
  const code = text(body, "code");
  const message = text(body, "message");
  const retryAfter = seconds(response.headers.get("Retry-After"));
  if (status === 429) return { kind: "busy", retryAfter: retryAfter ?? BUSY_SECONDS };
  if (status === 401) return { kind: "unauthorized" };
  if (code === "origin_not_allowed") return { kind: "origin" };
  // an error page of some proxy in between is not the server's word: it counts as not reached
  const refused = status >= 400 && status < 500 && status !== 408 && code !== undefined && message !== undefined;
  if (refused) return { kind: "refused", message };
  return retryAfter === undefined ? { kind: "unreachable" } : { kind: "unreachable", retryAfter };
}

function seconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Math.max(1, Number(header)) : undefined;
}

function unreachable(): { ok: false; trouble: Trouble } {
  return { ok: false, trouble: { kind: "unreachable" } };
}
