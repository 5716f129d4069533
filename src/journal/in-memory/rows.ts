/** What the in-memory journal stores: the same rows as the tables of `sql/`. */
import type { Op, Wave } from "../../domain/change.ts";
import type { Holdout } from "../../domain/holdout.ts";
import type { PlanHead } from "../../domain/plan.ts";
import type { Receipt } from "../../domain/receipt.ts";
import type { UnsentClass } from "../journal.ts";

export interface DesiredMember {
  readonly key: string;
  /** As the model gives it; trimmed and lowered here. */
  readonly email: string | null;
  readonly reason: string | null;
  /** Read only where consent is asked; then only true may be sent. */
  readonly consent?: boolean | null;
  /** In the order of `PlanRequest.properties`; null and '' both clear. */
  readonly properties: readonly (string | null)[];
}

/** `Desired` of the in-memory journal: the rows themselves. */
export interface DesiredRows {
  readonly members: {
    readonly model: string;
    readonly isConsentAsked: boolean;
    readonly rows: readonly DesiredMember[];
  };
  /** Each row names a customer, an address, or both; null when the sync names no such model. */
  readonly suppress: {
    readonly model: string;
    readonly rows: readonly { readonly memberKey: string | null; readonly email: string | null }[];
  } | null;
  readonly audiences: readonly {
    readonly model: string;
    readonly holdout: Holdout | null;
    readonly rows: readonly { readonly audience: string; readonly memberKey: string }[];
  }[];
}

export interface SyncedRow {
  readonly placeNo: number;
  readonly identity: string;
  readonly memberKey: string;
  readonly recordId: string | null;
  readonly saidOp: Op;
  readonly saidHash: string;
  /** Contact place: a hash of the address last said; '' elsewhere and for none. */
  readonly addressHash: string;
  readonly saidAtMs: number;
  readonly isSettled: boolean;
}

export interface RefusedRow {
  readonly op: Op;
  readonly saidHash: string;
  readonly reason: string;
  readonly message: string | null;
  readonly times: number;
  readonly nextRunNo: number;
}

export interface StoredChange {
  readonly ordinal: number;
  readonly wave: Wave;
  readonly afterOrdinal: number | null;
  readonly placeNo: number;
  readonly op: Op;
  readonly identity: string;
  readonly memberKey: string;
  readonly recordId: string | null;
  readonly saidHash: string;
  readonly addressHash: string;
  readonly address: string | null;
  readonly isAddressChanged: boolean;
  readonly properties: Readonly<Record<string, string>>;
  /** False: closed without a call; `note` says why. */
  readonly isCalled: boolean;
  readonly note: string | null;
}

export interface Unsent {
  readonly placeNo: number;
  readonly identity: string;
  readonly memberKey: string;
  readonly class: UnsentClass;
  readonly reason: string;
}

/** What a comparison reads of the state before it. */
export interface State {
  readonly nowMs: number;
  /** Null: nothing was ever said there that is not in its rows. */
  saidBefore(placeNo: number): number | null;
  synced(placeNo: number): ReadonlyMap<string, SyncedRow>;
  refused(placeNo: number, identity: string): RefusedRow | undefined;
  kept(placeNo: number): ReadonlySet<string>;
}

export interface StoredReceipt extends Receipt {
  readonly atMs: number;
}

/** The rows of a plan, and what came back for them. */
export interface PlanContent {
  readonly changes: readonly StoredChange[];
  readonly receipts: ReadonlyMap<number, StoredReceipt>;
}

export interface StoredPlan extends PlanContent {
  head: PlanHead;
  readonly unsent: readonly Unsent[];
  /** Trimmed and lower case. */
  readonly suppressedAddresses: ReadonlySet<string>;
  readonly receipts: Map<number, StoredReceipt>;
}

/** A settled leave: nothing of ours is there any more; remembered until the cool-down is over. */
export function isTombstone(row: SyncedRow): boolean {
  return row.saidOp === "leave" && row.isSettled;
}
