/** What the engine reports, as the JSON documents of `run`, `apply` and `plan` tell it. */
import type { Allowance } from "../../domain/guard.ts";
import { plainError, type ErrorReport } from "../../engine/error-report.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { OrphanReport, PlaceReport, RunReport, SyncReport } from "../../engine/report.ts";
import { counted } from "../picture/number.ts";
import type { RunBody, SyncBody } from "../json/run.ts";
import { releaseCommands } from "../release-commands.ts";
import { asStarted, errorAsStarted, type Seat } from "../started-as.ts";
import type { OrphanBody, PlaceBody } from "../json/shared.ts";

export function describeRun(report: RunReport, allowance: Allowance | null, seat: Seat): RunBody {
  return {
    as_of: report.as_of,
    build: report.build === null ? null : { ...report.build },
    allowed: allowance === null ? null : { ...allowance, guards: [...allowance.guards] },
    syncs: report.syncs.map((sync) => describeSync(sync, seat)),
    orphans: report.orphans.map((orphan) => describeOrphan(orphan, seat.command)),
  };
}

/** `command`: how the user starts Tierline. */
export function describeOrphan(orphan: OrphanReport, command: string): OrphanBody {
  return {
    sync: orphan.sync,
    in_file: orphan.in_file,
    places: orphan.places.map((place) => ({ ...place })),
    release: releaseCommands(orphan).map((line) => asStarted(line, command)),
  };
}

function describeSync(sync: SyncReport, seat: Seat): SyncBody {
  return {
    ...sync,
    guards: sync.guards.map((guard) => ({ ...guard })),
    places: sync.places.map(describePlaceReport),
    moves: sync.moves.map((move) => ({ ...move })),
    receipts: { ...sync.receipts },
    contacts: { ...sync.contacts },
    paused: sync.paused === null ? null : { ...sync.paused },
    error: sync.error === null ? null : copyError(sync.error, seat),
  };
}

function describePlaceReport(place: PlaceReport): PlaceBody {
  return { ...place, refused_by: { ...place.refused_by }, suppressed_by: { ...place.suppressed_by } };
}

export function copyError(error: ErrorReport, seat: Seat): NonNullable<SyncBody["error"]> {
  const { problems, ...said } = errorAsStarted(error, seat);
  return { ...said, problems: [...problems] };
}

/** Why the command did not end with 0: the report's own error, else that of the sync that decided the exit code. */
export function errorOf(report: RunReport): ErrorReport | null {
  if (report.error !== null || report.exit_code === EXIT.done) return report.error;
  const deciding = report.syncs.find((sync) => sync.exit_code === report.exit_code);
  if (deciding?.error) return deciding.error;
  if (report.exit_code === EXIT.interrupted)
    return plainError("interrupted", "Interrupted; what was not sent waits.", "Run it again: only the rest is sent.");
  const asked = report.syncs.reduce((sum, sync) => sum + notAccepted(sync), 0);
  const held = report.syncs.reduce((sum, { places }) => sum + refusedByPlan(places), 0);
  const isLimited = report.syncs.some((sync) => sync.withheld_by_limit > 0);
  if (asked === 0)
    return plainError(
      "not_accepted",
      `${counted(held, "row")} cannot be sent as things are, for the reasons given.`,
      isLimited
        ? "Nothing to do about these until the data changes. What the limit left waits for the next plan: tierline plan"
        : "Nothing to do until the data changes; what the destination refused is tried again by itself.",
    );
  const missed = asked + held;
  return plainError(
    "not_accepted",
    `${counted(missed, "row was", "rows were")} not accepted, for the reasons given.`,
    "tierline status tells them again; these rows are retried by themselves.",
  );
}

/** What a limit left for the next plan was not meant to be sent now. */
function notAccepted({ receipts, withheld_by_limit: limited }: SyncReport): number {
  return receipts.refused + receipts.withheld - limited + receipts.unsettled;
}

function refusedByPlan(places: readonly PlaceReport[]): number {
  return places.reduce((sum, place) => sum + place.refused, 0);
}
