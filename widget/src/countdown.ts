/** Draws anew every second while a wait is counted down. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Status } from "./status.ts";

export class Countdown implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly status: () => Status | undefined,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.timer);
    if (this.status()?.kind === "busy") this.timer = setTimeout(() => this.host.requestUpdate(), 1000);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }
}
