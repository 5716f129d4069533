/** A member's receipts from all syncs in one row of time. */
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { ExplainBody } from "../json/explain.ts";

interface OfSync {
  readonly status: { readonly sync: string };
  readonly receipts: MemberReceipts;
}

/** Plan numbers are global, so the newest plan's come first. `most`: each sync gave that many, if it has them. */
export function describeReceipts(all: readonly OfSync[], most: number): ExplainBody["receipts"] {
  const newest = all.flatMap(({ status, receipts }) =>
    receipts.newest.map(({ planNo, atMs, place, op, outcome, reason }) => ({
      sync: status.sync,
      plan: planNo,
      at: isoInstant(atMs),
      place,
      op,
      outcome,
      reason,
    })),
  );
  return {
    total: all.reduce((sum, { receipts }) => sum + receipts.total, 0),
    is_whole: all.every(({ receipts }) => receipts.isWhole),
    newest: newest.toSorted((a, b) => b.plan - a.plan).slice(0, most),
  };
}
