import type { Clock } from "../platform/clock.ts";

/** A change waits this long for others before it is saved … */
const DELAY_MS = 200;
/** … and, where saving takes long, so many times as long as the last save took: a large account still answers. */
const REST_PER_SAVE = 5;

/** Saves after changes, several at once, never two saves at a time. */
export class StateKeeper {
  readonly #clock: Clock;
  readonly #save: () => Promise<void>;
  readonly #closing = new AbortController();
  #isChanged = false;
  #saving: Promise<void> | undefined;
  #problem: unknown;
  #lastSaveMs = 0;

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
      await this.#clock.sleep(this.#delayMs(), this.#closing.signal).catch(() => undefined);
      await this.#saveNow();
    }
    this.#saving = undefined;
  }

  #delayMs(): number {
    return Math.max(DELAY_MS, REST_PER_SAVE * this.#lastSaveMs);
  }

  async #saveNow(): Promise<void> {
    this.#isChanged = false;
    const fromMs = this.#clock.nowMs();
    try {
      await this.#save();
    } catch (error) {
      this.#problem ??= error;
    }
    this.#lastSaveMs = this.#clock.nowMs() - fromMs;
  }
}
