/** Receipts held against what the destination holds. */
import { isPlain } from "../support/is-plain.ts";
import { expect } from "vitest";
import type { Change, Op } from "../../src/domain/change.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { FaultyWorld, Held } from "./destination-world.ts";
import { freely } from "./destination-world.ts";
import { submitWhole } from "./submit-whole.ts";

/** Submits and holds every receipt against what the destination holds afterwards. */
export async function submitChecked(
  world: FaultyWorld,
  op: Op,
  place: Place,
  changes: readonly Change[],
): Promise<readonly Receipt[]> {
  const rows = changes.map((row) => ({ ...row, op, placeNo: place.placeNo }));
  const before = new Map<number, Look>();
  for (const row of rows) before.set(row.ordinal, await look(world, place, row));
  const { receipts } = await submitWhole(world.destination, { op, place, changes: rows }, freely);
  world.settleLate();
  expect(receipts.map((receipt) => receipt.ordinal).toSorted((left, right) => left - right)).toEqual(
    rows.map((row) => row.ordinal).toSorted((left, right) => left - right),
  );
  for (const receipt of receipts) {
    const row = rows.find((candidate) => candidate.ordinal === receipt.ordinal);
    if (row === undefined) throw new Error("A receipt for no row.");
    const now = await look(world, place, row);
    const label = `${place.kind} ${op} ${row.identity} ${receipt.outcome} ${receipt.reason ?? ""}`;
    if (receipt.outcome === "accepted" && isPlain(receipt))
      expect({ label, holds: holds(row, place, now) }).toEqual({ label, holds: true });
    else if (receipt.outcome === "refused" || receipt.outcome === "withheld")
      expect({ label, now }).toEqual({ label, now: before.get(row.ordinal) });
    if (receipt.message !== null) expect(receipt.message).not.toContain("@");
  }
  expect(world.forbidden()).toEqual([]);
  return receipts;
}

interface Look {
  readonly held: Held | undefined;
  readonly isMember: boolean;
}

async function look(world: FaultyWorld, place: Place, row: Change): Promise<Look> {
  const held = await world.held(row.identity);
  const members = await world.members();
  const isMember =
    (held !== undefined && members.has(held.recordId)) ||
    (row.recordId !== null && members.has(row.recordId)) ||
    // Where a list says who is on it by the member's own key.
    members.has(row.identity);
  return place.kind === "contact" ? { held, isMember: false } : { held: undefined, isMember };
}

function holds(row: Change, place: Place, now: Look): boolean {
  if (place.kind === "list") return now.isMember === (row.op === "enter");
  const properties = now.held?.properties ?? {};
  if (row.op === "leave") return Object.keys(properties).length === 0;
  const isAddressThere = !row.isAddressChanged || row.address === null || now.held !== undefined;
  return isAddressThere && Object.entries(row.properties).every(([name, value]) => properties[name] === value);
}
