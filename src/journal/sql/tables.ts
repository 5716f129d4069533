/** The names of our tables, qualified and quoted, as `docs/operations` shows them to people. */
import { InvariantError } from "../../domain/errors.ts";
import type { ContactHash } from "./statements/member-columns.ts";
import type { Dialect } from "../../warehouse/dialect.ts";

export interface Tables {
  /** One row: which state this is, and how far it has come. */
  readonly state: string;
  readonly leases: string;
  readonly runs: string;
  readonly plans: string;
  readonly places: string;
  readonly kept: string;
  readonly receipts: string;
  /** What came of each closed plan, in counts: they outlive its rows and receipts. */
  readonly outcomes: string;
  /** What people decided, with who and why: take-overs, releases, pauses, exports. Rows are only added. */
  readonly decisions: string;
  /** What is wrong for as long as it is, so that it is told once. */
  readonly alertEpisodes: string;
  /** When the report was last published, and the digest last sent. */
  readonly reportDeliveries: string;
  synced(sync: string): string;
  refused(sync: string): string;
  plan(sync: string, planNo: number): string;
  unsent(sync: string, planNo: number): string;
  /** Hashes of the addresses that were suppressed when the plan was made. */
  suppressed(sync: string, planNo: number): string;
}

/** What every statement builder needs. */
export interface Sql {
  readonly dialect: Dialect;
  readonly tables: Tables;
  /** How contacts are and were hashed, the newest last. */
  readonly hashes: readonly ContactHash[];
}

export function stateTables(dialect: Dialect, schema: string): Tables {
  const table = (name: string): string => `${dialect.quote(schema)}.${dialect.quote(name)}`;
  return {
    state: table("state"),
    leases: table("leases"),
    runs: table("runs"),
    plans: table("plans"),
    places: table("places"),
    kept: table("kept"),
    receipts: table("receipts"),
    outcomes: table("outcomes"),
    decisions: table("decisions"),
    alertEpisodes: table("alert_episodes"),
    reportDeliveries: table("report_deliveries"),
    synced: (sync) => table(`synced_${checked(sync)}`),
    refused: (sync) => table(`refused_${checked(sync)}`),
    plan: (sync, planNo) => table(`plan_${checked(sync)}_${planNo}`),
    unsent: (sync, planNo) => table(`unsent_${checked(sync)}_${planNo}`),
    suppressed: (sync, planNo) => table(`suppressed_${checked(sync)}_${planNo}`),
  };
}

function checked(sync: string): string {
  if (/^[a-z][a-z0-9_]*$/.test(sync)) return sync;
  throw new InvariantError("sync_name", "A sync's name that cannot stand in a table's name came to the journal.");
}
