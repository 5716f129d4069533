/** A shop's raw events, as its till and its web shop would export them. Amounts are cents; instants epoch milliseconds. */

export interface CustomerRow {
  readonly customerId: string;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly country: string;
  readonly createdAtMs: number;
  /** When an export first holds this row. A later row of the same customer replaces it. */
  readonly arrivesAtMs: number;
}

export interface StatusRow {
  readonly eventId: string;
  readonly customerId: string;
  readonly status: "active" | "resigned";
  readonly occurredAtMs: number;
  readonly arrivesAtMs: number;
}

/** A charge or a return. */
export interface ReceiptRow {
  readonly eventId: string;
  /** Null for a receipt without a customer. */
  readonly customerId: string | null;
  readonly amountCents: number;
  readonly currency: string;
  readonly occurredAtMs: number;
  readonly orderId: string;
  readonly channel: "till" | "web";
  readonly arrivesAtMs: number;
}

/** Each list in the order of occurrence. */
export interface Shop {
  readonly customers: readonly CustomerRow[];
  readonly statuses: readonly StatusRow[];
  readonly charges: readonly ReceiptRow[];
  readonly returns: readonly ReceiptRow[];
}

export interface ShopOptions {
  /** People who have joined by `endAtMs`; others join later, one a day for each 2,000. */
  readonly members: number;
  /** Length of the history before `endAtMs`. */
  readonly months: number;
  /** The day of the first run. */
  readonly endAtMs: number;
  /** How far events go on after it. Default 40. */
  readonly daysAfter?: number;
}

export const DAY_MS = 24 * 3600 * 1000;
export const CURRENCY = "PLN";
