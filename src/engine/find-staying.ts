/** Of some members, those who stay at a place by the plan being sent. */
import type { Place } from "../domain/place.ts";
import type { Journal, MemberAtPlace } from "../journal/journal.ts";

/** One read of the journal per member: asked only for records that changed hands. A leave that waits counts as staying. */
export async function findStaying<Desired>(
  journal: Journal<Desired>,
  { placeNo, sync }: Place,
  memberKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const staying = new Set<string>();
  for (const key of new Set(memberKeys)) {
    const known = await journal.member(sync, key);
    if (known.some((one) => one.place.placeNo === placeNo && isStaying(one))) staying.add(key);
  }
  return staying;
}

function isStaying({ saidOp, planned }: MemberAtPlace): boolean {
  const op = planned?.op ?? saidOp;
  return op !== null && op !== "leave";
}
