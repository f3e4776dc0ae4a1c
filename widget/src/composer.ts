/** The field in which one writes. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { SEND } from "./icons.ts";
import { LABEL, counter } from "./texts.ts";

export const LIMIT = 2000;
const COUNT_FROM = 1800;

export interface ComposerActions {
  write(text: string): void;
  submit(): void;
}

/** As the server counts: in characters, of which an emoji is one. */
export const lengthOf = (text: string): number => Array.from(text.trim()).length;

export function renderComposer(draft: string, on: ComposerActions): TemplateResult {
  const length = lengthOf(draft);
  const counted = length >= COUNT_FROM;
  return html`<div class="composer">
    <label class="unseen" for="field">${LABEL.field}</label>
    <textarea id="field" rows="1" placeholder=${LABEL.placeholder} enterkeyhint="send" autocomplete="off"
      aria-invalid=${length > LIMIT ? "true" : nothing} aria-describedby=${counted ? "counter" : nothing}
      .value=${live(draft)} @input=${(event: Event) => on.write((event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => keyed(event, on)}></textarea>
    <button type="button" class="send" aria-label=${LABEL.send} @click=${on.submit}>${SEND}</button>
    ${counted ? html`<p id="counter" class="counter ${length > LIMIT ? "over" : ""}">${counter(length, LIMIT)}</p>` : nothing}
  </div>`;
}

/** While an input method composes a character, Enter belongs to it (229 is Safari's way to say so). */
function keyed(event: KeyboardEvent, on: ComposerActions): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  on.submit();
}

/** As high as its text; the style sheet sets the bounds. */
export function grow(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  const borders = field.offsetHeight - field.clientHeight;
  field.style.height = `${field.scrollHeight + borders}px`;
}
