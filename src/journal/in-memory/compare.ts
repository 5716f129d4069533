/** Compares desired rows with synced ones: the specification of the plan statement. Written to be read, not to be fast. */
import type { Move, PlaceCounts, PlanMapping, SourceCounts } from "../../domain/plan.ts";
import { REASON } from "../../domain/receipt.ts";
import type { PlanRequest } from "../journal.ts";
import { countMoves, countPlace, countSources } from "./count-rows.ts";
import { strangerIdentity } from "./identities.ts";
import { judgeRows, type Judged } from "./judge.ts";
import type { DesiredRows, State, StoredChange, Unsent } from "./rows.ts";
import { storeChanges } from "./store-changes.ts";
import type { Subtracted } from "./subtract.ts";

export interface Comparison {
  readonly sources: readonly Omit<SourceCounts, "rowsBefore">[];
  readonly places: readonly PlaceCounts[];
  readonly moves: readonly Move[];
  readonly changes: readonly StoredChange[];
  readonly unsent: readonly Unsent[];
  readonly suppressedAddresses: ReadonlySet<string>;
}

export function compare(request: PlanRequest<DesiredRows>, state: State, mapping: PlanMapping): Comparison {
  const { rows, subtracted, suppressedAddresses } = judgeRows(request, state);
  const changes = storeChanges(request, state, rows);
  return {
    sources: countSources(request.desired),
    places: request.places.map((place) => countPlace(state, place, { rows, subtracted, changes }, mapping)),
    moves: countMoves(rows),
    changes,
    unsent: [...rows.flatMap(unsentRow), ...subtracted.map((row) => subtractedRow(request, row))],
    suppressedAddresses,
  };
}

function unsentRow(row: Judged): readonly Unsent[] {
  if (row.class.is !== "waiting" && row.class.is !== "refused") return [];
  return [
    {
      placeNo: row.place.place.placeNo,
      identity: row.identity,
      memberKey: row.memberKey,
      class: row.class.is,
      reason: row.class.reason,
    },
  ];
}

function subtractedRow(request: PlanRequest<DesiredRows>, { placeNo, memberKey, reason }: Subtracted): Unsent {
  const name = reason === REASON.heldOut ? "held_out" : "suppressed";
  return { placeNo, identity: strangerIdentity(request, memberKey), memberKey, class: name, reason };
}
