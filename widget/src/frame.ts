/** What stands around the log: header with menu, notice, status line, question before deleting. */
import { html, nothing, type TemplateResult } from "lit";
import { CLOSE, LOTSE, MENU } from "./icons.ts";
import type { Status } from "./status.ts";
import { LABEL, NOT_A_PERSON, busy, notice } from "./texts.ts";

export interface HeaderActions {
  menu(): void;
  /** Focus or a press went elsewhere. */
  leaveMenu(): void;
  restart(): void;
  save(): void;
  askErase(): void;
  close(): void;
}

/** In a region of its own, so that who moves from region to region comes by. */
export function renderLauncher(title: string, hidden: boolean, open: () => void): TemplateResult {
  return html`<aside lang="de" aria-label=${title} ?hidden=${hidden}><button type="button" class="launcher"
    aria-label=${LABEL.open} aria-haspopup="dialog" @click=${open}>${LOTSE}</button></aside>`;
}

export function renderHeader(title: string, menuOpen: boolean, inert: boolean, on: HeaderActions): TemplateResult {
  return html`<div class="head" ?inert=${inert}>
    ${LOTSE}
    <h2 id="title">${title}</h2>
    <div class="menubox" @focusout=${(event: FocusEvent) => left(event, on)}>
      <button type="button" class="menu" aria-label=${LABEL.menu} aria-expanded=${menuOpen ? "true" : "false"}
        aria-controls="menu" @click=${on.menu}>${MENU}</button>
      <ul id="menu" ?hidden=${!menuOpen}>
        <li><button type="button" data-action="restart" @click=${on.restart}>${LABEL.restart}</button></li>
        <li><button type="button" data-action="save" @click=${on.save}>${LABEL.save}</button></li>
        <li><button type="button" data-action="delete" @click=${on.askErase}>${LABEL.erase}</button></li>
      </ul>
    </div>
    <button type="button" class="close" aria-label=${LABEL.close} @click=${on.close}>${CLOSE}</button>
  </div>`;
}

/** Safari gives a pressed button no focus: then it is unknown where the focus went, and the menu stays. */
function left(event: FocusEvent, on: HeaderActions): void {
  const box = event.currentTarget as HTMLElement;
  if (event.relatedTarget instanceof Node && !box.contains(event.relatedTarget)) on.leaveMenu();
}

/** In full until somebody has asked something; after that one line, which opens. */
export function renderNotice(keptDays: number | undefined, folded: boolean): TemplateResult {
  return html`<details class="notice" ?open=${!folded}>
    <summary><strong>${NOT_A_PERSON}</strong> <span>${LABEL.kept}</span></summary>
    <p>${notice(keptDays)}</p>
  </details>`;
}

export interface StatusView {
  status: Status | undefined;
  words: string;
  canSendNow: boolean;
  now: number;
}

/** A countdown is read out once, as it begins; the number that then runs is for the eyes. */
export function renderStatus({ status, words, canSendNow, now }: StatusView, sendNow: () => void): TemplateResult {
  const counting = status?.kind === "busy";
  const left = counting ? Math.max(1, Math.ceil((status.until - now) / 1000)) : 0;
  return html`<div class="statusline ${words === "" ? "empty" : ""}">
    <p class="status ${counting ? "unseen" : ""}" role="status">${words}</p>
    ${counting ? html`<p class="countdown" aria-hidden="true">${busy(left)}</p>` : nothing}
    ${canSendNow ? html`<button type="button" class="now" @click=${sendNow}>${LABEL.sendNow}</button>` : nothing}
  </div>`;
}

export function renderConfirm(confirm: () => void, cancel: () => void): TemplateResult {
  return html`<div class="veil"><div class="confirm" role="alertdialog" aria-label=${LABEL.confirmTitle} aria-describedby="question">
    <p id="question">${LABEL.confirm}</p>
    <div class="choices">
      <button type="button" data-action="confirm-delete" @click=${confirm}>${LABEL.confirmYes}</button>
      <button type="button" data-action="cancel-delete" @click=${cancel}>${LABEL.confirmNo}</button>
    </div>
  </div></div>`;
}

export function renderTyping(): TemplateResult {
  return html`<div class="typing" aria-hidden="true"><i></i><i></i><i></i></div>`;
}
