/** The dialog: open or not, beside the page or, where that is small, above all of it. */
import type { LitElement, ReactiveController } from "lit";
import type { Slot } from "./storage.ts";

// em, because a page may give its root another font size, and media queries do not care
const FULL = "(max-width: 30em), (max-height: 30em)";
const LOW = "(max-height: 36em)";

export class Panel implements ReactiveController {
  isOpen = false;
  private readonly full = window.matchMedia(FULL);
  private readonly low = window.matchMedia(LOW);
  private readonly modeChanged = (): void => this.reopen();
  private readonly update = (): void => this.host.requestUpdate();
  private readonly viewChanged = (): void => this.fitKeyboard();

  constructor(
    private readonly host: LitElement,
    /** Remembers for the next page of the site whether it was open. */
    private readonly kept: Slot,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.full.addEventListener("change", this.modeChanged);
    this.low.addEventListener("change", this.update);
    window.visualViewport?.addEventListener("resize", this.viewChanged);
    window.visualViewport?.addEventListener("scroll", this.viewChanged);
  }

  hostDisconnected(): void {
    this.full.removeEventListener("change", this.modeChanged);
    this.low.removeEventListener("change", this.update);
    window.visualViewport?.removeEventListener("resize", this.viewChanged);
    window.visualViewport?.removeEventListener("scroll", this.viewChanged);
  }

  /** There is little height: the notice scrolls with the conversation. */
  get isLow(): boolean {
    return this.low.matches;
  }

  /** An invitation of the website opens it beside the page, but does not cover a small screen unasked. */
  wasOpen(openAtFirst: boolean): boolean {
    const kept = this.kept.get();
    return kept === undefined ? openAtFirst && !this.full.matches : kept === "1";
  }

  open(withFocus: boolean): void {
    this.isOpen = true;
    this.show(withFocus);
    this.update();
  }

  close(): void {
    this.isOpen = false;
    this.kept.set("0");
    this.dialog?.close();
    this.update();
  }

  /** Whether the browser closed the dialog by itself, as some do on a second press of Esc. */
  get closedByBrowser(): boolean {
    return this.isOpen && this.dialog?.open === false;
  }

  private get dialog(): HTMLDialogElement | null {
    return this.host.renderRoot.querySelector("dialog");
  }

  private show(withFocus: boolean): void {
    const { dialog } = this;
    if (dialog === null || dialog.open) return;
    if (this.full.matches) dialog.showModal();
    else if (withFocus) dialog.show();
    // show() would take the focus away from the page
    else dialog.setAttribute("open", "");
    this.kept.set("1");
    this.fitKeyboard();
  }

  private reopen(): void {
    if (!this.isOpen) return;
    const focused = this.host.shadowRoot?.activeElement;
    this.dialog?.close();
    this.show(focused instanceof HTMLElement);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    this.update();
  }

  /** On phones the keyboard lies over the page: the dialog takes the part that is left, unless one zooms in. */
  private fitKeyboard(): void {
    const view = window.visualViewport;
    const { style } = this.host;
    if (view && this.isOpen && this.full.matches && view.scale < 1.01) {
      style.setProperty("--view-height", `${view.height}px`);
      style.setProperty("--view-top", `${view.offsetTop}px`);
    } else {
      style.removeProperty("--view-height");
      style.removeProperty("--view-top");
    }
  }
}
