/** How a destination knows a member: by the member's key, or by the address (trimmed, lower case), which may change. */
export type IdentifiedBy = "member" | "address";

/**
 * The identity of a member who has none at a destination that knows people by their addresses: unlike any other
 * member's, and no address, since those are trimmed.
 */
export function identityWithoutAddress(memberKey: string): string {
  return ` ${memberKey}`;
}

/**
 * A destination's id of a record, as it is shown. Where people are known by their addresses it is made of the address
 * (Mailchimp: its MD5), so whoever has a list of addresses can tell whose it is; such a one is shown nowhere.
 */
export function shownRecordId(recordId: string | null, identifiedBy: IdentifiedBy): string | null {
  return identifiedBy === "address" ? null : recordId;
}
