/**
 * The conversation: what is shown, what waits in the outbox, and what to do when something goes wrong.
 * It knows no DOM; network, storage, clock and other tabs are handed in.
 */
import type { Outgoing, Result, Trouble } from "./api.ts";
import { Backoff } from "./backoff.ts";
import type { Message } from "./contract.ts";
import type { News } from "./peers.ts";
import { sessionToken } from "./session.ts";
import { isPassing, said, statusOf, type Status } from "./status.ts";
import type { Surroundings } from "./surroundings.ts";
import { STATUS } from "./texts.ts";
import { lastWords, merge, pendingEntry, textOf, type Entry } from "./timeline.ts";

type Step = "next" | "stop";

export class Conversation {
  entries: readonly Entry[] = [];
  status: Status | undefined;
  keptDays: number | undefined;
  /** A message is on its way and its answer is awaited. */
  sending = false;
  /** The history is not yet there. */
  loading = false;

  private started = false;
  private historyWanted = false;
  private historyFailed = false;
  private forced = false;
  /** The conversation is deleted, and what is shown are the last words of it. */
  private over = false;
  /** The server refuses this website: nothing is tried any more. */
  private barred = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backoff: Backoff;
  private readonly renewed = new Set<string>();
  /** Ends with each deletion: what then still arrives belongs to a conversation that is gone. */
  private era = new AbortController();
  private runningIn: AbortController | undefined;

  constructor(private readonly around: Surroundings) {
    this.backoff = new Backoff(around.random);
  }

  /** The panel is opened for the first time: until then nothing is asked of the server. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.historyWanted = this.loading = this.around.token.get() !== undefined;
    this.around.peers.listen((news) => this.hear(news));
    this.showOutbox();
    void this.askHealth();
    this.pump();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.era.abort();
    this.around.peers.close();
  }

  say(text: string, payload?: string): void {
    const { outbox, newId, now } = this.around;
    const message: Outgoing = { id: newId(), text, time: new Date(now()).toISOString() };
    if (payload !== undefined) message.payload = payload;
    outbox.add(message);
    if (this.over) this.entries = [];
    this.over = false;
    if (!isPassing(this.status)) this.status = undefined;
    this.showOutbox();
    // a wait that already runs is kept: the server asked for it, or the next attempt is near
    if (this.timer === undefined) this.pump();
  }

  /** The person does not want to wait for the next attempt. */
  sendNow(): void {
    if (this.status?.kind === "busy") return;
    this.forced = true;
    this.pump();
  }

  backOnline(): void {
    if (!this.started || this.status?.kind === "busy") return;
    if (isPassing(this.status) && !this.hasPending) this.tell(undefined);
    this.pump();
  }

  tell(status: Status | undefined): void {
    this.status = status;
    this.around.changed();
  }

  get hasPending(): boolean {
    return this.entries.some((entry) => entry.state === "pending");
  }

  /** Take a message that was refused out of the log, to be changed. */
  reclaim(id: string): string {
    const entry = this.entries.find((one) => one.id === id && one.state === "refused");
    if (entry === undefined) return "";
    this.entries = this.entries.filter((one) => one !== entry);
    this.around.changed();
    return textOf(entry);
  }

  /** Delete the conversation on the server and here. If that fails everything stays as it was. */
  async erase(): Promise<boolean> {
    const { api, token, peers } = this.around;
    this.newEra();
    // as long as this era counts as busy, nothing else is sent
    const era = (this.runningIn = this.era);
    const used = token.get();
    const result: Result<string> =
      used === undefined ? { ok: true, value: STATUS.erased } : await api.end(used);
    if (this.era !== era) return false;
    this.runningIn = undefined;
    if (!result.ok && result.trouble.kind !== "unauthorized") {
      this.tell(said(STATUS.notErased));
      this.pump();
      return false;
    }
    token.clear();
    this.around.outbox.clear();
    this.forget(result.ok ? result.value : STATUS.erased);
    peers.tell("deleted");
    return true;
  }

  private hear(news: News): void {
    if (news === "changed") {
      this.historyWanted = true;
      if (this.timer === undefined) this.pump();
    } else {
      // the storage is left alone: the other tab emptied it, and may already have begun anew
      this.forget(STATUS.erasedElsewhere);
    }
  }

  private forget(why: string): void {
    this.newEra();
    this.entries = [];
    this.over = false;
    this.historyWanted = this.historyFailed = this.loading = false;
    this.renewed.clear();
    this.backoff.reset();
    this.tell(said(why));
  }

  private newEra(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.era.abort();
    this.era = new AbortController();
    this.sending = false;
  }

  private async askHealth(): Promise<void> {
    const result = await this.around.api.health();
    this.barred = !result.ok && result.trouble.kind === "origin";
    if (result.ok) {
      this.keptDays = result.value;
    } else if (this.status === undefined && result.trouble.kind !== "busy") {
      this.status = this.describe(result.trouble);
    }
    this.around.changed();
  }

  /** What another tab or an earlier page view has left in the outbox is shown too. */
  private showOutbox(): void {
    const known = new Set(this.entries.map((entry) => entry.id));
    const missing = this.around.outbox.all().filter((message) => !known.has(message.id));
    this.entries = [...this.entries, ...missing.map(pendingEntry)];
    this.around.changed();
  }

