/** A member's explanation as its JSON document tells it. */
import { CONTACT_PLACE_NAME } from "../../domain/place.ts";
import type { EntryFacts, MemberExplanation } from "../../engine/explain-member.ts";
import type { MemberAtPlace } from "../../journal/journal.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { ExplainBody } from "../json/explain.ts";
import { maskAddress } from "../mask-address.ts";

const HOUR_MS = 3_600_000;

export function describeMember(explanation: MemberExplanation, places: readonly MemberAtPlace[]): ExplainBody {
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
    periods: explanation.periods.map((period) => ({
      tier: period.tierName,
      balance: period.balance,
      valid_from: period.validFrom,
      valid_to: period.validTo,
      cause: period.cause,
      is_forecast: Date.parse(period.validFrom) > Date.parse(explanation.asOf),
    })),
    places: describePlaces(explanation, places),
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

/** Where state knows the member, and where the models want them although state does not know it yet. */
function describePlaces(explanation: MemberExplanation, known: readonly MemberAtPlace[]): ExplainBody["places"] {
  const isDesired = (sync: string, place: string): boolean =>
    place === CONTACT_PLACE_NAME
      ? explanation.member.reasonCode === null
      : explanation.desired.some((list) => list.sync === sync && list.list === place);
  const shown: ExplainBody["places"] = known.map((one) => ({
    sync: one.place.sync,
    place: one.place.name,
    is_desired: isDesired(one.place.sync, one.place.name),
    said: one.saidOp,
    said_at: one.saidAtMs === null ? null : isoInstant(one.saidAtMs),
    is_settled: one.isSettled,
    record_id: one.recordId,
    refused:
      one.refused === null
        ? null
        : {
            reason: one.refused.reason,
            message: one.refused.message,
            times: one.refused.times,
            next_run_no: one.refused.nextRunNo,
          },
    planned:
      one.planned === null
        ? null
        : { plan: one.planned.planNo, op: one.planned.op, reason: one.planned.reason, outcome: one.planned.outcome },
  }));
  for (const list of explanation.desired)
    if (!shown.some((one) => one.sync === list.sync && one.place === list.list))
      shown.push({
        sync: list.sync,
        place: list.list,
        is_desired: true,
        said: null,
        said_at: null,
        is_settled: null,
        record_id: null,
        refused: null,
        planned: null,
      });
  return shown;
}
