/** A sync's status as its JSON document tells it. */
import type { Sync } from "../../domain/sync.ts";
import type { PlaceStatus, SyncStatus } from "../../journal/journal.ts";
import { EXIT } from "../../engine/exit-code.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { SyncStatusBody } from "../json/status.ts";

/** Refused rows are retried by themselves. */
const ENDS_WELL: ReadonlySet<number> = new Set([EXIT.done, EXIT.notAccepted]);

/** `sync`: as its file describes it; undefined for an orphan. */
export function describeStatus(status: SyncStatus, sync: Sync | undefined): SyncStatusBody {
  const { lastRun, lastPlan } = status;
  const isInFile = sync !== undefined;
  return {
    sync: status.sync,
    is_in_file: isInFile,
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
        : { plan: lastPlan.planNo, state: lastPlan.state, made_at: isoInstant(lastPlan.madeAtMs) },
    places: status.places.map((place) => describePlaceStatus(status, place, isNamed(sync, place))),
    next_step: nextStep(status, isInFile),
  };
}

function isNamed(sync: Sync | undefined, { place }: PlaceStatus): boolean {
  if (sync === undefined) return false;
  if (place.kind === "contact") return true;
  return sync.audiences.some(
    (audience) => audience.model === place.model && audience.lists.some((list) => list.audience === place.audience),
  );
}

function describePlaceStatus(
  status: SyncStatus,
  { place, synced, unsettled }: PlaceStatus,
  isInFile: boolean,
): SyncStatusBody["places"][number] {
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
    desired: counted?.desired ?? null,
    synced,
    unsettled,
    waiting: sum("waiting"),
    refused: sum("refused"),
    not_sent: notSent.map((one) => ({ class: one.class, reason: one.reason, count: one.count })),
  };
}

function nextStep(status: SyncStatus, isInFile: boolean): string {
  const { lastPlan, lastRun } = status;
  if (!isInFile) return "Its file is gone: put it back, or its members stay where they are.";
  if (lastPlan?.state === "applying")
    return "tierline run: the last apply did not end; a run settles what is uncertain.";
  if (lastPlan?.state === "planned") return `tierline apply ${lastPlan.planNo}`;
  if (lastRun === null || lastPlan === null) return "tierline run";
  if (status.places.some((place) => place.unsettled > 0)) return "tierline run: says again what may not have arrived.";
  if (status.notSent.some((one) => one.class === "waiting")) return "tierline run, once the waiting time is over.";
  if (!ENDS_WELL.has(lastRun.exitCode ?? EXIT.error))
    return `tierline run, once what stopped the last one is mended (it ended with ${lastRun.exitCode ?? "no exit code"}).`;
  if (status.notSent.some((one) => one.class === "withheld")) return "tierline run: sends what was withheld.";
  return "Nothing to do until the data changes.";
}
