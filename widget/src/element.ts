/** <berufs-lotse>: connects the conversation, the panel and what is drawn. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { palette } from "./colours.ts";
import { LIMIT, grow, lengthOf, renderComposer } from "./composer.ts";
import { Conversation } from "./conversation.ts";
import { Countdown } from "./countdown.ts";
import { download } from "./download.ts";
import { renderConfirm, renderHeader, renderLauncher, renderNotice, renderStatus, renderTyping } from "./frame.ts";
import { renderLog } from "./log.ts";
import { Panel } from "./panel.ts";
import { Scrolling } from "./scrolling.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { isPassing, said, words } from "./status.ts";
import { Shelf, Slot } from "./storage.ts";
import { styles } from "./styles.ts";
import { browserSurroundings, storageKey } from "./surroundings.ts";
import { LABEL, RESTART_PAYLOAD, STATUS } from "./texts.ts";
import { sayings, transcript, transcriptName } from "./transcript.ts";

/** How long (ms) the history stands in the log before what is added is read out. */
const SETTLING = 150;

export class BerufsLotse extends LitElement {
  static override styles = styles;
  static override properties = {
    menuOpen: { state: true },
    confirming: { state: true },
    quiet: { state: true },
    draft: { state: true },
  };
  /** Where the API is, for an element that does not say so. */
  static serverOfScript = "";

