/** A state in which every member was acknowledged, and members of whom one in a hundred has changed since. */
import { changeBalances, writeMembers } from "./members.ts";
import { makePlan } from "./plan-world.ts";
import type { SyncWorld } from "./sync-world.ts";

const CHANGED_EVERY = 100;

/** What a closed first plan leaves, written at once: sending it is another benchmark's business. Resolves to how many changed. */
export async function prepareDiff(world: SyncWorld, members: number): Promise<number> {
  const { warehouse } = world;
  const { text } = warehouse.dialect.types;
  await writeMembers(warehouse, members);
  const { plan } = await makePlan(world);
  await warehouse.run(`insert into tierline.synced_tiers
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
select place_no, identity, member_key, cast(ordinal as ${text}), op, said_hash, hash_version, address_hash, 1, true
from tierline.plan_tiers_${plan}`);
  await warehouse.run(`delete from tierline.plan_tiers_${plan} where true`);
  return changeBalances(warehouse, CHANGED_EVERY);
}
