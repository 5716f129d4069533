/** The counts of a plan of one list of 300 that stays as it is, and of the model behind it. */
import type { PlaceCounts, PlanCounts, SourceCounts } from "../../src/domain/plan.ts";

const list: PlaceCounts = {
  placeNo: 2,
  kind: "list",
  name: "Loyalty Golden",
  listId: "611",
  isInFile: true,
  desired: 300,
  synced: 300,
  unsettled: 0,
  enter: 0,
  enterUnsettled: 0,
  enterUnknown: 0,
  update: 0,
  updateRemapped: 0,
  leave: 0,
  leaveWithoutCall: 0,
  unchanged: 300,
  waiting: 0,
  refused: 0,
  refusedBy: {},
  suppressed: 0,
  suppressedBy: {},
  heldOut: 0,
  kept: 0,
  keptSynced: 0,
  countAtDestination: 300,
};

const SOURCE: SourceCounts = {
  model: "aud_tier",
  rows: 300,
  rowsBefore: 300,
  duplicates: 0,
  isSuppression: false,
  unmatched: 0,
};

export function countsOf(place: Partial<PlaceCounts>, source: Partial<SourceCounts> = {}): PlanCounts {
  return {
    mapping: null,
    sources: [{ ...SOURCE, ...source }],
    places: [{ ...list, ...place }],
    moves: [],
    scannedBytes: null,
  };
}
