/** Where a member is wanted and acknowledged, and why they were not sent. */
import { identityWithoutAddress, shownRecordId, type IdentifiedBy } from "../../domain/identity.ts";
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import { CONTACT_PLACE_NAME } from "../../domain/place.ts";
import { REASON } from "../../domain/receipt.ts";
import type { Sync } from "../../domain/sync.ts";
import type { MemberExplanation } from "../../engine/explain-member.ts";
import { isNamed } from "../../engine/find-orphans.ts";
import type { MemberAtPlace, SyncStatus } from "../../journal/journal.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { ExplainBody } from "../json/explain.ts";

/** What one sync's state says of a member. */
export interface SyncSight {
  readonly status: SyncStatus;
  /** Undefined: its file is gone. */
  readonly sync: Sync | undefined;
  /** L; null when its file is gone. */
  readonly coolDownMs: number | null;
  readonly identifiedBy: IdentifiedBy;
  readonly known: readonly MemberAtPlace[];
  readonly receipts: MemberReceipts;
}

type PlaceBody = ExplainBody["places"][number];
type NotSent = PlaceBody["not_sent"][number];

/** Notes of rows that are closed without a call. */
const WITHOUT_CALL: ReadonlySet<string | null> = new Set([REASON.kept, REASON.sameRecord]);

/** Where state knows the member, and where the models want them although state does not know it yet. */
export function describePlaces(explanation: MemberExplanation, sights: readonly SyncSight[]): PlaceBody[] {
  const shown = sights.flatMap((sight) =>
    sight.known.map((one) => {
      const isEarlier = isEarlierAddress(explanation, sight, one);
      const wanted = isEarlier ? { is_desired: false, excluded_by: null } : wantedAt(explanation, one);
      return { ...describePlace(sight, one, wanted), is_earlier_address: isEarlier };
    }),
  );
  for (const list of explanation.desired)
    if (!shown.some((one) => one.sync === list.sync && one.place === list.list && !one.is_earlier_address)) {
      const excludedBy = explanation.exclusions.get(list.sync)?.lists.get(list.model) ?? null;
      shown.push({
        sync: list.sync,
        place: list.list,
        is_earlier_address: false,
        is_desired: excludedBy === null,
        excluded_by: excludedBy,
        said: null,
        said_at: null,
        claimed_at: null,
        is_settled: null,
        record_id: null,
        refused: null,
        planned: null,
        not_sent: [{ ...notPlanned(excludedBy), until: null, next_run_no: null }],
      });
    }
  return shown;
}

/** Of a place that no plan speaks of yet. */
function notPlanned(excludedBy: string | null): Pick<NotSent, "class" | "reason"> {
  if (excludedBy === null) return { class: "not_planned", reason: null };
  return { class: excludedBy === REASON.heldOut ? "held_out" : "suppressed", reason: excludedBy };
}

type Wanted = Pick<PlaceBody, "is_desired" | "excluded_by">;

/** By the newest build; where it cannot say who is kept out, by the newest plan. */
function wantedAt({ member, desired, exclusions }: MemberExplanation, { place, planned }: MemberAtPlace): Wanted {
  const isContact = place.name === CONTACT_PLACE_NAME;
  const list = desired.find((one) => one.sync === place.sync && one.list === place.name);
  if (isContact ? member.reasonCode !== null : list === undefined) return { is_desired: false, excluded_by: null };
  const found = exclusions.get(place.sync);
  const excludedBy =
    found === undefined
      ? (planned?.unsent.find((one) => one.class === "suppressed" || one.class === "held_out")?.reason ?? null)
      : isContact
        ? found.contacts
        : (found.lists.get(list?.model ?? "") ?? null);
  return { is_desired: excludedBy === null, excluded_by: excludedBy };
}

/** The address that the models gave before: it is told that there is one, never which. */
function isEarlierAddress(
  { member }: MemberExplanation,
  { identifiedBy }: SyncSight,
  { identity }: MemberAtPlace,
): boolean {
  const isAddress = identifiedBy === "address" && identity !== identityWithoutAddress(member.customerId);
  return isAddress && identity !== member.customerId && identity !== normaliseAddress(member.email);
}

function describePlace(sight: SyncSight, one: MemberAtPlace, wanted: Wanted): Omit<PlaceBody, "is_earlier_address"> {
  const { refused, planned } = one;
  return {
    sync: one.place.sync,
    place: one.place.name,
    ...wanted,
    said: one.saidOp,
    said_at: one.saidAtMs === null ? null : isoInstant(one.saidAtMs),
    claimed_at: claimedAt(one),
    is_settled: one.isSettled,
    record_id: shownRecordId(one.recordId, sight.identifiedBy),
    refused:
      refused === null
        ? null
        : {
            reason: refused.reason,
            message: refused.message,
            times: refused.times,
            next_run_no: refused.nextRunNo,
          },
    planned:
      planned === null
        ? null
        : { plan: planned.planNo, op: planned.op, reason: planned.reason, outcome: planned.outcome },
    not_sent: whyNotSent(sight, one),
  };
}

/** Whoever was claimed came with the place, and nothing was said of them since. */
function claimedAt({ place, saidOp, saidAtMs }: MemberAtPlace): string | null {
  return saidOp === null || saidAtMs !== null || place.takenAtMs === null ? null : isoInstant(place.takenAtMs);
}

function whyNotSent(sight: SyncSight, one: MemberAtPlace): NotSent[] {
  const owned = sight.status.places.map(({ place }) => place);
  const causes: NotSent[] = [];
  if (!isNamed(sight.sync, one.place, owned))
    causes.push({ class: "orphaned", reason: null, until: null, next_run_no: null });
  for (const { class: name, reason } of one.planned?.unsent ?? [])
    causes.push({
      class: name,
      reason,
      until: name === "waiting" && reason === REASON.coolDown ? coolDownEnd(sight, one) : null,
      next_run_no: name === "refused" && one.refused?.reason === reason ? one.refused.nextRunNo : null,
    });
  const ofChange = changeNotSent(sight.status, one);
  return ofChange === undefined ? causes : [...causes, ofChange];
}

/** Null where something was said before of which no row tells: by the place's owner before, or in a state that was lost. */
function coolDownEnd({ coolDownMs }: SyncSight, { saidAtMs }: MemberAtPlace): string | null {
  return saidAtMs === null || coolDownMs === null ? null : isoInstant(saidAtMs + coolDownMs);
}

/** What became of the change that the newest plan has for the member here; undefined when it was accepted. */
function changeNotSent({ lastPlan }: SyncStatus, { planned, refused }: MemberAtPlace): NotSent | undefined {
  if (planned === null || planned.op === null || planned.outcome === "accepted") return undefined;
  const { outcome, reason } = planned;
  const plain = { until: null, next_run_no: null };
  if (outcome !== null)
    return {
      class: outcome,
      reason,
      until: null,
      next_run_no: outcome === "refused" && refused !== null ? refused.nextRunNo : null,
    };
  if (WITHOUT_CALL.has(reason)) return { class: "without_call", reason, ...plain };
  if (lastPlan?.state === "planned") return { class: "planned", reason: null, ...plain };
  if (lastPlan?.applyingAtMs === null) return { class: "not_planned", reason: null, ...plain };
  return { class: "unsettled", reason: REASON.noReceipt, ...plain };
}
