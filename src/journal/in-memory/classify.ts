/**
 * The class of one identity at one place: the heart of a plan, row by row. `sql/` says the same as one CASE.
 *
 * First match wins:
 *   1. refused    a rule refuses it: data error, shared address, no address, not a member, a refused contact
 *   2. refused    the destination refused the same payload, and its back-off is not over (enters and updates only)
 *   3. waiting    it contradicts what was last said, less than the cool-down ago
 *   4. enter      desired; nothing of ours is there (no row, or a tombstone)
 *   5. enter      desired and unsettled, at a list or without an acknowledged record
 *      update     desired and unsettled, at the contact place with one
 *   6. update     desired, the payload differs, or the identity was another member's; at a list: enter
 *   7. unchanged  desired, the payload is equal
 *   8. leave      not desired, a row of ours is there or may be
 */
import { REASON } from "../../domain/receipt.ts";
import type { PlaceKind } from "../../domain/place.ts";
import { isTombstone, type RefusedRow, type SyncedRow } from "./rows.ts";

export type Class =
  | { readonly is: "enter" | "update" | "leave" | "unchanged" }
  | { readonly is: "waiting" | "refused"; readonly reason: string };

export interface Question {
  readonly kind: PlaceKind;
  /** The hash of what should be said; null when nothing is desired here. */
  readonly desiredHash: string | null;
  /** What was said here was said of the member it is desired for: an address passes from one to another. */
  readonly isSameMember: boolean;
  /** A rule that refuses the identity whatever was said before. */
  readonly ruleReason: string | null;
  /** Its predecessor waits, so it must wait as well. */
  readonly mustWait: boolean;
  readonly synced: SyncedRow | undefined;
  readonly refused: RefusedRow | undefined;
  /** When something may last have been said here of which no row tells: by the owner before, or in a state that was lost. */
  readonly saidBeforeMs: number | null;
  readonly nowMs: number;
  readonly coolDownMs: number;
  readonly runNo: number;
}

/** Undefined: neither desired nor there; no row of the plan speaks of it. */
export function classify(question: Question): Class | undefined {
  const { synced, desiredHash } = question;
  const live = synced !== undefined && !isTombstone(synced) ? synced : undefined;
  if (desiredHash === null && live === undefined) return undefined;
  if (question.ruleReason !== null) return { is: "refused", reason: question.ruleReason };
  if (isBackingOff(question)) return { is: "refused", reason: question.refused?.reason ?? "" };
  if (contradicts(question)) return { is: "waiting", reason: REASON.coolDown };
  if (question.mustWait && !isEqual(question, live)) return { is: "waiting", reason: REASON.predecessor };
  if (desiredHash === null) return { is: "leave" };
  if (live === undefined) return { is: "enter" };
  const isList = question.kind === "list";
  if (!live.isSettled) return { is: isList || live.recordId === null ? "enter" : "update" };
  if (isEqual(question, live)) return { is: "unchanged" };
  return { is: isList ? "enter" : "update" };
}

function isEqual({ desiredHash, isSameMember }: Question, live: SyncedRow | undefined): boolean {
  if (live === undefined || !live.isSettled || live.saidOp === "leave") return false;
  return live.saidHash === desiredHash && isSameMember;
}

/** Only the same enter or update is delayed; refused leaves are retried in every run. */
function isBackingOff({ desiredHash, refused, runNo }: Question): boolean {
  return (
    desiredHash !== null &&
    refused !== undefined &&
    refused.op !== "leave" &&
    refused.saidHash === desiredHash &&
    refused.nextRunNo > runNo
  );
}

/** A request still under way may say something else: what was last said, and how long ago, decides. */
function contradicts({ desiredHash, synced, saidBeforeMs, nowMs, coolDownMs }: Question): boolean {
  const saidAtMs = synced?.saidAtMs ?? saidBeforeMs;
  if (saidAtMs === null || saidAtMs + coolDownMs <= nowMs) return false;
  if (desiredHash === null) return synced !== undefined && synced.saidOp !== "leave";
  return synced === undefined || synced.saidOp === "leave" || synced.saidHash !== desiredHash;
}
