/** A place has one owner: two syncs must not write one list or one contact property of an account. */
import { ConfigError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";
import type { Sync } from "../domain/sync.ts";
import type { JournalReader } from "../journal/journal.ts";

/**
 * Compares the files first, then the list ids that state knows. Which account another sync writes to is known from its
 * places, or when it uses the same token; else it will be found when that sync is planned.
 */
export async function checkOwners(
  journal: Pick<JournalReader, "allPlaces">,
  sync: Sync,
  accountId: string,
  allSyncs: readonly Sync[],
): Promise<void> {
  const places = await journal.allPlaces();
  for (const other of allSyncs) {
    if (other.name === sync.name || accountOf(other, sync, accountId, places) !== accountId) continue;
    const property = sync.properties.find(({ name }) => other.properties.some((each) => each.name === name));
    if (property !== undefined) throw twoOwners(`the property ${property.name}`, sync, other);
    const list = listsOf(sync).find((name) => listsOf(other).includes(name));
    if (list !== undefined) throw twoOwners(`the list ${list}`, sync, other);
  }
}

/** Throws when another sync, or another place of this one, already holds this list. */
export async function checkListOwner(
  journal: Pick<JournalReader, "allPlaces">,
  place: Pick<Place, "accountId" | "name" | "placeNo">,
  listId: string,
  sync: Sync,
  allSyncs: readonly Sync[],
): Promise<void> {
  const holder = (await journal.allPlaces()).find(
    (other) => other.listId === listId && other.accountId === place.accountId && other.placeNo !== place.placeNo,
  );
  if (holder === undefined) return;
  const owner = allSyncs.find(({ name }) => name === holder.sync);
  throw twoOwners(`the list ${place.name} (${listId})`, sync, owner ?? holder.sync);
}

function accountOf(other: Sync, sync: Sync, accountId: string, places: readonly Place[]): string | undefined {
  const { token, baseUrl } = other.destination;
  if (token === sync.destination.token && baseUrl === sync.destination.baseUrl) return accountId;
  return places.find((place) => place.sync === other.name)?.accountId;
}

function listsOf({ audiences }: Sync): readonly string[] {
  return audiences.flatMap(({ lists }) => lists.map(({ list }) => list));
}

function twoOwners(what: string, sync: Sync, other: Sync | string): ConfigError {
  const second = typeof other === "string" ? `the sync ${other}, which no file describes` : where(other);
  return new ConfigError("two_owners", `Two syncs own ${what}: ${where(sync)} and ${second}.`, {
    location: sync.location,
    remedy: "Let one sync own it: one audience that is the union of both.",
  });
}

function where({ name, location: { file, line } }: Sync): string {
  return `${name} (${file}${line === undefined ? "" : `:${line}`})`;
}
