/** Takes a list with the people who are there: shown first, then kept or claimed, once, recorded. */
import type { Decision, TakeOverHow } from "../domain/decision.ts";
import { ConfigError, TransientError } from "../domain/errors.ts";
import type { FoundPlace, Place } from "../domain/place.ts";
import { settleRecognised, type Recognised } from "../domain/recognition.ts";
import type { Lease } from "../journal/journal.ts";
import type { BuildFacts } from "../journal/source.ts";
import { checkAccount } from "./check-account.ts";
import { checkListOwner, checkOwners } from "./check-owners.ts";
import type { Engine, Refusal, SyncTask } from "./engine.ts";
import { specsOf } from "./find-places.ts";
import { readBuild } from "./read-build.ts";
import { leaseLost } from "./send-waves.ts";
import { underLease } from "./under-lease.ts";

export interface TakeOverRequest {
  /** The list's name in the sync file. */
  readonly list: string;
  /** Null: only show. */
  readonly how: TakeOverHow | null;
  readonly decision: Decision;
}

export interface TakeOverAnswer {
  readonly is: "shown" | "taken";
  readonly place: Place;
  readonly listId: string;
  readonly people: readonly Recognised[];
}

/**
 * Under the sync's lease. Nothing is written at the destination; state changes in one transaction at the end. `ConfigError`
 * `list_unknown`, `list_missing`, `already_taken`, and those of a plan; `TransientError` `lease_held`, `list_moved`.
 * One read per 250 members of the list and one per 100.
 */
export async function takeOver<Desired>(
  engine: Engine<Desired>,
  task: SyncTask,
  request: TakeOverRequest,
): Promise<TakeOverAnswer | { readonly is: "refused"; readonly refusal: Refusal }> {
  const { journal, source } = engine;
  return underLease(engine, task.sync.name, async (lease) => {
    const { place, found } = await findList(engine, task, lease, request.list);
    const { lastAppliedPlan } = await journal.status(task.sync.name);
    const answer = await readBuild(source, task.sync, lastAppliedPlan?.asOf ?? null);
    if (answer.is === "refused") return answer;
    const here = { ...place, listId: found.listId };
    const people = settleRecognised(await recognise(engine, task, here, answer.build));
    await checkCount(task, here, found.count, people.length);
    const { how } = request;
    if (how === null) return { is: "shown", place, listId: found.listId, people };
    if ((await lease.leftMs()) === 0) throw leaseLost(lease);
    const present = people.map(({ recordId, known }) => ({
      recordId,
      identity: how === "claim" && known !== null ? known.identity : null,
    }));
    await journal.takeOver(lease, place.placeNo, { listId: found.listId, how, present }, request.decision);
    return { is: "taken", place, listId: found.listId, people };
  });
}

async function findList<Desired>(
  { journal, allSyncs }: Engine<Desired>,
  { sync, destination }: SyncTask,
  lease: Lease,
  name: string,
): Promise<{ readonly place: Place; readonly found: FoundPlace & { readonly listId: string } }> {
  const specs = specsOf(sync).filter(({ kind }) => kind === "list");
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined)
    throw new ConfigError("list_unknown", `The sync ${sync.name} names no list ${name}.`, {
      location: sync.location,
      remedy: `It names: ${specs.map((one) => one.name).join(", ") || "none"}.`,
    });
  const accountId = await checkAccount(destination, sync, await journal.places(sync.name));
  await checkOwners(journal, sync, accountId, allSyncs);
  const place = await journal.propose(lease, spec, accountId);
  if (place.takenAtMs !== null)
    throw new ConfigError("already_taken", `The list ${name} is this sync's already; it is taken over once.`, {
      remedy: `To begin with it anew, give it up first: tierline release ${place.placeNo} --reason "…"`,
    });
  const found = await destination.find(spec);
  if (found === undefined || found.listId === null)
    throw new ConfigError("list_missing", `There is no list ${name} at the destination to take over.`, {
      location: sync.location,
      remedy: "The next run creates it, empty.",
    });
  await checkListOwner(journal, place, found.listId, sync, allSyncs);
  return { place, found: { ...found, listId: found.listId } };
}

async function recognise<Desired>(
  { journal, source }: Engine<Desired>,
  { sync, destination }: SyncTask,
  place: Place,
  build: BuildFacts,
): Promise<readonly Recognised[]> {
  const people = new Map<string, Recognised>();
  for await (const page of destination.contacts(place)) {
    const known = new Map((await destination.readContacts(page)).map((contact) => [contact.recordId, contact]));
    const acknowledged = await journal.acknowledged(sync.name, page);
    const contacts = page.map((recordId) => ({
      recordId,
      identity: known.get(recordId)?.identity ?? null,
      address: known.get(recordId)?.address ?? null,
      acknowledgedAs: acknowledged.get(recordId) ?? null,
    }));
    for (const one of await source.recognise(sync, build, place, contacts)) people.set(one.recordId, one);
  }
  return [...people.values()];
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
