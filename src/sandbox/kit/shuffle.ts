import type { Random } from "../../platform/random.ts";

/** A new array in random order (Fisher-Yates): every order equally likely. */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled: T[] = [];
  for (const item of items) {
    const at = Math.floor(random.fraction() * (shuffled.length + 1));
    const displaced = shuffled[at];
    if (at === shuffled.length || displaced === undefined) {
      shuffled.push(item);
    } else {
      shuffled.push(displaced);
      shuffled[at] = item;
    }
  }
  return shuffled;
}
