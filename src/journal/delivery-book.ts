/** When the report was last published and the digest last sent, by whom ever: what one process claims, no other does. */
export type ReportDelivery = "report" | "digest";

/** May be read while others read, too. */
export interface DeliveryReader {
  /** Epoch milliseconds by the clock of who claimed it; null: never. */
  last(what: ReportDelivery): Promise<number | null>;
}

export interface DeliveryBook extends DeliveryReader {
  /** False: `last` is no longer `beforeMs`, so somebody else has claimed it since. `atMs` null: as if it never was. */
  claim(what: ReportDelivery, beforeMs: number | null, atMs: number | null): Promise<boolean>;
}
