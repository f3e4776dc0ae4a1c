import { svg, html, type TemplateResult } from "lit";

const icon = (shape: TemplateResult): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shape}</svg>`;

/** A speech bubble with the needle of a compass: the pilot who is asked for the way. */
export const LOTSE = icon(svg`<path d="M12 3a9 8.5 0 1 1-4.4 15.9L3.5 20l1.2-3.8A8.3 8.3 0 0 1 3 11.5 9 8.5 0 0 1 12 3z"/><path
  d="M15.6 7.9l-2.1 5.1-5.1 2.1 2.1-5.1z" fill="currentColor" stroke-width="1"/>`);
export const CLOSE = icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`);
export const MENU = icon(svg`<path d="M5 7h14M5 12h14M5 17h14"/>`);
export const SEND = icon(svg`<path d="M4 12L20 4.5 14.5 20l-3-6.5zM20 4.5l-8.5 9"/>`);
