/** A place has one owner: two syncs must not write one list or one contact property of an account. */
import { ConfigError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";
import type { SourceLocation } from "../domain/errors.ts";
import { locationOfList, locationOfProperty, type Sync } from "../domain/sync.ts";
import type { JournalReader } from "../journal/journal.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import { isSameAccount } from "./same-account.ts";

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
    if (property !== undefined)
      throw twoOwners(`the property ${property.name}`, sync, other, (one) => locationOfProperty(one, property.name));
    const list = listsOf(sync).find((name) => listsOf(other).includes(name));
    if (list !== undefined) throw twoOwners(`the list ${list}`, sync, other, (one) => locationOfList(one, list));
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
  if (holder.sync === sync.name) throw knownOtherwise(place, listId, holder, sync);
  const owner = allSyncs.find(({ name }) => name === holder.sync);
  if (owner === undefined) throw orphanOwner(place, listId, holder, sync);
  throw twoOwners(`the list ${place.name} (${listId})`, sync, owner, (one) => locationOfList(one, place.name));
}

function accountOf(other: Sync, sync: Sync, accountId: string, places: readonly Place[]): string | undefined {
  if (isSameAccount(other, sync)) return accountId;
  return places.find((place) => place.sync === other.name)?.accountId;
}

function listsOf({ audiences }: Sync): readonly string[] {
  return audiences.flatMap(({ lists }) => lists.map(({ list }) => list));
}

/** A destination that forgot everything (a sandbox without --state) gives its list ids away again. */
function knownOtherwise(place: Pick<Place, "name">, listId: string, holder: Place, sync: Sync): ConfigError {
  return new ConfigError(
    "list_reused",
    `The list ${place.name} has the id ${listId}, under which ${sync.name} knows the list ${holder.name}.`,
    {
      location: locationOfList(sync, place.name),
      remedy: `If the destination has forgotten that list, so may Tierline: tierline release ${holder.placeNo} --reason "…"`,
    },
  );
}

/** Most often the sync was given another name. */
function orphanOwner(place: Pick<Place, "name">, listId: string, { sync: old }: Place, sync: Sync): ConfigError {
  return new ConfigError(
    "two_owners",
    `Two syncs own the list ${place.name} (${listId}): ${where(sync.name, locationOfList(sync, place.name))} and the sync ${old}, which no file describes.`,
    {
      location: locationOfList(sync, place.name),
      remedy: [
        `If ${sync.name} is ${old} under a new name, give the old one up, then take each list over:`,
        `tierline release --sync ${old} --reason "renamed to ${sync.name}"`,
        `tierline take-over ${sync.name} "${place.name}" --claim --reason "renamed from ${old}"`,
        `Else put the file of ${old} back.`,
      ].join("\n"),
    },
  );
}

/** `locate`: where a sync's file names it. */
function twoOwners(what: string, sync: Sync, other: Sync, locate: (one: Sync) => SourceLocation): ConfigError {
  const both = [sync, other].map((one) => where(one.name, locate(one))).join(" and ");
  return new ConfigError("two_owners", `Two syncs own ${what}: ${both}.`, {
    location: locate(sync),
    remedy: `Let one sync own it: one audience that is the union of both.${apartIn(sync)}`,
  });
}

/** Where an address is the operator's own to choose, two syncs may as well part there. */
function apartIn(sync: Sync): string {
  const { canReadBack, address } = destinationTypeOf(sync);
  return canReadBack ? "" : ` Or let one of them name it otherwise, or name another ${address.key}.`;
}

function where(name: string, { file, line }: SourceLocation): string {
  return `${name} (${file}${line === undefined ? "" : `:${line}`})`;
}
