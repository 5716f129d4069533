import { REASON, type Receipt } from "../../src/domain/receipt.ts";

/** No reason, or an acceptance that only says besides how the contact came to be. */
export function isPlain({ outcome, reason }: Pick<Receipt, "outcome" | "reason">): boolean {
  return reason === null || (outcome === "accepted" && (reason === REASON.created || reason === REASON.linked));
}
