/** Seeded choices: the same seed makes the same shop on every machine. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Chance {
  /** Uniform, both ends included; whole numbers. */
  between(from: number, to: number): number;
  /** True in about `perMille` of 1,000 cases. */
  happens(perMille: number): boolean;
  /** One of at least one. */
  oneOf<Item>(items: readonly [Item, ...Item[]]): Item;
}

export function seededChance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const between = (from: number, to: number): number => uniformInt(generator, from, to);
  return {
    between,
    happens: (perMille) => between(1, 1000) <= perMille,
    oneOf: (items) => items[between(0, items.length - 1)] ?? items[0],
  };
}
