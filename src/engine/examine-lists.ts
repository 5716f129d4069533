/** What planning would meet at each list of a sync, without a lease and without writing anything, here or there. */
import { ConfigError, TierlineError } from "../domain/errors.ts";
import type { Place, PlaceSpec } from "../domain/place.ts";
import type { Sync } from "../domain/sync.ts";
import type { Destination } from "../destination/destination.ts";
import type { JournalReader } from "../journal/journal.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import { checkListOwner } from "./check-owners.ts";
import { listGone, listSpecsOf, needsTakeOver } from "./find-places.ts";

export type ExaminedList = { readonly name: string } & (
  | { readonly is: "there" | "to_be_made" }
  | { readonly is: "faulty"; readonly error: TierlineError }
);

export interface ListExamination {
  readonly journal: Pick<JournalReader, "places" | "allPlaces">;
  readonly destination: Pick<Destination, "find" | "findById">;
  readonly sync: Sync;
  readonly allSyncs: readonly Sync[];
}

/** In the file's order. One faulty list does not keep the others from being looked at; a destination that is down does. */
export async function examineLists(examination: ListExamination): Promise<readonly ExaminedList[]> {
  const { journal, sync } = examination;
  const recorded = await journal.places(sync.name);
  const examined: ExaminedList[] = [];
  for (const spec of listSpecsOf(sync)) {
    try {
      examined.push({ name: spec.name, is: await examineList(examination, spec, recorded) });
    } catch (error) {
      // What is wrong with the account is wrong with every list, and told once.
      if (!(error instanceof ConfigError) || exitCodeOf(error) !== EXIT.configuration) throw error;
      examined.push({ name: spec.name, is: "faulty", error });
    }
  }
  return examined;
}

/** A list that was taken is known by its id alone; another one only while nobody is on it. */
async function examineList(
  { journal, destination, sync, allSyncs }: ListExamination,
  spec: PlaceSpec,
  recorded: readonly Place[],
): Promise<"there" | "to_be_made"> {
  const known = recorded.find(({ kind, name }) => kind === spec.kind && name === spec.name);
  if (known !== undefined && known.listId !== null) {
    if ((await destination.findById(known.listId)) === undefined) throw listGone(known, sync);
    return "there";
  }
  const found = await destination.find(spec);
  if (found === undefined || found.listId === null) return "to_be_made";
  const { listId, count } = found;
  if (recorded.some((place) => place.listId === listId)) return "there";
  if (known !== undefined) await checkListOwner(journal, known, listId, sync, allSyncs);
  if (count > 0) throw needsTakeOver(spec.name, count, sync);
  return "there";
}
