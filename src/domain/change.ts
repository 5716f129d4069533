/** One row of a plan that leads to one write at one place. */

export type Op = "enter" | "update" | "leave";

/** 1 contacts, 2 list enters, 3 leaves and clears. Ordinals ascend by wave. */
export type Wave = 1 | 2 | 3;
export const WAVES: readonly Wave[] = [1, 2, 3];

export interface Change {
  readonly ordinal: number;
  readonly wave: Wave;
  readonly placeNo: number;
  readonly op: Op;
  /** How the destination knows the member: for HubSpot the value of `loyalty_member_id`; elsewhere an address: personal data. */
  readonly identity: string;
  /** `customer_id`. */
  readonly memberKey: string;
  /**
   * The record this member was acknowledged as, if any. For a list enter: the contact's record, filled in from this
   * plan's receipts or from state. For a leave: the record that was said to be at this place.
   */
  readonly recordId: string | null;
  /** Contact place only: trimmed and lower case; null when the member has none, and on leaves. Personal data. */
  readonly address: string | null;
  /** Contact place only: the address differs from the one last said, or nothing was said yet. */
  readonly isAddressChanged: boolean;
  /** Contact place only: every property we own, as text; '' clears it. Empty for lists. Personal data. */
  readonly properties: Readonly<Record<string, string>>;
}
