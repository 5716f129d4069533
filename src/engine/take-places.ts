/** Takes the places of a plan: creates what is missing at the destination, and records who was there before us. */
import type { Place } from "../domain/place.ts";
import type { PlanHead } from "../domain/plan.ts";
import type { Destination } from "../destination/destination.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { Lease, PlannedPlace } from "../journal/journal.ts";
import { checkListOwner } from "./check-owners.ts";
import type { Engine, SyncTask } from "./engine.ts";
import { needsTakeOver } from "./find-places.ts";
import { leaseLost } from "./send-waves.ts";

/** By number. `ConfigError`: `needs_take_over`, `two_owners`, or the destination's own. */
export async function takePlaces<Desired>(
  engine: Engine<Desired>,
  task: SyncTask,
  lease: Lease,
  plan: { readonly head: PlanHead; readonly places: readonly PlannedPlace[] },
): Promise<ReadonlyMap<number, Place>> {
  const taken = new Map<number, Place>();
  for (const { place, isInFile } of plan.places) {
    const isToTake = isInFile && (place.takenAtMs === null || writesContacts(plan.head, place));
    taken.set(place.placeNo, isToTake ? await takePlace(engine, task, lease, place) : place);
  }
  return taken;
}

/** Properties are looked at before each write: a file may have got one since, or somebody may have deleted one. */
function writesContacts({ counts }: PlanHead, place: Place): boolean {
  if (place.kind !== "contact") return false;
  const count = counts.places.find(({ placeNo }) => placeNo === place.placeNo);
  return count !== undefined && count.enter + count.update + count.leave > 0;
}

async function takePlace<Desired>(
  { journal, allSyncs }: Engine<Desired>,
  { sync, destination }: SyncTask,
  lease: Lease,
  place: Place,
): Promise<Place> {
  if ((await lease.leftMs()) === 0) throw leaseLost(lease);
  const { kind, name, model, audience, takenAtMs } = place;
  const taken = await destination.take({ kind, name, model, audience, takenAtMs });
  if (takenAtMs !== null) return place;
  if (taken.listId !== null) await checkListOwner(journal, place, taken.listId, sync, allSyncs);
  if (!taken.isCreatedByUs && taken.count > 0) throw needsTakeOver(name, taken.count, sync);
  const { listId, isCreatedByUs } = taken;
  const prepared = { ...place, listId, isCreatedByUs };
  // Somebody may be added between that count and our first enter; whoever is read here is kept.
  const isSomebodyThere = !isCreatedByUs && destinationTypeOf(sync).canReadBack;
  await journal.record(lease, place.placeNo, taken, isSomebodyThere ? recordsAt(destination, prepared) : nobody());
  return prepared;
}

async function* nobody(): AsyncGenerator<string, void, void> {
  // A list that we just made holds nobody, and where nobody can ask, nothing but what was sent is known.
}

async function* recordsAt(destination: Destination, place: Place): AsyncGenerator<string, void, void> {
  if (place.kind === "contact") return;
  for await (const page of destination.contacts(place)) yield* page;
}
