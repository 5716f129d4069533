/** Who is on a list that exists at the destination, and who is in an audience: where the two differ, and why. Nothing is written. */
import { ConfigError, TransientError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";
import { settleRecognised, type Recognised } from "../domain/recognition.ts";
import { REASON } from "../domain/receipt.ts";
import { closestName } from "../domain/closest-name.ts";
import type { Sync } from "../domain/sync.ts";
import type { SeenList } from "../destination/destination.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { AudienceReader, Standing } from "../journal/audience-reader.ts";
import type { JournalReader } from "../journal/journal.ts";
import type { BuildFacts } from "../journal/source.ts";
import { checkAccount } from "./check-account.ts";
import type { Engine, Refusal, SyncTask } from "./engine.ts";
import { readBuild } from "./read-build.ts";
import { recognisePeople } from "./recognise-people.ts";

/** Where somebody is. `left_out`: in the audience, but nothing is sent about them; and not on the list. */
export type Side = "both" | "only_audience" | "only_list" | "left_out";

export interface ComparedPerson {
  readonly side: Side;
  /** Null: nobody the programme knows. */
  readonly key: string | null;
  /** Null: not on the list. */
  readonly recordId: string | null;
  /**
   * Why: null for `both`. Of who is only on the list `other_audience`, `no_audience`, `unknown_contact`,
   * `ambiguous_contact`, or what keeps them out; of the others `missing` or what keeps them out.
   */
  readonly reason: string | null;
  /** Of `other_audience`: which. */
  readonly audience: string | null;
}

export interface ListCompared {
  readonly is: "compared";
  readonly list: SeenList;
  readonly build: BuildFacts;
}

export interface CompareSources<Desired> extends Pick<Engine<Desired>, "source"> {
  readonly journal: Pick<JournalReader, "acknowledged" | "places">;
  readonly audiences: AudienceReader;
}

export interface CompareRequest {
  readonly model: string;
  readonly audience: string;
  /** Its name at the destination; no sync need know it. */
  readonly list: string;
}

/**
 * `take` gets everybody once, first those on the list. `ConfigError` `list_missing`, `cannot_ask`, and those of the account;
 * `TransientError` `list_moved`. One read per page of the list and one per 100 contacts.
 */
export async function compareList<Desired>(
  sources: CompareSources<Desired>,
  task: SyncTask,
  request: CompareRequest,
  take: (people: readonly ComparedPerson[]) => Promise<void>,
): Promise<ListCompared | { readonly is: "refused"; readonly refusal: Refusal }> {
  const { sync, destination } = task;
  if (destination.look === undefined) throw cannotAsk(task, request.list);
  const answer = await readBuild(sources.source, sync, null);
  if (answer.is === "refused") return answer;
  const accountId = await checkAccount(destination, sync, await sources.journal.places(sync.name));
  const list = await see(task, request.list);
  const { build } = answer;
  const place = placeOf(task, request, list, accountId);
  const people = settleRecognised((await recognisePeople(sources, task, place, build)).people);
  await mustHaveStood(task, request.list, list.count, people.length);
  const known = people.flatMap((one) => one.known?.identity ?? []);
  const standings = await sources.audiences.standings(sync, build, request.model, known);
  await take(people.map((one) => judge(one, standings, request.audience)));
  const onList = new Set(known);
  await sources.audiences.named(sync, build, request, async (page) => {
    await take(page.flatMap((member) => (onList.has(member.key) ? [] : [absent(member)])));
  });
  return { is: "compared", list, build };
}

/** Of somebody on the list. */
function judge(
  { recordId, known, isAmbiguous }: Recognised,
  standings: ReadonlyMap<string, Standing>,
  audience: string,
): ComparedPerson {
  const nobody = { side: "only_list" as const, key: null, recordId, audience: null };
  if (known === null) return { ...nobody, reason: isAmbiguous ? "ambiguous_contact" : "unknown_contact" };
  const person = { ...nobody, key: known.identity };
  if (known.isDesired) return { ...person, side: "both", reason: null };
  const standing = standings.get(known.identity);
  if (standing === undefined) return { ...person, reason: "no_audience" };
  if (standing.audience !== audience) return { ...person, reason: "other_audience", audience: standing.audience };
  return { ...person, reason: standing.reason ?? "no_audience" };
}

/** Of somebody of the audience who is not on the list. */
function absent(member: {
  readonly key: string;
  readonly reason: string | null;
  readonly hasAddress: boolean;
}): ComparedPerson {
  const person = { key: member.key, recordId: null, audience: null };
  if (member.reason !== null) return { ...person, side: "left_out", reason: member.reason };
  return { ...person, side: "only_audience", reason: member.hasAddress ? "missing" : REASON.noAddress };
}

async function see(task: SyncTask, name: string): Promise<SeenList> {
  const { sync, destination } = task;
  if (destination.look === undefined) throw cannotAsk(task, name);
  const found = await destination.look(name);
  if (found === undefined) throw listMissing(sync, name);
  return found;
}

/** The name was given by hand: no file is wrong. Of the lists there only those that the sync fills are known. */
function listMissing(sync: Sync, name: string): ConfigError {
  const nearest = closestName(
    name,
    sync.audiences.flatMap(({ lists }) => lists.map(({ list }) => list)),
  );
  const meant = nearest === undefined || nearest === name ? "" : `Did you mean "${nearest}"? `;
  const { title } = destinationTypeOf(sync);
  return new ConfigError("list_missing", `There is no list "${name}" at ${title}.`, {
    remedy: `${meant}Give the list's name as it stands there: tierline compare AUDIENCE LIST`,
  });
}

/** No place of ours: it has no number, and is only read. */
function placeOf(
  { sync }: SyncTask,
  { model, audience, list: name }: CompareRequest,
  { listId }: SeenList,
  accountId: string,
): Place {
  const unowned = { placeNo: 0, isCreatedByUs: false, takenAtMs: null };
  return { ...unowned, sync: sync.name, kind: "list", name, model, audience, accountId, listId };
}

/** A list that moved while it was read shows differences that are none. */
async function mustHaveStood(task: SyncTask, name: string, countBefore: number, countRead: number): Promise<void> {
  const { count } = await see(task, name);
  if (countRead >= Math.min(countBefore, count) && countRead <= Math.max(countBefore, count)) return;
  throw new TransientError("list_moved", `The list ${name} changed while it was read.`, {
    remedy: "Run it again; nothing was written.",
  });
}

function cannotAsk({ sync }: SyncTask, name: string): ConfigError {
  const { title } = destinationTypeOf(sync);
  return new ConfigError("cannot_ask", `${title} cannot be asked who is on ${name}.`, {
    location: sync.location,
    remedy: "Compare with a list of a destination that tells its members.",
  });
}
