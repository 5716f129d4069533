/**
 * BigQuery's clock. A question costs a second, and a lease is looked at before every request to a destination: so it is asked
 * once a minute, and this machine's clock counts on from there.
 */
import type { Clock } from "../../platform/clock.ts";

const ASKED_EVERY_MS = 60_000;

export class ServerClock {
  readonly #clock: Clock;
  readonly #ask: () => Promise<number>;
  #known: { readonly serverMs: number; readonly hereMs: number } | undefined;

  constructor(clock: Clock, ask: () => Promise<number>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  async nowMs(): Promise<number> {
    const sinceMs = this.#known === undefined ? -1 : this.#clock.nowMs() - this.#known.hereMs;
    // A clock that was set back, or stood still while the machine slept, counts for nothing.
    if (this.#known !== undefined && sinceMs >= 0 && sinceMs < ASKED_EVERY_MS) return this.#known.serverMs + sinceMs;
    const serverMs = await this.#ask();
    // What the way back took is not counted: a lease seems to end later by so much, and is renewed long before.
    this.#known = { serverMs, hereMs: this.#clock.nowMs() };
    return serverMs;
  }

  /** The next one is BigQuery's own. */
  forget(): void {
    this.#known = undefined;
  }
}
