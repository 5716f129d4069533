/** The places of a plan: those the file names, found or not, and those it does not name any more. Reads only. */
import { ConfigError, type Problem } from "../domain/errors.ts";
import { CONTACT_PLACE_NAME, type FoundPlace, type Place, type PlaceSpec } from "../domain/place.ts";
import { locationOfList, type Sync } from "../domain/sync.ts";
import type { Destination } from "../destination/destination.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { Journal, Lease, PlannedPlace } from "../journal/journal.ts";
import { checkListOwner } from "./check-owners.ts";

export interface PlaceSearch<Desired> {
  readonly journal: Journal<Desired>;
  readonly destination: Destination;
  readonly sync: Sync;
  readonly lease: Lease;
  readonly accountId: string;
  readonly allSyncs: readonly Sync[];
}

/** The contact place first, then lists in the file's order, then what the file names no more. One read per list. */
export async function findPlaces<Desired>(search: PlaceSearch<Desired>): Promise<readonly PlannedPlace[]> {
  const recorded = await search.journal.places(search.sync.name);
  const planned: PlannedPlace[] = [];
  const held: HeldPlace[] = [];
  for (const spec of specsOf(search.sync)) {
    const { place, strangerCount } = await findPlace(search, spec, recorded);
    if (strangerCount > 0) held.push({ name: spec.name, strangerCount });
    if (planned.some((other) => other.place.placeNo === place.place.placeNo))
      throw new ConfigError("two_owners", `${search.sync.name} names the list ${spec.name} under two names.`, {
        location: locationOfList(search.sync, spec.name),
        remedy: "Name the list once.",
      });
    planned.push(place);
  }
  if (held.length > 0) throw needTakeOvers(held, search.sync);
  const numbers = new Set(planned.map(({ place }) => place.placeNo));
  for (const place of recorded) {
    if (numbers.has(place.placeNo) || place.takenAtMs === null) continue;
    const found = place.listId === null ? null : await search.destination.findById(place.listId);
    // A list that is gone and that no file names holds nobody: there is nothing to leave.
    if (found !== undefined)
      planned.push({ place, isInFile: false, countAtDestination: found === null ? null : countOf(search, found) });
  }
  return planned;
}

/** What a sync file names, before any destination was asked. */
export function specsOf(sync: Sync): readonly PlaceSpec[] {
  return [{ kind: "contact", name: CONTACT_PLACE_NAME, model: null, audience: null }, ...listSpecsOf(sync)];
}

/** In the file's order. */
export function listSpecsOf({ audiences }: Sync): readonly PlaceSpec[] {
  return audiences.flatMap(({ model, lists }) =>
    lists.map(({ audience, list }): PlaceSpec => ({ kind: "list", name: list, model, audience })),
  );
}

export function listGone({ placeNo, name, listId }: Place, sync: Sync): ConfigError {
  return new ConfigError("list_gone", `The list ${name} (${listId ?? "not taken"}) is gone from the account.`, {
    location: locationOfList(sync, name),
    remedy: `Restore the list at the destination, name another list in the sync file, or give this one up so that it is made anew: tierline release ${placeNo} --reason "…"`,
  });
}

export function needsTakeOver(name: string, count: number, sync: Sync): ConfigError {
  const { code, message, ...details } = heldBy(name, count, sync);
  return new ConfigError(code, message, details);
}

function heldBy(name: string, count: number, sync: Sync): Problem {
  return {
    code: "needs_take_over",
    message: `The list ${name} already holds ${count} ${count === 1 ? "contact that is" : "contacts that are"} not ours.`,
    location: locationOfList(sync, name),
    remedy: `See who they are: tierline take-over ${sync.name} "${name}". Then take it over with a --reason and --keep (they stay for good) or --claim (those the programme knows are ours), or name another list.`,
  };
}

/** Told at once: a newcomer whose lists all have members would else meet one of them per build. */
function needTakeOvers(held: readonly HeldPlace[], sync: Sync): ConfigError {
  const [first] = held;
  if (first !== undefined && held.length === 1) return needsTakeOver(first.name, first.strangerCount, sync);
  const names = held.map(({ name }) => name).join(", ");
  return new ConfigError("needs_take_over", `${held.length} lists already hold contacts that are not ours: ${names}.`, {
    causes: held.map(({ name, strangerCount }) => heldBy(name, strangerCount, sync)),
    remedy: "Take each of them over, or name other lists; then run again.",
  });
}

interface HeldPlace {
  readonly name: string;
  readonly strangerCount: number;
}

interface SeenPlace {
  readonly place: PlannedPlace;
  /** Who is on a list that was never taken. */
  readonly strangerCount: number;
}

async function findPlace<Desired>(
  search: PlaceSearch<Desired>,
  spec: PlaceSpec,
  recorded: readonly Place[],
): Promise<SeenPlace> {
  const known = recorded.find(({ kind, name }) => kind === spec.kind && name === spec.name);
  if (known?.listId != null) {
    const countAtDestination = await countAt(search, known);
    return seen({ place: await renewed(search, spec, known), isInFile: true, countAtDestination });
  }
  const found = await search.destination.find(spec);
  const renamed = recorded.find(({ listId }) => listId !== null && listId === found?.listId);
  if (renamed !== undefined && found !== undefined)
    return seen({ place: { ...renamed, ...spec }, isInFile: true, countAtDestination: countOf(search, found) });
  const place = await renewed(search, spec, known);
  const strangerCount = found === undefined ? 0 : await countStrangers(search, place, found);
  return seen({ place, isInFile: true, countAtDestination: null }, strangerCount);
}

function seen(place: PlannedPlace, strangerCount = 0): SeenPlace {
  return { place, strangerCount };
}

/** The recorded place, which learns when the file gives it another audience. */
async function renewed<Desired>(
  { journal, lease, accountId }: PlaceSearch<Desired>,
  spec: PlaceSpec,
  known: Place | undefined,
): Promise<Place> {
  if (known !== undefined && known.model === spec.model && known.audience === spec.audience) return known;
  return journal.propose(lease, spec, accountId);
}

async function countStrangers<Desired>(
  { journal, sync, allSyncs }: PlaceSearch<Desired>,
  place: Place,
  found: FoundPlace,
): Promise<number> {
  if (found.listId === null) return 0;
  await checkListOwner(journal, place, found.listId, sync, allSyncs);
  return found.count;
}

/** A list that was taken is known by its id alone. Null for the contact place. */
async function countAt<Desired>({ destination, sync }: PlaceSearch<Desired>, place: Place): Promise<number | null> {
  if (place.listId === null) return null;
  const found = await destination.findById(place.listId);
  if (found !== undefined) return countOf({ sync }, found);
  throw listGone(place, sync);
}

/** Null where nobody can ask who is there: then the count is no evidence of what state says either. */
function countOf({ sync }: { readonly sync: Sync }, { count }: FoundPlace): number | null {
  return destinationTypeOf(sync).canReadBack ? count : null;
}
