/** Prepares `diff` in a process whose memory is its own. */
import { z } from "zod";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import { answerApart } from "./apart.ts";
import { openPlanWorld } from "./plan-world.ts";
import { prepareDiff } from "./prepare-diff.ts";

const config = z.object({ statePath: z.string(), members: z.int() });

await answerApart(config, async ({ statePath, members }) => {
  const world = await openPlanWorld(await openDuckDb(statePath, { access: "write" }));
  try {
    return { changed: await prepareDiff(world, members) };
  } finally {
    await world.close();
  }
});
