/** Syncs that state knows and no file describes: nobody runs them, and their members stay where they are. */
import type { Sync } from "../domain/sync.ts";
import type { JournalReader } from "../journal/journal.ts";
import type { OrphanReport } from "./report.ts";

/** Shown by every command until they are released. Only places that were taken count. */
export async function findOrphans(
  journal: Pick<JournalReader, "syncs" | "status">,
  allSyncs: readonly Sync[],
): Promise<readonly OrphanReport[]> {
  const known = new Set(allSyncs.map(({ name }) => name));
  const orphans: OrphanReport[] = [];
  for (const sync of await journal.syncs()) {
    if (known.has(sync)) continue;
    const { places } = await journal.status(sync);
    const taken = places.filter(({ place }) => place.takenAtMs !== null);
    if (taken.length === 0) continue;
    orphans.push({
      sync,
      places: taken.map(({ place, synced }) => ({
        place: place.placeNo,
        name: place.name,
        list_id: place.listId,
        synced,
      })),
    });
  }
  return orphans;
}
