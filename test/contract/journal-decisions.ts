/** What people decide in a random history: take-overs, releases, pauses; also at the wrong moment. */
import type { IdentifiedBy } from "../../src/domain/identity.ts";
import type { Lease } from "../../src/journal/journal.ts";
import type { TwinJournals, Twins } from "./journal-twins.ts";
import type { Dice } from "./journal-world.ts";

export const RECORDS = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"];
const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];
/** Of members or of strangers. */
const ADDRESSES = ["ann@x", "zoe@x", "bob@x", "cleo@x", "yan@x", "dan@x", "eve@x", "xia@x"];

/** Some records are kept, some are claimed for a member, each member once. */
export async function takeOverBy(
  twins: TwinJournals,
  dice: Dice,
  leases: Twins<Lease>,
  { placeNo, identifiedBy }: { readonly placeNo: number; readonly identifiedBy: IdentifiedBy },
): Promise<void> {
  const keys = KEYS.filter(() => dice.chance(0.5));
  const claimedAs = (memberKey: string | undefined, index: number) =>
    memberKey === undefined
      ? null
      : { memberKey, identity: identifiedBy === "member" ? memberKey : (ADDRESSES[index] ?? "") };
  const how = dice.pick(["keep", "claim"] as const);
  const present = RECORDS.filter(() => dice.chance(0.5)).map((recordId, index) => ({
    recordId,
    claimed: how === "claim" && dice.chance(0.6) ? claimedAs(keys[index], index) : null,
  }));
  const taking = { listId: `list ${dice.pick([placeNo, 7])}`, how, present };
  await twins.askUnder(`takeOver ${placeNo} ${JSON.stringify(taking)}`, leases, (side, lease) =>
    side.journal.takeOver(lease, placeNo, taking, { reason: null, by: "ann" }),
  );
}

export async function decideBy(
  twins: TwinJournals,
  dice: Dice,
  leases: Twins<Lease>,
  identifiedBy: IdentifiedBy,
): Promise<void> {
  const { sync } = leases.memory;
  const decision = { reason: dice.pick(["moved", null]), by: "ann" };
  const what = dice.pick(["pause", "resume", "release", "release", "takeOver"] as const);
  const places = (await twins.ask("places", (side) => side.journal.places(sync))) ?? [];
  const placeNo = dice.pick([...places.map((place) => place.placeNo), 1_000_000]);
  await twins.ask(`kept ${placeNo}`, async (side) => [...(await side.journal.kept(placeNo, RECORDS))].toSorted());
  if (what === "takeOver") return takeOverBy(twins, dice, leases, { placeNo, identifiedBy });
  await twins.askUnder(`${what} ${placeNo}`, leases, async (side, lease) =>
    what === "release" ? side.journal.release(lease, placeNo, decision) : side.journal[what](lease, decision),
  );
}
