/** How a destination knows a member: by the member's key, or by the address (trimmed, lower case), which may change. */
export type IdentifiedBy = "member" | "address";

/**
 * The identity of a member who has none at a destination that knows people by their addresses: unlike any other
 * member's, and no address, since those are trimmed.
 */
export function identityWithoutAddress(memberKey: string): string {
  return ` ${memberKey}`;
}
