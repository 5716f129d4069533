/** The answer for one change. */

export type Outcome =
  /** The destination said so for this very row; "already a member" and "not a member" count. */
  | "accepted"
  /** The destination, or a rule of ours, said no to this row. This request did nothing. */
  | "refused"
  /** Certainly not applied: never sent, or answered by a 429. */
  | "withheld"
  /** Perhaps applied: a time-out, a lost answer, a row in neither results nor errors. */
  | "unsettled";

export interface Receipt {
  readonly ordinal: number;
  readonly outcome: Outcome;
  /** A stable snake_case code; null only for a plain acceptance. */
  readonly reason: string | null;
  /** The destination's own words, redacted; at most 500 characters. */
  readonly message: string | null;
  /** The record written or found; null when unknown. */
  readonly recordId: string | null;
  /** For destinations that answer later. */
  readonly ticket: string | null;
}

/** Reasons that carry meaning for planning or for people. Adapters may add their own vendor-prefixed codes. */
export const REASON = {
  dataError: "data_error",
  sharedAddress: "shared_address",
  noAddress: "no_address",
  /** The sync's `suppress` model names the member, or an address that the member carries. */
  suppressed: "suppressed",
  /** The contact found for the member carries a further address that is suppressed. */
  suppressedContact: "suppressed_contact",
  /** The sync's `consent` column is not TRUE for the member. */
  noConsent: "no_consent",
  heldOut: "held_out",
  /** An audience names a member that the members model does not hold. */
  notAMember: "not_a_member",
  deletedAtDestination: "deleted_at_destination",
  /** The record acknowledged for this member carries another one's id, and no record carries this one's. */
  identityChanged: "identity_changed",
  notFound: "not_found",
  /** Accepted at contacts: the destination said that it made a new one. */
  created: "created",
  /** Accepted at contacts: the first write to a contact that was there. */
  linked: "linked",
  kept: "kept",
  sameRecord: "same_record",
  predecessor: "predecessor",
  notSent: "not_sent",
  /** Beyond the number of members that were to be sent. */
  limit: "limit",
  rateLimited: "rate_limited",
  coolDown: "cool_down",
  noReceipt: "no_receipt",
} as const;
