/** When to try again. */

const SECONDS = [1, 2, 4, 8, 15] as const;
const SPREAD = 0.2;

export class Backoff {
  private attempts = 0;

  constructor(private readonly random: () => number) {}

  /** Milliseconds until the next attempt; spread, so that not everybody knocks at the same moment. */
  next(): number {
    const seconds = SECONDS[Math.min(this.attempts, SECONDS.length - 1)] ?? 15;
    this.attempts += 1;
    return seconds * 1000 * (1 - SPREAD + 2 * SPREAD * this.random());
  }

  reset(): void {
    this.attempts = 0;
  }
}
