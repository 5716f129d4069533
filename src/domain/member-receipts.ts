/** What came back for one member from one sync. */
import type { Op } from "./change.ts";
import type { Outcome } from "./receipt.ts";

export interface MemberReceipts {
  readonly total: number;
  /** By plan, then by row. The place may be released since. */
  readonly newest: readonly {
    readonly planNo: number;
    readonly place: string;
    readonly op: Op;
    readonly outcome: Outcome;
    readonly reason: string | null;
    readonly atMs: number;
  }[];
  /** False: the rows of older plans were dropped. */
  readonly isWhole: boolean;
}
