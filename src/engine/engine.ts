/**
 * The engine: what a run does, in which order, over the contracts alone. It plans (`plan-sync`), applies (`apply-plan`)
 * and runs several syncs one after the other (`run-syncs`).
 *
 * Expected outcomes are values: a guard that stops, a build that is not fit, a lease held elsewhere, rows not accepted.
 */
import type { TierlineError } from "../domain/errors.ts";
import type { Allowance } from "../domain/guard.ts";
import type { Sync } from "../domain/sync.ts";
import type { Destination } from "../destination/destination.ts";
import type { Passing } from "./hold-leases.ts";
import type { Journal } from "../journal/journal.ts";
import type { BuildFacts, Source } from "../journal/source.ts";
import type { Clock } from "../platform/clock.ts";
import type { Tracer } from "../platform/tracer.ts";

export interface Engine<Desired> {
  readonly journal: Journal<Desired>;
  readonly source: Source<Desired>;
  readonly clock: Clock;
  /**
   * P: the longest time between a runner's lease check and its request, in milliseconds. Added to the closing time of a
   * plan whose runner died: until then it may still send.
   */
  readonly stallMs: number;
  /** The dbt target that this runs on: a sync's `apply_on` may name it or not. */
  readonly target: string;
  /** All that profiles.yml has. */
  readonly targets: readonly string[];
  /** Default: none. */
  readonly tracer?: Tracer;
  /** Why no plan may be made from a build that is fit by itself; null: one may. Default: never. */
  readonly judgeBuild?: (sync: Sync, build: BuildFacts) => Refusal | null;
  /** Every sync file of the project, also those that do not run now: to find two owners and orphans. */
  readonly allSyncs: readonly Sync[];
}

/** A sync and the account it writes to. */
export interface SyncTask {
  readonly sync: Sync;
  readonly destination: Destination;
}

/** A sync that cannot be sent to, as without its credential: its run fails, and the others go on. */
export interface UnreadyTask {
  readonly sync: Sync;
  readonly error: TierlineError;
}

export interface RunOptions {
  readonly allowance: Allowance | null;
  /** Aborted by an interrupt: what is under way is finished, nothing more is sent. */
  readonly signal: AbortSignal;
  /** Only so many members of each plan are sent, the first by key; the rest waits for the next plan. Default: all. */
  readonly membersMax?: number | null;
  /** Which leases are passed over, as `lease_held`. Default: where somebody else runs one sync, nothing is done at all. */
  readonly passing?: Passing;
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a plan is applied. Counts are of rows that lead to a call. */
export interface Progress {
  readonly sync: string;
  readonly planNo: number;
  readonly total: number;
  readonly done: number;
  readonly accepted: number;
  readonly refused: number;
  readonly withheld: number;
  readonly unsettled: number;
  /** Requests sent by this run to this destination. */
  readonly requests: number;
}

/** Why nothing is sent, in words for people. Exit 4. */
export interface Refusal {
  /** `guard`, `paused`, `plan_stale`, `build_missing`, `build_running`, `build_failed`, `build_partial`, `build_older`, `build_other`. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
