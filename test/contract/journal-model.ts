/**
 * The SQL journal equals the in-memory one, which is the specification, over random histories.
 * `JOURNAL_SEED` repeats a failing history (with `JOURNAL_HISTORIES=1`).
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { History } from "./journal-history.ts";
import { TwinJournals } from "./journal-twins.ts";
import type { IdentifiedBy } from "../../src/domain/identity.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { inMemory, type JournalUnderTest } from "./journal-under-test.ts";
import { Dice } from "./journal-world.ts";

const FIRST_SEED = Number(process.env["JOURNAL_SEED"] ?? 1_000);
/** Histories that share one database: their plans and places are numbered together. */
const GROUP = 25;

/** Two and two, so that either of two shares has both. */
function identifiedBy(seed: number): IdentifiedBy {
  return seed % 4 < 2 ? "member" : "address";
}

/**
 * Registers a share of the run's histories, as every second beginning with the first (0 of 2): a file each, so that cores
 * share them evenly. `count`: of all shares, unless `JOURNAL_HISTORIES` says otherwise.
 */
export function describeHistories(
  engine: string,
  { share, of }: { readonly share: number; readonly of: number },
  count: number,
  start: (clock: Clock) => Promise<JournalUnderTest>,
): void {
  const histories = Number(process.env["JOURNAL_HISTORIES"] ?? count);
  const seeds = Array.from({ length: histories }, (_, index) => FIRST_SEED + index).filter(
    (_, index) => index % of === share,
  );
  const groups = Array.from({ length: Math.ceil(seeds.length / GROUP) }, (_, group) =>
    seeds.slice(group * GROUP, (group + 1) * GROUP),
  );
  let runs = 0;
  afterAll(() => {
    process.stdout.write(
      `journal model on ${engine}: ${seeds.length} of ${histories} histories from seed ${FIRST_SEED}, ${runs} runs\n`,
    );
  });

  describe.each(groups.map((group) => [group[0], group] as const))("histories from seed %i", (_first, group) => {
    const clock = manualClock();
    let sides: { memory: JournalUnderTest; sql: JournalUnderTest };
    beforeAll(async () => {
      sides = { memory: await inMemory(clock), sql: await start(clock) };
    });
    afterAll(async () => {
      await sides.sql.end();
    });

    it.each(group)("seed %i: the SQL journal says what its specification says", async (seed) => {
      const dice = new Dice(seededRandom(seed));
      const twins = new TwinJournals(sides);
      const history = new History({ twins, dice, clock, sync: `sync_${seed}`, identifiedBy: identifiedBy(seed) });
      for (let left = dice.pick([2, 2, 3, 3]); left > 0; left -= 1) {
        await history.run();
        runs += 1;
      }
      expect(twins.asked.length).toBeGreaterThan(10);
    });
  });
}
