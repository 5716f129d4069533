/** What a plan would be against a state that is only read: no lease, no destination, nothing stored. */
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { PlanCounts } from "../domain/plan.ts";
import type { Place } from "../domain/place.ts";
import type { Sync } from "../domain/sync.ts";
import { judgeGuards, type GuardFinding } from "../domain/guard.ts";
import type { JournalReader, PlannedPlace, PlanRequest, Preview, Previewer } from "../journal/journal.ts";
import type { BuildFacts, Source } from "../journal/source.ts";
import type { Refusal } from "./engine.ts";
import { specsOf } from "./find-places.ts";
import { readBuild } from "./read-build.ts";

export interface PreviewEngine<Desired> {
  readonly journal: JournalReader & Previewer<Desired>;
  readonly source: Source<Desired>;
  readonly stallMs: number;
}

/** A previewed plan: of the run that would be the next one. */
export interface PreviewedPlan {
  readonly sync: string;
  readonly runNo: number;
  readonly build: BuildFacts;
  readonly counts: PlanCounts;
  readonly findings: readonly GuardFinding[];
}

export type PreviewAnswer<Result> =
  | { readonly is: "previewed"; readonly result: Result }
  | { readonly is: "refused"; readonly refusal: Refusal };

/**
 * `coolDownMs`: L. A list that the file names and the state does not know is shown as a new one, even when it is a known
 * list under another name, since only the destination could tell. A build older than the last applied one is shown all the same. `look` works while the comparison lives.
 */
export async function previewSync<Desired, Result>(
  { journal, source, stallMs }: PreviewEngine<Desired>,
  sync: Sync,
  coolDownMs: number,
  look: (plan: PreviewedPlan, preview: Preview) => Promise<Result>,
): Promise<PreviewAnswer<Result>> {
  const { lastRun } = await journal.status(sync.name);
  const answer = await readBuild(source, sync, null);
  if (answer.is === "refused") return answer;
  const { build } = answer;
  const runNo = (lastRun?.runNo ?? 0) + 1;
  const request: PlanRequest<Desired> = {
    sync: sync.name,
    runNo,
    definitionHash: sync.definitionHash,
    invocationId: build.invocationId,
    asOf: build.asOf,
    places: await placesOf(journal, sync),
    desired: await source.desired(sync, build),
    coolDownMs,
    onLeave: sync.members.onLeave,
    identifiedBy: destinationTypeOf(sync).identifiedBy,
    properties: sync.properties.map(({ name }) => name),
    mappingHash: sync.mappingHash,
  };
  const result = await journal.preview(request, stallMs, async (preview) => {
    const findings = judgeGuards(preview.counts, sync.guards, null);
    return look({ sync: sync.name, runNo, build, counts: preview.counts, findings }, preview);
  });
  return { is: "previewed", result };
}

/** The places of a plan as far as the state tells; what it does not know yet gets the numbers that come next. */
async function placesOf(journal: JournalReader, sync: Sync): Promise<readonly PlannedPlace[]> {
  const recorded = await journal.places(sync.name);
  const all = await journal.allPlaces();
  let lastNo = Math.max(0, ...all.map(({ placeNo }) => placeNo));
  const named = specsOf(sync).map((spec): Place => {
    const known = recorded.find(({ kind, name }) => kind === spec.kind && name === spec.name);
    if (known !== undefined) return { ...known, ...spec };
    lastNo += 1;
    const unknown = { accountId: "", listId: null, isCreatedByUs: false, takenAtMs: null };
    return { ...spec, ...unknown, placeNo: lastNo, sync: sync.name };
  });
  const numbers = new Set(named.map(({ placeNo }) => placeNo));
  const unnamed = recorded.filter(({ placeNo, takenAtMs }) => !numbers.has(placeNo) && takenAtMs !== null);
  return [...named.map((place) => planned(place, true)), ...unnamed.map((place) => planned(place, false))];
}

function planned(place: Place, isInFile: boolean): PlannedPlace {
  return { place, isInFile, countAtDestination: null };
}
