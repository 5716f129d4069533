/**
 * Where desired comes from: the models of one dbt build, in the warehouse.
 *
 * dbt's hooks write a row per build when it starts, one per node, and the time it finished. A plan is made only from the
 * newest started build that selected any model of the sync; that build must have selected all of them, finished, and
 * succeeded.
 */
import type { Place } from "../domain/place.ts";
import type { Recognised } from "../domain/recognition.ts";
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

/** A contact at a place, as far as the destination and state know it. */
export interface PresentContact {
  readonly recordId: string;
  /** The value of our property; who carries one is nobody else. */
  readonly identity: string | null;
  /** Trimmed and lower case. Personal data: it is a parameter, never logged and never stored. */
  readonly address: string | null;
  /** Whose contact this sync was told the record to be. */
  readonly acknowledgedAs: string | null;
}

/** Why a member is subtracted from what the models name; null: they are not. */
export interface MemberExclusions {
  /** At the contacts; at the lists of every model besides. */
  readonly contacts: string | null;
  /** By audience model. */
  readonly lists: ReadonlyMap<string, string | null>;
}

/** What an explanation asks of the models. */
export interface MemberSource {
  newestBuild(models: readonly string[]): Promise<BuildFacts | undefined>;
  /** By the rules of a plan over that build: suppressed, without consent, held out. `ConfigError` as for `desired`. */
  exclusions(sync: Sync, build: BuildFacts, identity: string): Promise<MemberExclusions>;
}

export interface Source<Desired> {
  /** The newest started build that selected at least one of these models; undefined when there is none. */
  newestBuild(models: readonly string[]): Promise<BuildFacts | undefined>;
  /** What the sync should hold, read from that build's relations. `ConfigError` for a column that is missing. */
  desired(sync: Sync, build: BuildFacts): Promise<Desired>;
  /**
   * Which of these contacts the programme knows, one answer each: from `dim_members` of its newest build, so that former
   * and resigned members are known, too, or from the sync's members. At most a page of a few hundred.
   */
  recognise(
    sync: Sync,
    build: BuildFacts,
    place: Place,
    contacts: readonly PresentContact[],
  ): Promise<readonly Recognised[]>;
}
