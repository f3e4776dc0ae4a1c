import { css } from "lit";

/**
 * All lengths are in em and not in rem: the host begins with the font size the reader chose, whatever the
 * page has done to its root element. Hence font sizes are set only on what contains no further sizes.
 * The surfaces named in colours.ts are --surface of the light and --raised of the dark theme.
 */
export const styles = css`
  /* the page's own rules apply to the element itself, and would win over these without "important" */
  :host {
    all: initial !important;
    direction: ltr !important;
    font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif !important;
    font-size: medium !important;
    line-height: 1.5 !important;
    color-scheme: light dark !important;
    --surface: #f1f5f7 !important;
    --raised: #fff !important;
    --text: #16242d !important;
    --muted: #4a5b66 !important;
    --line: #d3dce2 !important;
    --border: #6b7b86 !important;
    --danger: #a3231b !important;
    --ink: var(--ink-light) !important;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --surface: #121a20 !important;
      --raised: #22303a !important;
      --text: #e9eff3 !important;
      --muted: #b3c1ca !important;
      --line: #34444f !important;
      --border: #8496a2 !important;
      --danger: #ff9c92 !important;
      --ink: var(--ink-dark) !important;
    }
  }
  *, ::before, ::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  h2, h3, p, ul, figure { margin: 0; padding: 0; }
  ul { list-style: none; }
  button, textarea { font: inherit; color: inherit; margin: 0; }
  button { cursor: pointer; border: 0; background: none; padding: 0; -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
  a { color: var(--ink); text-underline-offset: 0.15em; }
  :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; border-radius: 0.25em; }
  .icon { width: 1.5em; height: 1.5em; display: block; flex: none; }
  .unseen {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }

  .launcher {
    position: fixed; z-index: 2147483000; right: max(1.25em, env(safe-area-inset-right)); bottom: max(1.25em, env(safe-area-inset-bottom));
    width: 3.75em; height: 3.75em; border-radius: 50%; display: grid; place-items: center;
    background: var(--accent); color: var(--on-accent); border: 2px solid var(--on-accent);
    box-shadow: 0 0.25em 1em rgb(0 0 0 / 0.3);
  }
  .launcher .icon { width: 2em; height: 2em; }
  .launcher:focus-visible { border-radius: 50%; outline-color: var(--ink); box-shadow: 0 0 0 2px var(--raised), 0 0 0 7px var(--ink); }

  .panel {
    position: fixed; z-index: 2147483000; inset: auto max(1.25em, env(safe-area-inset-right)) max(1.25em, env(safe-area-inset-bottom)) auto;
    width: 26em; height: min(44em, 100vh - 6em); max-width: none; max-height: none; margin: 0; padding: 0; overflow: hidden;
    background: var(--surface); color: var(--text); border: 1px solid var(--border); border-radius: 1em;
    box-shadow: 0 0.75em 2.5em rgb(0 0 0 / 0.28);
  }
  .panel[open] { display: flex; flex-direction: column; }
  .panel::backdrop { background: none; }

  .head {
    display: flex; align-items: center; gap: 0.25em; padding: 0.375em 0.5em 0.375em 0.875em; position: relative; z-index: 2; flex: none;
    background: var(--accent); color: var(--on-accent);
  }
  h2 { flex: 1; min-width: 0; margin-left: 0.25em; font-size: 1.125em; font-weight: 650; line-height: 1.25; overflow-wrap: anywhere; }
  .menu, .close { width: 2.75em; height: 2.75em; display: grid; place-items: center; border-radius: 0.5em; }
  .head :focus-visible { outline-color: var(--on-accent); outline-offset: -3px; border-radius: 0.5em; }
  .menubox { position: relative; }
  #menu {
    position: absolute; right: 0; top: calc(100% + 0.5em); min-width: 14em; max-width: calc(100vw - 4em); padding: 0.375em;
    background: var(--raised); color: var(--text); border: 1px solid var(--border); border-radius: 0.75em; box-shadow: 0 0.5em 1.5em rgb(0 0 0 / 0.25);
  }
  #menu button { width: 100%; min-height: 2.75em; padding: 0.375em 0.75em; text-align: left; border-radius: 0.5em; }
  #menu :focus-visible { outline-color: var(--ink); }

  .body { flex: 1; min-height: 0; display: flex; flex-direction: column; }
  .notice { flex: none; font-size: 0.8125em; line-height: 1.45; padding: 0.625em 1.25em; color: var(--muted); background: var(--raised); border-bottom: 1px solid var(--line); }
  .notice strong { color: var(--text); font-weight: 650; margin-right: 0.25em; }
  .notice summary { width: auto; }
  .notice summary span { text-decoration: underline; text-underline-offset: 0.2em; }
  .log .notice { border: 1px solid var(--line); border-radius: 0.75em; }
  .stage { flex: 1; min-height: 0; position: relative; }
  .log {
    height: 100%; overflow: hidden auto; overscroll-behavior: contain; padding: 1em 1em 2.5em;
    display: flex; flex-direction: column; gap: 0.75em; scrollbar-width: thin; scrollbar-color: var(--border) transparent;
  }
  .log > * { flex: none; }
  .log:focus-visible { outline-offset: -3px; }
  .day { align-self: center; font-size: 0.8125em; font-weight: 600; color: var(--muted); padding: 0.25em 0; }

  .message { display: flex; flex-direction: column; align-items: flex-start; max-width: 92%; position: relative; }
  .message:has(figure) { max-width: 100%; }
  .message.person { align-self: flex-end; align-items: flex-end; }
  .bubble {
    max-width: 100%; padding: 0.625em 0.875em; overflow-wrap: anywhere; hyphens: auto;
    background: var(--raised); border: 1px solid var(--line); border-radius: 1em 1em 1em 0.25em;
  }
  .person .bubble { background: var(--accent); color: var(--on-accent); border-color: var(--accent); border-radius: 1em 1em 0.25em 1em; }
  .person .bubble a { color: inherit; }
  .person.refused .bubble { background: var(--raised); color: var(--text); border: 2px dashed var(--danger); }
  .bubble > p + p { margin-top: 0.5em; }
  .bubble > * + .link, .bubble > * + .sources, .bubble > * + .chart { margin-top: 0.625em; }
  .meta { font-size: 0.8125em; line-height: 1.4; color: var(--muted); padding: 0.125em 0.25em 0; }
  .state { margin-left: 0.5em; }
  .refused .state { color: var(--danger); font-weight: 600; }
  .edit { text-decoration: underline; color: var(--ink); min-height: 2.25em; padding: 0 0.5em; }

  summary { cursor: pointer; color: var(--ink); width: fit-content; padding: 0.25em 0; }
  .sources { font-size: 0.9375em; border-top: 1px solid var(--line); padding-top: 0.25em; }
  .sources li { padding: 0.25em 0; }
  .origin { display: block; color: var(--muted); }
  .chart { margin: 0 -0.375em; }
  .chart figcaption { padding: 0 0.375em; }
  .chart svg { display: block; width: 100%; height: auto; max-height: 120em; background: #fff; border-radius: 0.5em; border: 1px solid var(--line); }
  .chart figcaption { font-size: 0.9375em; }
  .chart figcaption p { padding-bottom: 0.25em; }

  .quick { display: flex; flex-wrap: wrap; gap: 0.5em; }
  .quick button {
    min-height: 2.75em; max-width: 100%; padding: 0.375em 0.875em; text-align: left; line-height: 1.35; overflow-wrap: anywhere;
    color: var(--ink); background: var(--raised); border: 1.5px solid var(--ink); border-radius: 1.375em;
  }
  .quick :focus-visible { border-radius: 1.375em; }

  .typing {
    position: absolute; left: 1em; bottom: 0.5em; display: flex; gap: 0.3em; padding: 0.55em 0.75em;
    background: var(--raised); border: 1px solid var(--line); border-radius: 1em;
    animation: appear 0s 300ms both;
  }
  .typing i { width: 0.45em; height: 0.45em; border-radius: 50%; background: var(--muted); }
  @keyframes appear { from { visibility: hidden; } to { visibility: visible; } }
  .new {
    position: absolute; left: 50%; bottom: 0.5em; transform: translateX(-50%); min-height: 2.75em; padding: 0 1.125em; white-space: nowrap;
    background: var(--raised); color: var(--ink); border: 1.5px solid var(--ink); border-radius: 1.375em; box-shadow: 0 0.25em 0.75em rgb(0 0 0 / 0.2);
  }
  .new:focus-visible { border-radius: 1.375em; }

  .statusline { flex: none; display: flex; align-items: center; gap: 0.75em; padding: 0.5em 1em; position: relative; background: var(--raised); border-top: 1px solid var(--line); }
  .statusline.empty { padding: 0; border: 0; }
  .status, .countdown { flex: 1; min-width: 0; font-size: 0.875em; line-height: 1.4; overflow-wrap: anywhere; }
  .now { flex: none; min-height: 2.75em; padding: 0 0.875em; color: var(--ink); border: 1.5px solid var(--ink); border-radius: 0.625em; }

  .composer {
    flex: none; display: flex; flex-wrap: wrap; align-items: flex-end; gap: 0.5em; position: relative;
    padding: 0.625em 0.75em max(0.625em, env(safe-area-inset-bottom)); background: var(--raised); border-top: 1px solid var(--line);
  }
  textarea {
    /* never below 16 px, or iPhones zoom in; one to five lines */
    flex: 1; min-width: 0; font-size: max(1em, 16px); line-height: 1.5; padding: 0.5625em 0.75em; min-height: 2.75em; max-height: 8.75em;
    resize: none; overflow: hidden auto; color: var(--text); background: var(--surface); border: 1px solid var(--border); border-radius: 0.75em;
  }
  textarea::placeholder { color: var(--muted); opacity: 1; }
  textarea:focus-visible { outline-offset: 0; border-radius: 0.75em; }
  textarea[aria-invalid] { border-color: var(--danger); }
  .send { flex: none; width: 2.75em; height: 2.75em; display: grid; place-items: center; border-radius: 0.75em; background: var(--accent); color: var(--on-accent); border: 1px solid var(--on-accent); }
  .send:focus-visible { border-radius: 0.75em; }
  .counter { flex-basis: 100%; font-size: 0.8125em; color: var(--muted); }
  .counter.over { color: var(--danger); font-weight: 600; }

  .veil { position: absolute; inset: 0; z-index: 3; display: grid; place-items: center; padding: 1em; overflow: auto; background: rgb(0 0 0 / 0.45); }
  .confirm { width: 100%; max-width: 22em; padding: 1.25em; background: var(--raised); border: 1px solid var(--border); border-radius: 1em; }
  .choices { display: flex; flex-wrap: wrap; gap: 0.75em; margin-top: 1em; }
  .choices button { flex: 1; min-height: 2.75em; padding: 0 1em; border: 1.5px solid var(--ink); border-radius: 0.75em; color: var(--ink); }
  .choices [data-action="confirm-delete"] { border-color: var(--danger); color: var(--danger); }

  @media (max-width: 30em), (max-height: 30em) {
    .panel {
      inset: var(--view-top, 0) 0 auto 0; width: 100%; height: var(--view-height, 100dvh); border: 0; border-radius: 0;
      padding: 0 env(safe-area-inset-right) 0 env(safe-area-inset-left);
    }
  }
  @media (hover: hover) {
    .menu:hover, .close:hover { background: color-mix(in srgb, currentColor 16%, transparent); }
    #menu button:hover, .quick button:hover, .now:hover, .new:hover, .choices button:hover { background: var(--surface); }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel[open] { animation: rise 160ms ease-out; }
    .typing i { animation: blink 1.2s infinite; }
    .typing i:nth-child(2) { animation-delay: 0.2s; }
    .typing i:nth-child(3) { animation-delay: 0.4s; }
    @keyframes rise { from { opacity: 0; transform: translateY(0.75em); } }
    @keyframes blink { 30% { opacity: 0.25; } }
  }
  @media (forced-colors: active) {
    .launcher, .send, .head { border: 1px solid ButtonText; }
    .typing i { background: CanvasText; }
    :focus-visible { outline-color: Highlight; }
    .veil { background: Canvas; }
  }
`;
