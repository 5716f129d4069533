/** A random history of batches, faults, merges and deletions, checked receipt by receipt. */
import type { Change } from "../../src/domain/change.ts";
import { submitChecked } from "./destination-truth.ts";
import type { DestinationHarness, World } from "./destination-world.ts";
import { bare, FAULT_NAMES } from "./destination-world.ts";

export async function playHistory(world: World, harness: DestinationHarness, draw: () => number): Promise<void> {
  const shares = Object.fromEntries(FAULT_NAMES.map((name) => [name, draw() < 0.4 ? draw() * 0.25 : 0]));
  for (let step = 0; step < 6; step += 1) {
    world.setFaults(shares);
    const ordinals = [1, 2, 3, 4, 5, 6].filter(() => draw() < 0.7);
    const properties = harness.settings[draw() < 0.5 ? 0 : 1];
    const rows = ordinals.map((at) => {
      const known = world.held(`member-${at}`);
      const recordId = draw() < 0.8 ? (known?.recordId ?? null) : null;
      const address = `member-${at}${draw() < 0.1 ? "-new" : ""}@example.com`;
      return { ...bare(at), recordId, address, isAddressChanged: known?.address !== address, properties };
    });
    const plain = rows.map((row) => ({ ...row, address: null, isAddressChanged: false, properties: {} }));
    // People meddle after state was read: rows carry what was true before.
    meddle(world, rows, draw);
    const kind = Math.floor(draw() * 4);
    if (kind === 0) await submitChecked(world, "leave", world.contacts, plain);
    else if (kind === 1) await submitChecked(world, "enter", world.list, plain);
    else if (kind === 2) await submitChecked(world, "leave", world.list, plain);
    else await submitChecked(world, "update", world.contacts, rows);
  }
}

function meddle(world: World, rows: readonly Change[], draw: () => number): void {
  const victim = rows.find((row) => row.recordId !== null);
  if (victim?.recordId === null || victim === undefined || draw() >= 0.3) return;
  if (draw() < 0.5) world.deleteContact(victim.recordId);
  else world.merge(victim.recordId, world.addContact(`stranger-${Math.floor(draw() * 1e9)}@example.com`));
}
