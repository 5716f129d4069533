/** The rows of a plan as people look at them. */
import type { Change, Op } from "../domain/change.ts";
import type { Outcome } from "../domain/receipt.ts";

/** A plan row for people to look at: with the reason when it is closed without a call. */
export interface PlanRow extends Change {
  readonly isCalled: boolean;
  readonly note: string | null;
  /** Of a member who goes from one list to another of the same model: both, at the leave and at the enter. */
  readonly move: { readonly fromPlaceNo: number; readonly toPlaceNo: number } | null;
  readonly receipt: { readonly outcome: Outcome; readonly reason: string | null } | null;
}

/** `move`: the leaves of one move. */
export interface PlanRowFilter {
  readonly placeNo?: number;
  readonly op?: Op;
  readonly move?: { readonly fromPlaceNo: number; readonly toPlaceNo: number };
  readonly limit: number;
}
