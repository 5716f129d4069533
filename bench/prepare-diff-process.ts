/** A state in which every member was acknowledged, and members of whom one in a hundred has changed since. */
import { z } from "zod";
import { answerApart } from "./apart.ts";
import { changeBalances, writeMembers } from "./members.ts";
import { makePlan, openPlanWorld } from "./plan-world.ts";

const CHANGED_EVERY = 100;

const config = z.object({ statePath: z.string(), members: z.int() });

/** What a closed first plan leaves, written at once: sending it is another benchmark's business. */
await answerApart(config, async ({ statePath, members }) => {
  const world = await openPlanWorld(statePath);
  try {
    const { warehouse } = world;
    await writeMembers(warehouse, members);
    const { plan } = await makePlan(world);
    await warehouse.run(`insert into tierline.synced_tiers
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
select place_no, identity, member_key, cast(ordinal as varchar), op, said_hash, hash_version, address_hash, 1, true
from tierline.plan_tiers_${plan}`);
    await warehouse.run(`delete from tierline.plan_tiers_${plan}`);
    return { changed: await changeBalances(warehouse, CHANGED_EVERY) };
  } finally {
    await world.close();
  }
});
