/** Seeded randomness for a history. */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { Random } from "../../src/platform/random.ts";

export class Dice implements Random {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** Uniform, both ends included. */
  between(low: number, high: number): number {
    return uniformInt(this.#generator, low, high);
  }

  fraction(): number {
    return this.between(0, 2 ** 30 - 1) / 2 ** 30;
  }

  /** True in this share of cases. */
  chance(share: number): boolean {
    return this.fraction() < share;
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.between(0, values.length - 1)];
    if (value === undefined) throw new Error("Nothing to pick from.");
    return value;
  }

  id(): string {
    const digits = (): string => this.between(0, 0x7fff_ffff).toString(16).padStart(8, "0");
    return digits() + digits() + digits() + digits();
  }
}
