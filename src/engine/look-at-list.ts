/** Who is on a list that is not ours yet, and whom of them the programme knows: without a lease, nothing is written anywhere. */
import { destinationTypeOf } from "../destination/destination-types.ts";
import { closestName } from "../domain/closest-name.ts";
import { ConfigError, TransientError } from "../domain/errors.ts";
import type { Place, PlaceSpec } from "../domain/place.ts";
import { locationOfList, type Sync } from "../domain/sync.ts";
import type { JournalReader } from "../journal/journal.ts";
import { checkAccount } from "./check-account.ts";
import { checkListOwner, checkOwners } from "./check-owners.ts";
import type { Engine, Refusal, SyncTask } from "./engine.ts";
import { listSpecsOf } from "./find-places.ts";
import { readBuild } from "./read-build.ts";
import { recognisePeople } from "./recognise-people.ts";
import { seePeople, type SeenPerson } from "./see-people.ts";

export interface ListLook<Desired> extends Pick<Engine<Desired>, "source" | "allSyncs"> {
  readonly journal: JournalReader;
}

export interface ListSeen {
  readonly is: "seen";
  readonly sync: string;
  readonly spec: PlaceSpec;
  /** Null: no plan met the list yet. */
  readonly placeNo: number | null;
  readonly accountId: string;
  readonly listId: string;
  readonly people: readonly SeenPerson[];
}

/**
 * `list`: its name in the sync file. `ConfigError` `list_unknown`, `list_missing`, `already_taken`, and those of a plan;
 * `TransientError` `list_moved`. One read per 250 members of the list and one per 100.
 */
export async function lookAtList<Desired>(
  look: ListLook<Desired>,
  task: SyncTask,
  list: string,
): Promise<ListSeen | { readonly is: "refused"; readonly refusal: Refusal }> {
  const { journal, source } = look;
  const { sync } = task;
  const { spec, place, count } = await findList(look, task, list);
  const { lastAppliedPlan } = await journal.status(sync.name);
  const answer = await readBuild(source, sync, lastAppliedPlan?.asOf ?? null);
  if (answer.is === "refused") return answer;
  const seen = await recognisePeople(look, task, place, answer.build);
  const people = seePeople(seen, destinationTypeOf(sync).identifiedBy);
  await checkCount(task, place, count, people.length);
  const placeNo = place.placeNo === UNNUMBERED ? null : place.placeNo;
  return { is: "seen", sync: sync.name, spec, placeNo, accountId: place.accountId, listId: place.listId, people };
}

/** Of a place that no plan met; numbers begin at 1. */
const UNNUMBERED = 0;

interface FoundList {
  readonly spec: PlaceSpec;
  readonly place: Place & { readonly listId: string };
  readonly count: number;
}

async function findList<Desired>(
  { journal, allSyncs }: ListLook<Desired>,
  { sync, destination }: SyncTask,
  name: string,
): Promise<FoundList> {
  const specs = listSpecsOf(sync);
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) throw unknownList(sync, name);
  if (!destinationTypeOf(sync).canReadBack) throw nobodyToAsk(sync, name);
  const recorded = await journal.places(sync.name);
  const accountId = await checkAccount(destination, sync, recorded);
  await checkOwners(journal, sync, accountId, allSyncs);
  const known = recorded.find((one) => one.kind === spec.kind && one.name === spec.name);
  if (known !== undefined && known.takenAtMs !== null)
    throw new ConfigError("already_taken", `The list ${name} is this sync's already; it is taken over once.`, {
      remedy: `To begin with it anew, give it up first: tierline release ${known.placeNo} --reason "…"`,
    });
  const found = await destination.find(spec);
  if (found === undefined || found.listId === null)
    throw new ConfigError("list_missing", `There is no list ${name} at the destination to take over.`, {
      location: locationOfList(sync, name),
      remedy: "The next run creates it, empty.",
    });
  const { listId, count } = found;
  const unknown = { sync: sync.name, placeNo: UNNUMBERED, accountId, isCreatedByUs: false, takenAtMs: null };
  const place = { ...(known ?? unknown), ...spec, listId };
  await checkListOwner(journal, place, listId, sync, allSyncs);
  return { spec, place, count };
}

function nobodyToAsk(sync: Sync, name: string): ConfigError {
  const { title } = destinationTypeOf(sync);
  return new ConfigError(
    "take_over_impossible",
    `${title} cannot be asked who is on ${name}, so nobody there is taken over.`,
    {
      location: locationOfList(sync, name),
      remedy: "None is needed: the next run says everything that the list should hold.",
    },
  );
}

function unknownList(sync: Sync, name: string): ConfigError {
  const names = listSpecsOf(sync).map((one) => one.name);
  const near = closestName(name, names);
  return new ConfigError("list_unknown", `The sync ${sync.name} names no list ${name}.`, {
    location: near === undefined ? sync.location : locationOfList(sync, near),
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}It names: ${names.join(", ") || "none"}.`,
  });
}

/** Whoever was not read would be left out for good: the list must have stood still, or at least hold as many as were read. */
async function checkCount(
  { destination }: SyncTask,
  { name, listId }: Place,
  countBefore: number,
  countRead: number,
): Promise<void> {
  const after = listId === null ? undefined : await destination.findById(listId);
  const counts = [countBefore, after?.count ?? 0];
  if (after !== undefined && countRead >= Math.min(...counts) && countRead <= Math.max(...counts)) return;
  throw new TransientError("list_moved", `The list ${name} changed while it was read.`, {
    remedy: "Run it again; nothing was taken over.",
  });
}