  /** Do what there is to do, one thing after the other; there is never a second one running. */
  private pump(): void {
    if (this.runningIn === this.era) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.work(this.era);
  }

  private async work(era: AbortController): Promise<void> {
    this.runningIn = era;
    for (let task = this.nextTask(era); task !== undefined; task = this.nextTask(era)) {
      if ((await task) === "stop") break;
    }
    if (this.runningIn !== era) return;
    this.runningIn = undefined;
    this.forced = false;
  }

  private nextTask(era: AbortController): Promise<Step> | undefined {
    if (era.signal.aborted) return undefined;
    const message = this.around.outbox.all()[0];
    // a history that cannot be read must not keep messages from being sent
    if (this.historyWanted && (message === undefined || !this.historyFailed)) return this.load(era);
    if (message === undefined) return undefined;
    if (this.barred) return Promise.resolve(this.failed(message, { kind: "origin" }, undefined));
    if (this.around.online() || this.forced) return this.deliver(message, era);
    this.tell({ kind: "offline" });
    return undefined;
  }

  private async load(era: AbortController): Promise<Step> {
    const { api, token, outbox } = this.around;
    const used = token.get();
    this.historyWanted = false;
    const result: Result<Message[]> =
      used === undefined ? { ok: true, value: [] } : await api.history(used, era.signal);
    if (era.signal.aborted) return "stop";
    if (result.ok) {
      const merged = merge(this.entries, result.value);
      this.settle(merged);
      const waiting = new Set(outbox.all().map((message) => message.id));
      this.entries = merged.filter((entry) => entry.state !== "pending" || waiting.has(entry.id));
      this.succeeded();
    } else if (result.trouble.kind === "unauthorized") {
      if (used !== undefined) token.clearIf(used);
    } else {
      this.status = this.describe(result.trouble);
      this.historyFailed = this.waitFor(result.trouble);
      this.historyWanted ||= this.historyFailed;
    }
    this.loading &&= this.historyFailed;
    this.around.changed();
    return this.historyFailed ? "stop" : "next";
  }

  /** The answer to a message lost on its way may stand in the history; without one the message is sent again. */
  private settle(merged: readonly Entry[]): void {
    for (const { id } of this.around.outbox.all()) {
      if (merged.some((entry) => entry.id === `${id}.1`)) this.around.outbox.remove(id);
    }
  }

  private async deliver(message: Outgoing, era: AbortController): Promise<Step> {
    const { api, token: kept, outbox, peers } = this.around;
    this.sending = true;
    this.showOutbox();
    const token = await sessionToken(api, kept, era.signal);
    const result = token.ok ? await api.send(token.value, message, era.signal) : token;
    if (era.signal.aborted) return "stop";
    this.sending = false;
    if (!result.ok) return this.failed(message, result.trouble, token.ok ? token.value : undefined);
    outbox.remove(message.id);
    const { messages, deleted } = result.value;
    if (deleted && token.ok) this.ended(messages, token.value);
    else this.entries = merge(this.entries, messages);
    this.succeeded();
    if (this.renewed.delete(message.id)) this.status = said(STATUS.renewed);
    this.around.changed();
    peers.tell(deleted ? "deleted" : "changed");
    return "next";
  }

  /** The conversation was deleted at the wish of the person: its last words stay until something new is said. */
  private ended(messages: readonly Message[], used: string): void {
    const { token, outbox } = this.around;
    token.clearIf(used);
    this.over = outbox.all().length === 0;
    this.entries = lastWords(messages, outbox.all());
  }

  private failed(message: Outgoing, trouble: Trouble, token: string | undefined): Step {
    if (trouble.kind === "unauthorized" && token !== undefined && !this.renewed.has(message.id)) {
      this.renewed.add(message.id);
      this.around.token.clearIf(token);
      return "next";
    }
    this.status = this.describe(trouble);
    const waits = this.waitFor(trouble);
    if (!waits) this.refuse(message);
    this.around.changed();
    return waits ? "stop" : "next";
  }

  private refuse({ id, text }: Outgoing): void {
    this.around.outbox.remove(id);
    this.renewed.delete(id);
    const back = this.around.takeBack(text);
    this.entries = back
      ? this.entries.filter((entry) => entry.id !== id)
      : this.entries.map((entry) => (entry.id === id ? { ...entry, state: "refused" } : entry));
  }

  private succeeded(): void {
    this.historyFailed = false;
    this.backoff.reset();
    if (isPassing(this.status)) this.status = undefined;
  }

  private describe(trouble: Trouble): Status {
    return statusOf(trouble, this.around.online(), this.around.now());
  }

  /** Arrange the next attempt, if trouble of this kind passes. */
  private waitFor(trouble: Trouble): boolean {
    if (trouble.kind !== "unreachable" && trouble.kind !== "busy") return false;
    const pause = trouble.retryAfter === undefined ? this.backoff.next() : trouble.retryAfter * 1000;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.pump();
    }, pause);
    return true;
  }
}
