/**
 * What the parts that decide about contacts need of an adapter while it carries a batch out: its look-ups, its receipts,
 * and the questions only the engine can answer. The decisions are the same wherever a contact has a record id and carries
 * our member id.
 */
import type { Change } from "../../domain/change.ts";
import type { SubmitIo } from "../destination.ts";
import type { ClaimScope } from "./claims.ts";
import type { ConfirmedRecords } from "./confirmed-records.ts";
import type { ReceiptBook } from "./receipt-book.ts";

/** Why a destination said no. */
export interface Refusal {
  /** The receipt's reason. */
  readonly reason: string;
  /** The destination's words, not yet redacted. */
  readonly message: string;
}

export type LookUp =
  | {
      readonly kind: "found";
      readonly recordId: string;
      /** Null: the contact carries none. */
      readonly memberId: string | null;
      /** The first address, trimmed and lower case. Personal data. */
      readonly address: string | null;
      /** All of them, the first one too, trimmed and lower case. Personal data. */
      readonly addresses: readonly string[];
      /** Records that were merged into this one, as far as the destination tells. */
      readonly mergedIds: readonly string[];
    }
  | { readonly kind: "absent" }
  /** The destination refused to look for this key. */
  | { readonly kind: "refused"; readonly cause: Refusal }
  /** Nothing was learned. */
  | { readonly kind: "unknown"; readonly reason: string };

export type FoundContact = LookUp & { readonly kind: "found" };

export type LookUpKey = "record" | "member" | "address";

/** The reason of a record that is in neither results nor errors, however it was asked. */
export const UNACKNOWLEDGED = "lookup_unacknowledged";

export interface ContactSession extends Pick<SubmitIo, "staying" | "kept" | "suppressed"> {
  readonly book: ReceiptBook;
  readonly claims: ClaimScope;
  readonly confirmed: ConfirmedRecords;
  /** One entry per distinct id. A merged or deleted record is `absent` unless the destination follows it. */
  lookUp(key: LookUpKey, ids: Iterable<string>): Promise<ReadonlyMap<string, LookUp>>;
  refuse(row: Change, cause: Refusal): void;
}
