/** Keeps the newest in view, but never pulls somebody away who reads further up. */
import type { Entry } from "./timeline.ts";

const NEAR = 48;
const MARGIN = 12;

export class Scrolling {
  /** An answer came that is not in view. */
  unseen = false;

  private atEnd = true;
  private top = 0;
  private known = new Set<string>();
  private target: string | undefined;

  /** To be called when the log was scrolled; says whether something changed for the view. */
  scrolled(log: HTMLElement): boolean {
    this.top = log.scrollTop;
    this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    const changed = this.unseen && this.atEnd;
    if (changed) this.unseen = false;
    return changed;
  }

  /** After new entries were rendered. Says whether something changed for the view. */
  follow(log: HTMLElement, entries: readonly Entry[], quiet: boolean): boolean {
    const added = entries.filter((entry) => !this.known.has(entry.id));
    this.known = new Set(entries.map((entry) => entry.id));
    const answer = added.find((entry) => entry.from === "lotse");
    if (added.length === 0) return false;
    if (quiet || answer === undefined) {
      this.toEnd(log);
      return false;
    }
    this.target = answer.id;
    if (this.atEnd) this.toAnswer(log);
    else this.unseen = true;
    return this.unseen;
  }

  /** To the beginning of the new answer, so that a long one is read from its start. */
  toAnswer(log: HTMLElement): void {
    this.unseen = false;
    const article = Array.from(log.querySelectorAll<HTMLElement>("article")).find((one) => one.dataset["id"] === this.target);
    if (article === undefined) return this.toEnd(log);
    const distance = article.getBoundingClientRect().top - log.getBoundingClientRect().top;
    log.scrollTop += distance - MARGIN;
    this.scrolled(log);
  }

  toEnd(log: HTMLElement): void {
    log.scrollTop = log.scrollHeight;
    this.scrolled(log);
  }

  /** The log has another height, because a keyboard came up or the panel was shown again. */
  resized(log: HTMLElement): void {
    if (this.atEnd) log.scrollTop = log.scrollHeight;
    else log.scrollTop = this.top;
  }
}
