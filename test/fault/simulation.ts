/**
 * A world with its own time: sleepers wait for an instant, and time jumps there once nothing else can go on. The same
 * seed gives the same history, whatever the machine's speed.
 */
import type { Clock } from "../../src/platform/clock.ts";

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

export class Simulation implements Clock {
  #nowMs: number;
  #order = 0;
  /** Requests being worked on by a server, which may need turns of the event loop: one after the other. */
  #busy = 0;
  #last: Promise<unknown> = Promise.resolve();
  #sleepers: Sleeper[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      this.#order += 1;
      const sleeper = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(new Error("interrupted", { cause: signal.reason }));
      });
    });
  }

  /** Time stands still meanwhile, and pieces of work do not overlap, so that their order is the seed's. */
  async working<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    const before = this.#last;
    const result = before.then(work);
    this.#last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.#busy -= 1;
    }
  }

  /** Runs the world until `story` ends. Rejects when everything waits for ever. */
  async play<Result>(story: () => Promise<Result>): Promise<Result> {
    let end: { readonly value: Result } | { readonly error: unknown } | undefined;
    story().then(
      (value) => (end = { value }),
      (error: unknown) => (end = { error }),
    );
    for (;;) {
      await turn();
      if (end !== undefined) break;
      if (this.#busy > 0) continue;
      this.#wakeNext();
    }
    if ("error" in end) throw end.error;
    return end.value;
  }

  #wakeNext(): void {
    const next = this.#sleepers.reduce<Sleeper | undefined>(
      (first, each) => (first === undefined || isEarlier(each, first) ? each : first),
      undefined,
    );
    if (next === undefined) throw new Error("Everything in the simulated world waits for ever.");
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.wake();
  }
}

function isEarlier(left: Sleeper, right: Sleeper): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

/** Lets everything that can go on go on. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
