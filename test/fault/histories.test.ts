/**
 * The promise of the protocol over seeded histories. `TIERLINE_SEED=17` plays one again; `TIERLINE_HISTORIES=5000` plays
 * more.
 */
import { describe, expect, it } from "vitest";
import { playHistory, type Verdict } from "./history.ts";

const only = process.env["TIERLINE_SEED"];
const count = Number(process.env["TIERLINE_HISTORIES"] ?? 500);
const seeds = only === undefined ? Array.from({ length: count }, (_, at) => at + 1) : [Number(only)];

describe("membership equals the audience", () => {
  it(`at the end of ${seeds.length} histories of crashes, zombies, lost, late and doubled answers`, async () => {
    const verdicts: Verdict[] = [];
    for (const seed of seeds) verdicts.push(await playHistory(seed));
    const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, each) => total + of(each), 0);
    console.info(
      `seeds ${seeds[0]} to ${seeds.at(-1)}: ${sum(({ runs }) => runs)} runs, ${sum(({ deaths }) => deaths)} deaths, ` +
        `${sum(({ requests }) => requests)} requests, ${sum(({ unsettled }) => unsettled)} unsettled rows, ` +
        `${sum(({ excused }) => excused)} of ${sum(({ compared }) => compared)} rows differ with a reason`,
    );
    const failed = verdicts.filter(({ wrong }) => wrong.length > 0);
    expect(failed.map(({ seed, wrong }) => `seed ${seed}: ${wrong.join("; ")}`)).toEqual([]);
  }, 600_000);
});
