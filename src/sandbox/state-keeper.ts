import type { Clock } from "../platform/clock.ts";

/** Changes are on disk at most this long after they were made, plus the time of one write. */
const DELAY_MS = 200;

/** Saves after changes, several at once, never two saves at a time. */
export class StateKeeper {
  readonly #clock: Clock;
  readonly #save: () => Promise<void>;
  readonly #closing = new AbortController();
  #isChanged = false;
  #saving: Promise<void> | undefined;
  #problem: unknown;

  constructor(clock: Clock, save: () => Promise<void>) {
    this.#clock = clock;
    this.#save = save;
  }

  changed(): void {
    this.#isChanged = true;
    this.#saving ??= this.#saveSoon();
  }

  /** Saves what is not saved yet. Rejects with the first error of a save, also of an earlier one. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#saving;
    if (this.#isChanged) await this.#saveNow();
    if (this.#problem !== undefined) throw this.#problem;
  }

  async #saveSoon(): Promise<void> {
    while (this.#isChanged && !this.#closing.signal.aborted) {
      await this.#clock.sleep(DELAY_MS, this.#closing.signal).catch(() => undefined);
      await this.#saveNow();
    }
    this.#saving = undefined;
  }

  async #saveNow(): Promise<void> {
    this.#isChanged = false;
    try {
      await this.#save();
    } catch (error) {
      this.#problem ??= error;
    }
  }
}
