/** A plan as its JSON document tells it. */
import type { DestinationLimits } from "../../destination/destination.ts";
import type { GuardFinding } from "../../domain/guard.ts";
import type { Move, PlaceCounts, PlanHead, PlanState } from "../../domain/plan.ts";
import type { PlanRow } from "../../journal/plan-row.ts";
import type { PlanDocument } from "../json/plan.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { GuardBody, MoveBody, PlaceBody } from "../json/shared.ts";
import { maskAddress } from "../mask-address.ts";
import { estimateCalls } from "./estimate-calls.ts";

export interface PlanFacts {
  readonly head: Pick<PlanHead, "sync" | "runNo" | "asOf" | "madeAtMs" | "invocationId" | "counts"> & {
    /** Null: a preview. */
    readonly planNo: number | null;
    readonly state: PlanState | "preview";
  };
  readonly findings: readonly GuardFinding[];
  readonly samples: readonly PlanRow[];
  /** Null when the destination was not asked, as for an old plan. */
  readonly limits: DestinationLimits | null;
}

export function describePlan(facts: PlanFacts): PlanDocument {
  const { head } = facts;
  const estimate = facts.limits === null ? null : estimateCalls(head.counts.places, facts.limits);
  return {
    sync: head.sync,
    plan: head.planNo,
    state: head.state,
    run_no: head.runNo,
    as_of: head.asOf,
    made_at: isoInstant(head.madeAtMs),
    invocation_id: head.invocationId,
    sources: head.counts.sources.map((source) => ({
      model: source.model,
      rows: source.rows,
      rows_before: source.rowsBefore,
      duplicates: source.duplicates,
      is_suppression: source.isSuppression,
      unmatched: source.unmatched,
    })),
    places: head.counts.places.map(describePlace),
    moves: head.counts.moves.map(describeMove),
    guards: facts.findings.map(describeGuard),
    samples: facts.samples.map((row) => ({
      place: row.placeNo,
      op: row.op,
      member: row.memberKey,
      address: row.address === null ? null : maskAddress(row.address, "…"),
      note: row.note,
      move: row.move === null ? null : { from: row.move.fromPlaceNo, to: row.move.toPlaceNo },
    })),
    scanned_bytes: head.counts.scannedBytes,
    calls: estimate?.calls ?? null,
    seconds_expected: estimate?.seconds ?? null,
  };
}

function describePlace(place: PlaceCounts): PlaceBody {
  return {
    place: place.placeNo,
    kind: place.kind,
    name: place.name,
    list_id: place.listId,
    in_file: place.isInFile,
    desired: place.desired,
    synced: place.synced,
    unsettled: place.unsettled,
    enter: place.enter,
    enter_unknown: place.enterUnknown,
    update: place.update,
    mapping_changed: place.updateRemapped,
    leave: place.leave,
    leave_without_call: place.leaveWithoutCall,
    unchanged: place.unchanged,
    waiting: place.waiting,
    refused: place.refused,
    refused_by: { ...place.refusedBy },
    suppressed: place.suppressed,
    suppressed_by: { ...place.suppressedBy },
    held_out: place.heldOut,
    kept: place.kept,
    count_at_destination: place.countAtDestination,
  };
}

function describeMove(move: Move): MoveBody {
  return { from: move.from, to: move.to, count: move.count };
}

function describeGuard(finding: GuardFinding): GuardBody {
  return {
    name: finding.name,
    place: finding.placeNo,
    value: finding.value,
    limit: finding.limit,
    message: finding.message,
    allowed: finding.allowed === null ? null : { reason: finding.allowed.reason, by: finding.allowed.by },
  };
}
