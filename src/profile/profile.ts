/** What is known of the staging models after a look at them: figures, and what in them should be looked into. */
import type { StagingName } from "./staging-models.ts";

export interface Share {
  readonly rows: number;
  /** Decimal text; "0" when there is none. */
  readonly amount: string;
}

export interface AmountFigures {
  readonly sum: string;
  /** Half and 99 % of the amounts are at most this; null without amounts. */
  readonly median: string | null;
  readonly percentile99: string | null;
  readonly max: string | null;
  readonly zero: number;
  readonly negative: number;
  readonly missing: number;
  /** With more than four decimals. */
  readonly tooFine: number;
  /** Receipts without a customer. */
  readonly anonymous: Share;
  /** By currency as written, upper case, the most frequent first, at most 20; null: none given. */
  readonly currencies: readonly { readonly currency: string | null; readonly rows: number }[];
}

export interface ModelProfile {
  readonly model: StagingName;
  /** As dbt quotes it. */
  readonly relation: string;
  readonly rows: number;
  /** Distinct values of its key. */
  readonly keys: number;
  readonly nulls: readonly { readonly column: string; readonly rows: number }[];
  /** ISO 8601 UTC; null without instants. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** `YYYY-MM`, only those with rows, in order; at most the last 1,200. */
  readonly months: readonly { readonly month: string; readonly rows: number }[];
  /** Rows by hour of day, UTC, from 0 to 23. */
  readonly hours: readonly number[];
  /** Rows at midnight to the microsecond. */
  readonly midnight: number;
  /** Charges and returns only. */
  readonly amounts: AmountFigures | null;
}

/** error: the build refuses it, or tiers would be wrong. warn: somebody should look. info: good to know. */
export type Level = "error" | "warn" | "info";

export interface Finding {
  readonly level: Level;
  /** Stable, snake_case. */
  readonly code: string;
  readonly model: StagingName;
  /** Rows, customers or orders, as `message` says. */
  readonly count: number;
  readonly message: string;
  readonly remedy: string;
  /** At most five ids, masked where they hold an address. */
  readonly examples: readonly string[];
}

/** The rule in force at the instant looked from. */
export interface Programme {
  readonly currency: string;
  readonly windowHours: number;
}

export interface Profile {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  /** Null before the policies were built. */
  readonly programme: Programme | null;
  /** The four, in order; without those whose relation was not given. */
  readonly models: readonly ModelProfile[];
  /** The worst first. */
  readonly findings: readonly Finding[];
}
