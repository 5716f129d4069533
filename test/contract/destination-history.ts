/** A random history of batches, faults, merges and deletions, checked receipt by receipt. */
import type { Change } from "../../src/domain/change.ts";
import { submitChecked } from "./destination-truth.ts";
import type { DestinationHarness, FaultyWorld } from "./destination-world.ts";
import { bare, FAULT_NAMES } from "./destination-world.ts";

export async function playHistory(
  world: FaultyWorld,
  harness: DestinationHarness<FaultyWorld>,
  draw: () => number,
): Promise<void> {
  const shares = Object.fromEntries(
    (harness.faults ?? FAULT_NAMES).map((name) => [name, draw() < 0.4 ? draw() * 0.25 : 0]),
  );
  for (let step = 0; step < 6; step += 1) {
    world.setFaults(shares);
    const ordinals = [1, 2, 3, 4, 5, 6].filter(() => draw() < 0.7);
    const properties = harness.settings[draw() < 0.5 ? 0 : 1];
    const rows: Change[] = [];
    for (const at of ordinals) {
      const known = await world.held(world.member(at));
      const recordId = draw() < 0.8 ? (known?.recordId ?? null) : null;
      const address = world.address(`member-${at}${draw() < 0.1 ? "-new" : ""}`);
      rows.push({ ...bare(world, at), recordId, address, isAddressChanged: known?.address !== address, properties });
    }
    const plain = rows.map((row) => ({ ...row, address: null, isAddressChanged: false, properties: {} }));
    // People meddle after state was read: rows carry what was true before.
    await meddle(world, harness.impossible ?? {}, rows, draw);
    const kind = Math.floor(draw() * 4);
    if (kind === 0) await submitChecked(world, "leave", world.contacts, plain);
    else if (kind === 1) await submitChecked(world, "enter", world.list, plain);
    else if (kind === 2) await submitChecked(world, "leave", world.list, plain);
    else await submitChecked(world, "update", world.contacts, rows);
  }
}

async function meddle(
  world: FaultyWorld,
  impossible: NonNullable<DestinationHarness["impossible"]>,
  rows: readonly Change[],
  draw: () => number,
): Promise<void> {
  const known = rows.flatMap(({ recordId, identity }) => (recordId === null ? [] : [{ recordId, identity }]));
  const [victim, other] = known;
  if (victim === undefined || draw() >= 0.3) return;
  const what = draw();
  const stranger = async (): Promise<string> =>
    await world.addContact(world.address(`stranger-${Math.floor(draw() * 1e9)}`));
  if (what < 0.3) {
    if (impossible.deletion === undefined) await world.deleteContact(victim.recordId);
  } else if (what < 0.6) {
    if (impossible.merging === undefined) await world.merge(victim.recordId, await stranger());
  } else if (impossible.giving_ids !== undefined) return;
  else if (what < 0.7) await world.giveId(victim.recordId, null);
  else if (what < 0.8) await world.giveId(victim.recordId, world.member(100 + Math.floor(draw() * 1e9)));
  else if (other !== undefined) await exchange(world, victim, other);
}

interface Bearer {
  readonly recordId: string;
  readonly identity: string;
}

async function exchange(world: FaultyWorld, one: Bearer, other: Bearer): Promise<void> {
  await world.giveId(one.recordId, null);
  await world.giveId(other.recordId, one.identity);
  await world.giveId(one.recordId, other.identity);
}
