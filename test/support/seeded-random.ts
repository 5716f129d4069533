import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Random } from "../../src/platform/random.ts";

/** The same draws for the same seed, on every machine. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const word = (): number => generator.next() >>> 0;
  return {
    fraction: () => word() / 2 ** 32,
    id: () => [word(), word(), word(), word()].map((part) => part.toString(16).padStart(8, "0")).join(""),
  };
}
