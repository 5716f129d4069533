/** The histories can fail: with one law broken, some end wrong. */
import { describe, expect, it } from "vitest";
import { playHistory } from "./history.ts";
import { withoutApplyingFirst, withoutCoolDown, withoutExclusions, withoutUnsettled, type Rows } from "./knock-outs.ts";

/** Each seed plays the same history as in `histories.test.ts`, but for the broken law. */
const SEEDS_MAX = 500;

describe("some history ends wrong", () => {
  it.each<[string, (journal: Rows) => Rows]>([
    ["the unsettled rule", withoutUnsettled],
    ["the cool-down", withoutCoolDown],
    ["applying first", withoutApplyingFirst],
    ["who must not be sent", withoutExclusions],
  ])(
    "without %s",
    async (name, knockOut) => {
      const wrong = await firstWrong(knockOut);
      console.info(`without ${name}: ${wrong}`);
      expect(wrong).toMatch(/^seed \d+: /u);
    },
    600_000,
  );
});

async function firstWrong(knockOut: (journal: Rows) => Rows): Promise<string> {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const { wrongAtEnd } = await playHistory(seed, knockOut);
    if (wrongAtEnd.length > 0) return `seed ${seed}: ${wrongAtEnd.join("; ")}`;
  }
  return `none of ${SEEDS_MAX}`;
}
