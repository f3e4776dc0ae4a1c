/** The list of messages. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { QuickReply } from "./contract.ts";
import { clockTime, dayName, isoDay } from "./days.ts";
import { renderParts } from "./parts.ts";
import { LABEL } from "./texts.ts";
import { quickReplies, type Entry } from "./timeline.ts";

export interface LogView {
  entries: readonly Entry[];
  greeting: string;
  starters: readonly string[];
  /** What is added is not to be read out: the history is being shown. */
  quiet: boolean;
  loading: boolean;
  notice: TemplateResult | undefined;
  now: Date;
}

export interface LogActions {
  scrolled(): void;
  ask(text: string, payload?: string): void;
  edit(id: string): void;
}

export function renderLog(view: LogView, on: LogActions): TemplateResult {
  // entries are replaced, never changed: the list is only looked at again if there is a new one
  const list = guard([view.entries, isoDay(view.now)], () =>
    repeat(items(view.entries, view.now), (item) => item.key, (item) => renderItem(item, on)),
  );
  return html`<div class="log" role="log" aria-label=${LABEL.log} aria-live=${view.quiet ? "off" : "polite"}
    aria-relevant="additions" tabindex="0" @scroll=${on.scrolled}>
    ${view.notice ?? nothing}
    <article class="message lotse" data-id="greeting">
      <div class="bubble"><span class="unseen">${LABEL.lotse} </span><p>${view.greeting}</p></div>
    </article>
    ${list}${renderQuick(view, on)}
  </div>`;
}

type Item = { key: string; day: string } | { key: string; entry: Entry };

function items(entries: readonly Entry[], now: Date): Item[] {
  const list: Item[] = [];
  let day = "";
  for (const entry of entries) {
    const date = new Date(entry.time);
    if (isoDay(date) !== day) list.push({ key: `day ${entry.id}`, day: dayName(date, now) });
    day = isoDay(date);
    list.push({ key: entry.id, entry });
  }
  return list;
}

function renderItem(item: Item, on: LogActions): TemplateResult | typeof nothing {
  if ("day" in item) return html`<h3 class="day">${item.day}</h3>`;
  const { entry } = item;
  if (entry.parts.every((part) => part.type === "buttons")) return nothing;
  const speaker = entry.from === "person" ? LABEL.person : LABEL.lotse;
  return html`<article class="message ${entry.from} ${entry.state}" data-id=${entry.id}>
    <div class="bubble"><span class="unseen">${speaker} </span>${guard([entry.parts], () => renderParts(entry.parts))}</div>
    <p class="meta"><time datetime=${entry.time}>${clockTime(new Date(entry.time))}</time>${renderState(entry, on)}</p>
  </article>`;
}

function renderState(entry: Entry, on: LogActions): TemplateResult | typeof nothing {
  if (entry.state === "sent") return nothing;
  if (entry.state === "pending") return html`<span class="state">${LABEL.pending}</span>`;
  return html`<span class="state">${LABEL.refused}</span>
    <button type="button" class="edit" @click=${() => on.edit(entry.id)}>${LABEL.edit}</button>`;
}

function renderQuick(view: LogView, on: LogActions): TemplateResult | typeof nothing {
  if (view.entries.length === 0) {
    const starters = view.starters.map((title) => ({ title }));
    return view.loading ? nothing : renderReplies("quick starters", starters, on);
  }
  const replies = quickReplies(view.entries);
  return replies.length === 0 ? nothing : renderReplies("quick", replies, on);
}

function renderReplies(
  name: string,
  replies: readonly (Pick<QuickReply, "title"> & Partial<QuickReply>)[],
  on: LogActions,
): TemplateResult {
  return html`<div class=${name} role="group" aria-label=${LABEL.suggestions}>${replies.map(
    ({ title, payload }) => html`<button type="button" @click=${() => on.ask(title, payload)}>${title}</button>`,
  )}</div>`;
}
