/** A sync's status as its JSON document tells it. */
import { isNamed } from "../../engine/find-orphans.ts";
import type { NotSentCount, PlaceStatus } from "../../journal/journal.ts";
import { pauseReport } from "../../engine/report.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { Place } from "../../domain/place.ts";
import { nextStep, type Situation } from "../next-step.ts";
import { releaseCommands } from "../release-commands.ts";
import { asStarted } from "../started-as.ts";
import type { SyncStatusBody } from "../json/status.ts";

/** `command`: how the user starts Tierline. */
export function describeStatus(situation: Situation, command: string): SyncStatusBody {
  const { status, build } = situation;
  const { lastRun, lastPlan } = status;
  const owned = status.places.map(({ place }) => place);
  return {
    sync: status.sync,
    is_in_file: situation.sync !== undefined,
    paused: pauseReport(status.paused),
    last_run:
      lastRun === null
        ? null
        : {
            run_no: lastRun.runNo,
            started_at: isoInstant(lastRun.startedAtMs),
            finished_at: lastRun.finishedAtMs === null ? null : isoInstant(lastRun.finishedAtMs),
            as_of: lastRun.asOf,
            exit_code: lastRun.exitCode,
            allowed:
              lastRun.allowance === null
                ? null
                : {
                    guards: [...lastRun.allowance.guards],
                    reason: lastRun.allowance.reason,
                    by: lastRun.allowance.by,
                  },
          },
    plan:
      lastPlan === null
        ? null
        : {
            plan: lastPlan.planNo,
            state: lastPlan.state,
            was_applied: lastPlan.applyingAtMs !== null,
            made_at: isoInstant(lastPlan.madeAtMs),
            unmatched_suppressions: lastPlan.counts.sources.reduce((sum, source) => sum + source.unmatched, 0),
          },
    places: status.places.map((place) => describePlaceStatus(situation, place, owned, command)),
    build: build.is === "fit" ? { as_of: build.build.asOf, started_at: build.build.startedAt } : null,
    next_step: asStarted(nextStep(situation), command),
  };
}

function describePlaceStatus(
  { status, sync, coolDownMs }: Situation,
  { place, synced, unsettled }: PlaceStatus,
  owned: readonly Place[],
  command: string,
): SyncStatusBody["places"][number] {
  const isInFile = isNamed(sync, place, owned);
  const orphan = { sync: place.sync, in_file: sync !== undefined, places: [{ place: place.placeNo }] };
  const counted = status.lastPlan?.counts.places.find((one) => one.placeNo === place.placeNo);
  const notSent = status.notSent.filter((one) => one.placeNo === place.placeNo);
  const sum = (name: "waiting" | "refused"): number =>
    notSent.filter((one) => one.class === name).reduce((total, one) => total + one.count, 0);
  return {
    place: place.placeNo,
    kind: place.kind,
    name: place.name,
    list_id: place.listId,
    is_in_file: isInFile,
    // A place that was never taken holds nobody and is proposed anew when a file names it.
    release: isInFile || place.takenAtMs === null ? null : asStarted(releaseCommands(orphan).join(), command),
    desired: counted?.desired ?? null,
    synced,
    settled: synced - unsettled,
    unsettled,
    waiting: sum("waiting"),
    refused: sum("refused"),
    not_sent: notSent.map((one) => ({
      class: one.class,
      reason: one.reason,
      count: one.count,
      until: describeWait(one, coolDownMs),
    })),
  };
}

/** When what waits for the cool-down waits no longer. */
function describeWait(
  { saidAtMs }: NotSentCount,
  coolDownMs: number | null,
): { readonly first: string; readonly last: string } | null {
  if (saidAtMs === null || coolDownMs === null) return null;
  return { first: isoInstant(saidAtMs.first + coolDownMs), last: isoInstant(saidAtMs.last + coolDownMs) };
}
