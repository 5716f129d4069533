import { it } from "vitest";
import { expectRight, seedsOf } from "./expect-right.ts";

const seeds = seedsOf(0);

it.runIf(seeds.length > 0)(
  `membership equals the audience after ${seeds.length} histories of deaths, zombies, lost, late and doubled answers`,
  async () => expectRight(seeds),
  600_000,
);