  declare private menuOpen: boolean;
  declare private confirming: boolean;
  declare private quiet: boolean;
  declare private draft: string;
  // the attributes are known, and these made, when the element comes into the page
  private settings!: Settings;
  private panel!: Panel;
  private draftSlot!: Slot;
  private conversation!: Conversation;
  private readonly scrolling = new Scrolling();
  private readonly sizes = new ResizeObserver(() => this.scrolling.resized(this.log));
  private readonly online = (): void => this.conversation.backOnline();
  private settling: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    if (!this.panel) this.prepare();
    this.conversation = new Conversation(
      browserSurroundings(this.settings.server, {
        changed: () => this.requestUpdate(),
        takeBack: (text) => this.takeBack(text),
      }),
    );
    window.addEventListener("online", this.online);
    super.connectedCallback();
    if (this.panel.isOpen) this.conversation.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("online", this.online);
    clearTimeout(this.settling);
    this.settling = undefined;
    this.conversation.stop();
  }

  protected override firstUpdated(): void {
    this.sizes.observe(this.log);
    if (this.panel.wasOpen(this.settings.openAtFirst)) this.openPanel(false);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("draft") && this.panel.isOpen) grow(this.field);
    if (this.scrolling.follow(this.log, this.conversation.entries, this.quiet)) this.requestUpdate();
    if (!this.quiet || !this.panel.isOpen || this.conversation.loading) return;
    this.settling ??= setTimeout(() => (this.quiet = false), SETTLING);
  }

  protected override render(): TemplateResult {
    const { panel, settings, confirming } = this;
    return html`${renderLauncher(settings.title, panel.isOpen, () => this.openPanel(true))}
      <dialog class="panel" lang="de" aria-labelledby="title" @keydown=${this.keyed} @cancel=${this.cancelled} @close=${this.closed}>
        ${renderHeader(settings.title, this.menuOpen, confirming, this.headerActions)}
        <div class="body" ?inert=${confirming} @pointerdown=${this.headerActions.leaveMenu}>${this.renderBody()}</div>
        ${confirming ? renderConfirm(this.erase, this.keep) : nothing}
      </dialog>`;
  }

  private renderBody(): TemplateResult {
    const { conversation, panel, settings } = this;
    const { entries, loading, status, sending, hasPending } = conversation;
    const notice = renderNotice(conversation.keptDays, conversation.entries.length > 0);
    const { greeting, starters } = settings;
    const log = { entries, greeting, starters, loading, quiet: this.quiet, notice: panel.isLow ? notice : undefined, now: new Date() };
    const canSendNow = hasPending && !sending && (status?.kind === "unreachable" || status?.kind === "offline");
    return html`${panel.isLow ? nothing : notice}
      <div class="stage">
        ${renderLog(log, this.logActions)}
        ${sending ? renderTyping() : nothing}
        ${this.scrolling.unseen ? html`<button type="button" class="new" @click=${this.showAnswer}>${LABEL.newAnswer}</button>` : nothing}
      </div>
      ${renderStatus({ status, words: words(status, hasPending), canSendNow, now: Date.now() }, this.sendNow)}
      ${renderComposer(this.draft, this.composerActions)}`;
  }

  private prepare(): void {
    this.settings = settingsOf((name) => this.getAttribute(name), BerufsLotse.serverOfScript, document.baseURI);
    const key = storageKey(this.settings.server);
    const shelf = new Shelf(() => window.sessionStorage);
    this.panel = new Panel(this, new Slot(shelf, `${key}:open`));
    this.draftSlot = new Slot(shelf, `${key}:draft`);
    this.draft = this.draftSlot.get() ?? "";
    this.menuOpen = this.confirming = false;
    this.quiet = true;
    new Countdown(this, () => this.conversation.status);
    for (const [name, value] of Object.entries(palette(this.getAttribute("color")))) this.style.setProperty(name, value);
  }

  private openPanel(withFocus: boolean): void {
    this.panel.open(withFocus);
    this.conversation.start();
    grow(this.field);
    this.scrolling.toEnd(this.log);
    if (withFocus) this.field.focus();
  }

  private async closePanel(): Promise<void> {
    this.menuOpen = this.confirming = false;
    this.panel.close();
    await this.focusOn(".launcher");
  }

  private readonly headerActions = {
    menu: (): void => void (this.menuOpen = !this.menuOpen),
    leaveMenu: (): void => void (this.menuOpen = false),
    close: (): void => void this.closePanel(),
    restart: (): void => {
      this.menuOpen = false;
      this.ask(LABEL.restart, RESTART_PAYLOAD);
    },
    save: (): void => this.save(),
    askErase: (): void => {
      this.menuOpen = false;
      this.confirming = true;
      void this.focusOn("[data-action=cancel-delete]");
    },
  };

  private readonly logActions = {
    scrolled: (): void => {
      if (this.scrolling.scrolled(this.log)) this.requestUpdate();
    },
    ask: (text: string, payload?: string): void => this.ask(text, payload),
    edit: (id: string): void => {
      const text = this.conversation.reclaim(id);
      this.write(this.draft.trim() === "" ? text : `${this.draft}\n${text}`);
      this.field.focus();
    },
  };

  private readonly composerActions = {
    write: (text: string): void => this.write(text),
    submit: (): void => {
      const text = this.draft.trim();
      this.field.focus();
      if (text === "") return;
      if (lengthOf(text) > LIMIT) return this.conversation.tell(said(STATUS.tooLong));
      this.write("");
      this.conversation.say(text);
    },
  };

  private ask(text: string, payload?: string): void {
    // before the pressed button vanishes, and the focus with it
    this.field.focus();
    this.conversation.say(text, payload);
  }

  private write(text: string): void {
    this.draft = text;
    if (text === "") this.draftSlot.clear();
    else this.draftSlot.set(text);
    const { status } = this.conversation;
    const warned = status?.kind === "said" && status.text === STATUS.tooLong;
    if (warned && lengthOf(text) <= LIMIT) this.conversation.tell(undefined);
  }

  private takeBack(text: string): boolean {
    const empty = this.draft.trim() === "";
    if (empty) this.write(text);
    return empty;
  }

  private save(): void {
    const { conversation } = this;
    const now = new Date();
    const something = sayings(conversation.entries).length > 0;
    this.menuOpen = false;
    if (something) download(transcriptName(now), transcript(conversation.entries, now));
    if (!isPassing(conversation.status)) conversation.tell(said(something ? STATUS.saved : STATUS.nothingToSave));
    void this.focusOn(".menu");
  }

  private readonly erase = async (): Promise<void> => {
    this.confirming = false;
    void this.focusOn("textarea");
    if (await this.conversation.erase()) this.write("");
  };

  private readonly keep = (): void => {
    this.confirming = false;
    void this.focusOn(".menu");
  };

  private readonly sendNow = (): void => {
    this.field.focus();
    this.conversation.sendNow();
  };

  private readonly showAnswer = (): void => {
    this.scrolling.toAnswer(this.log);
    this.log.focus({ preventScroll: true });
    this.requestUpdate();
  };

  /** Esc leaves the innermost of what is open. */
  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.leave();
  };

  /** The gesture "back" of a phone asks the same of a modal dialog. */
  private readonly cancelled = (event: Event): void => {
    event.preventDefault();
    this.leave();
  };

  private readonly closed = (): void => {
    if (this.panel.closedByBrowser) void this.closePanel();
  };

  private leave(): void {
    if (this.confirming) return this.keep();
    if (!this.menuOpen) return void this.closePanel();
    this.menuOpen = false;
    void this.focusOn(".menu");
  }

  private async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.found(selector).focus();
  }

  private get field(): HTMLTextAreaElement {
    return this.found("textarea");
  }

  private get log(): HTMLElement {
    return this.found(".log");
  }

  private found<T extends HTMLElement>(selector: string): T {
    const element = this.renderRoot.querySelector<T>(selector);
    if (element === null) throw new Error(selector);
    return element;
  }
}
