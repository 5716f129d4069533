/** A member's explanation as its JSON document tells it. */
import type { EntryFacts, MemberExplanation } from "../../engine/explain-member.ts";
import { pauseReport } from "../../engine/report.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { ExplainBody } from "../json/explain.ts";
import { maskAddress } from "../mask-address.ts";
import { describePlaces, type SyncSight } from "./describe-member-places.ts";
import { describeReceipts } from "./describe-receipts.ts";

const HOUR_MS = 3_600_000;

export function describeMember(
  explanation: MemberExplanation,
  sights: readonly SyncSight[],
  receiptsMax: number,
): ExplainBody {
  const { member } = explanation;
  return {
    customer_id: member.customerId,
    as_of: explanation.asOf,
    invocation_id: explanation.invocationId,
    address: member.email === null ? null : maskAddress(member.email, "…"),
    status: member.status,
    joined_at: member.joinedAt,
    reason_code: member.reasonCode,
    tier: member.tierName,
    tier_since: member.tierSince,
    tier_until: member.tierUntil,
    balance: member.balance,
    discount_percent: member.discountPercent,
    window: {
      hours: explanation.windowHours,
      after: isoInstant(Date.parse(explanation.asOf) - explanation.windowHours * HOUR_MS),
    },
    next_tier: member.nextTierName,
    amount_to_next_tier: member.amountToNextTier,
    amount_to_keep: member.amountToKeep,
    entry_sums: explanation.entrySums.map((sum) => ({
      excluded_reason: sum.excludedReason,
      count: sum.count,
      amount: sum.amount,
    })),
    entries: explanation.entries.map(describeEntry),
    leaving_next: explanation.leavingNext.map(describeEntry),
    periods: explanation.periods.map((period, index) => ({
      tier: period.tierName,
      balance_before: period.balanceBefore,
      balance: period.balance,
      valid_from: period.validFrom,
      valid_to: period.validTo,
      cause: period.cause,
      decided_by: period.decidedBy.map((entry) => ({
        event_id: entry.eventId,
        kind: entry.kind,
        amount: entry.amount,
        is_leaving: entry.isLeaving,
      })),
      is_resigned_after: period.validTo !== null && explanation.periods[index + 1]?.validFrom !== period.validTo,
      is_forecast: Date.parse(period.validFrom) > Date.parse(explanation.asOf),
    })),
    places: describePlaces(explanation, sights),
    paused: sights.flatMap(({ status }) => {
      const paused = pauseReport(status.paused);
      return paused === null ? [] : [{ sync: status.sync, ...paused }];
    }),
    receipts: describeReceipts(sights, receiptsMax),
  };
}

function describeEntry(entry: EntryFacts): ExplainBody["entries"][number] {
  return {
    event_id: entry.eventId,
    kind: entry.kind,
    amount: entry.amount,
    currency: entry.currency,
    occurred_at: entry.occurredAt,
    leaves_at: entry.leavesAt,
    excluded_reason: entry.excludedReason,
  };
}
