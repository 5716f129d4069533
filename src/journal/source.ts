/**
 * Where desired comes from: the models of one dbt build, in the warehouse.
 *
 * dbt's hooks write a row per build when it starts, one per node, and the time it finished. A plan is made only from the
 * newest started build that selected any model of the sync; that build must have selected all of them, finished, and
 * succeeded.
 */
import type { Sync } from "../domain/sync.ts";

export interface BuildNode {
  /** The model's name, without package or schema. */
  readonly model: string;
  /** As dbt quotes it for this engine. */
  readonly relation: string;
  /** dbt's word: `success` is the only good one for a model. */
  readonly status: string;
}

export interface BuildFacts {
  readonly invocationId: string;
  /** ISO 8601 UTC. */
  readonly asOf: string;
  readonly startedAt: string;
  /** Null: still running, or died. */
  readonly finishedAt: string | null;
  /** Of the models asked for, those this build selected. */
  readonly nodes: readonly BuildNode[];
}

export interface Source<Desired> {
  /** The newest started build that selected at least one of these models; undefined when there is none. */
  newestBuild(models: readonly string[]): Promise<BuildFacts | undefined>;
  /** What the sync should hold, read from that build's relations. `ConfigError` for a column that is missing. */
  desired(sync: Sync, build: BuildFacts): Promise<Desired>;
}
