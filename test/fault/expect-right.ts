/**
 * The promise of the protocol over seeded histories. `TIERLINE_SEED=17` plays that one alone; `TIERLINE_HISTORIES=5000`
 * plays more. The histories are dealt out to two test files, so that two cores share them.
 */
import { expect } from "vitest";
import type { OpenStore } from "./history-store.ts";
import { playHistory, type Verdict } from "./history.ts";

const only = process.env["TIERLINE_SEED"];
const HISTORIES = Number(process.env["TIERLINE_HISTORIES"] ?? 500);

/** The seeds of one half: 0 the even ones, 1 the odd ones. */
export function seedsOf(half: 0 | 1): readonly number[] {
  const all = only === undefined ? Array.from({ length: HISTORIES }, (_, at) => at + 1) : [Number(only)];
  return all.filter((seed) => seed % 2 === half);
}

/** `openStore`: in memory by default. */
export async function expectRight(seeds: readonly number[], openStore?: OpenStore): Promise<void> {
  const verdicts: Verdict[] = [];
  for (const seed of seeds) verdicts.push(await playHistory(seed, undefined, openStore));
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, each) => total + of(each), 0);
  const [compared, excused] = [sum((each) => each.compared), sum((each) => each.excused)];
  console.info(
    `seeds ${seeds[0]} to ${seeds.at(-1)}: ${sum(({ runs }) => runs)} runs, ${sum(({ deaths }) => deaths)} deaths, ` +
      `${sum(({ requests }) => requests)} requests, ${sum(({ unsettled }) => unsettled)} unsettled rows, ` +
      `${excused} of ${compared} rows differ with a reason`,
  );
  const failed = verdicts.filter(({ wrong }) => wrong.length > 0);
  expect(failed.map(({ seed, wrong }) => `seed ${seed}: ${wrong.join("; ")}`)).toEqual([]);
  // A reason must stay the exception, or the promise would say nothing.
  if (seeds.length > 1) expect(excused / compared).toBeLessThan(0.05);
}
