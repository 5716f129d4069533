/**
 * A process that may die or stand still at any contract call. A call of a dead runner never returns, so nothing of it
 * goes on: no clean-up, no lease given back. What it had already sent arrives all the same.
 */
import type { Clock } from "../../src/platform/clock.ts";
import type { Simulation } from "./simulation.ts";

export interface Fate {
  /** Whether calls are counted from the runner's start or from the call that announces its plan. */
  readonly countsFrom: "start" | "announce";
  /** The call at which it dies, counted from 1; null: it does not. */
  readonly diesAt: number | null;
  /** Dies once the call has done its work, instead of before. */
  readonly diesAfterwards: boolean;
  /** The call before which it stands still, as a suspended machine does. */
  readonly pausesAt: number | null;
  readonly pauseMs: number;
  /** The write of rows that it stands still before, its lease checked already; counted like calls. */
  readonly stallsAt: number | null;
  /** At most P. */
  readonly stallMs: number;
}

export const HEALTHY: Fate = {
  countsFrom: "start",
  diesAt: null,
  diesAfterwards: false,
  pausesAt: null,
  pauseMs: 0,
  stallsAt: null,
  stallMs: 0,
};

/** The name of the call that sends rows. */
export const WRITE = "write";

export class Runner implements Clock {
  readonly name: string;
  readonly died: Promise<"died">;
  /** Each fence it held. */
  readonly fences: number[] = [];
  readonly #simulation: Simulation;
  readonly #fate: Fate;
  #calls = 0;
  #writes = 0;
  #isCounting: boolean;
  #isDead = false;
  #reportDeath: (word: "died") => void = () => undefined;

  constructor(name: string, simulation: Simulation, fate: Fate) {
    this.name = name;
    this.#simulation = simulation;
    this.#fate = fate;
    this.#isCounting = fate.countsFrom === "start";
    this.died = new Promise((resolve) => {
      this.#reportDeath = resolve;
    });
  }

  nowMs(): number {
    return this.#simulation.nowMs();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#simulation.sleep(ms, signal);
    if (this.#isDead) await never();
  }

  /** One contract call. */
  async call<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#isDead) return never();
    this.#isCounting ||= name === "announce";
    if (this.#isCounting) this.#calls += 1;
    const number = this.#calls;
    if (number > 0 && number === this.#fate.diesAt && !this.#fate.diesAfterwards) return this.#die();
    await this.#stand(number, name);
    if (this.#isDead) return never();
    try {
      return await work();
    } finally {
      if (number > 0 && number === this.#fate.diesAt) void this.#die();
      if (this.#isDead) await never();
    }
  }

  /** A write stands between the lease check and the wire, so it waits for P at most. */
  async #stand(number: number, name: string): Promise<void> {
    if (!this.#isCounting) return;
    if (name !== WRITE) {
      if (number === this.#fate.pausesAt) await this.#simulation.sleep(this.#fate.pauseMs);
      return;
    }
    this.#writes += 1;
    if (this.#writes === this.#fate.stallsAt) await this.#simulation.sleep(this.#fate.stallMs);
  }

  /** The same object, each method of which is a contract call. */
  wrap<Target extends object>(target: Target, isLocal: (method: string) => boolean = () => false): Target {
    return new Proxy(target, {
      get: (_, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        if (typeof property === "symbol" || isLocal(property)) return value.bind(target);
        return async (...given: readonly unknown[]): Promise<unknown> =>
          this.call(property, async () => {
            const result: unknown = await Reflect.apply(value, target, given);
            return isLease(result) ? this.#hold(result) : result;
          });
      },
    });
  }

  #hold(lease: { readonly fence: number }): object {
    this.fences.push(lease.fence);
    return this.wrap(lease);
  }

  #die(): Promise<never> {
    this.#isDead = true;
    this.#reportDeath("died");
    return never();
  }
}

function isLease(value: unknown): value is { readonly fence: number } {
  return typeof value === "object" && value !== null && "leftMs" in value && "fence" in value;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
