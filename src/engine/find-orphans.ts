/** Places that state owns and no file names: nobody fills them, and who is there leaves only by a plan that is allowed to. */
import type { Place } from "../domain/place.ts";
import type { Sync } from "../domain/sync.ts";
import type { JournalReader } from "../journal/journal.ts";
import type { OrphanReport } from "./report.ts";

/** By sync, then by number; shown by every command until they are released. Only places that were taken count. */
export async function findOrphans(
  journal: Pick<JournalReader, "syncs" | "status">,
  allSyncs: readonly Sync[],
): Promise<readonly OrphanReport[]> {
  const orphans: OrphanReport[] = [];
  for (const name of await journal.syncs()) {
    const sync = allSyncs.find((one) => one.name === name);
    const { places } = await journal.status(name);
    const owned = places.map(({ place }) => place);
    const left = places.filter(({ place }) => place.takenAtMs !== null && !isNamed(sync, place, owned));
    if (left.length === 0) continue;
    orphans.push({
      sync: name,
      in_file: sync !== undefined,
      places: left.map(({ place, synced }) => ({
        place: place.placeNo,
        name: place.name,
        list_id: place.listId,
        synced,
      })),
    });
  }
  return orphans;
}

/**
 * Does the file name this place? By the list's name; or, where a list was renamed at the destination and in the file, by
 * its audience, unless another place of the sync has the name that the file gives to that audience.
 */
export function isNamed(sync: Sync | undefined, place: Place, owned: readonly Place[]): boolean {
  if (sync === undefined) return false;
  if (place.kind === "contact") return true;
  const lists = sync.audiences.flatMap(({ model, lists: named }) => named.map((list) => ({ model, ...list })));
  if (lists.some(({ list }) => list === place.name)) return true;
  const filled = lists.find(({ model, audience }) => model === place.model && audience === place.audience);
  return filled !== undefined && !owned.some(({ name }) => name === filled.list);
}
