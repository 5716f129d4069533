/**
 * Audiences as marketers look at them: how many they hold, how far its members come, what was delivered. Nothing here
 * writes or takes a lease. The counts read the build's relations once per sync, whole; the rest is small.
 */
import type { Op } from "../domain/change.ts";
import type { Place } from "../domain/place.ts";
import type { PlanHead } from "../domain/plan.ts";
import type { Outcome } from "../domain/receipt.ts";
import type { Sync } from "../domain/sync.ts";
import type { BuildFacts } from "./source.ts";

/** Each figure is part of the one before it, but for the three that are subtracted: members of one audience of one sync. */
export interface AudienceFunnel {
  readonly model: string;
  readonly audience: string;
  /** Named by the model. */
  readonly named: number;
  readonly suppressed: number;
  readonly noConsent: number;
  readonly heldOut: number;
  /** `named` without the three. */
  readonly sendable: number;
  /** Of these, known to the members' model with an address. */
  readonly addressed: number;
  /** Of these, acknowledged as a contact at the destination. */
  readonly matched: number;
  /** Of these, on the audience's list, or perhaps so. */
  readonly onList: number;
}

/** One member who may be sent. Personal data: for a file of the operator's, never for a log. */
export interface AudienceMember {
  readonly key: string;
  /** Trimmed and lower case; empty: there is none. */
  readonly address: string;
  /** As the sync would send them, in the order of its properties. */
  readonly properties: readonly string[];
}

/** A member as the model names them, sent or not. */
export interface NamedMember {
  readonly key: string;
  /** Why nothing is sent about them: `suppressed`, `no_consent` or `held_out`; null: nothing speaks against it. */
  readonly reason: string | null;
  readonly hasAddress: boolean;
}

/** Where somebody stands in one model. */
export interface Standing {
  readonly audience: string;
  readonly reason: string | null;
}

export interface DeliveryCount {
  readonly sync: string;
  readonly placeNo: number;
  /** Days of the journal's time since the epoch at which the plan was closed, UTC. */
  readonly day: number;
  readonly op: Op;
  readonly outcome: Outcome;
  /** Null: a plain acceptance. */
  readonly reason: string | null;
  readonly rows: number;
}

/** Somebody took an audience out as a file. */
export interface ExportRecord {
  readonly placeNo: number | null;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  readonly rows: number;
}

export interface AudienceReader {
  /** Every audience of the sync's models, those without a list included. By model, then name. */
  funnels(sync: Sync, build: BuildFacts, places: readonly Place[]): Promise<readonly AudienceFunnel[]>;
  /** Those of one audience who may be sent, by key, in pages; `take` is waited for. */
  members(
    sync: Sync,
    build: BuildFacts,
    of: Pick<AudienceFunnel, "model" | "audience">,
    take: (page: readonly AudienceMember[]) => Promise<void>,
  ): Promise<void>;
  /** All of one audience, by key, in pages; `take` is waited for. */
  named(
    sync: Sync,
    build: BuildFacts,
    of: Pick<AudienceFunnel, "model" | "audience">,
    take: (page: readonly NamedMember[]) => Promise<void>,
  ): Promise<void>;
  /** Of these members those whom the model names at all, by key. */
  standings(
    sync: Sync,
    build: BuildFacts,
    model: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Standing>>;
  /** What came of the plans that closed since then; kept from schema version 4 of the state on. */
  deliveries(sinceMs: number): Promise<readonly DeliveryCount[]>;
  /** By place: when the newest plan closed of which something was accepted there. */
  lastDelivered(): Promise<ReadonlyMap<number, number>>;
  /** By plan, of those from that number on: how many changes were accepted. Without plans that changed nothing or are not closed. */
  acceptedSince(planNo: number): Promise<ReadonlyMap<number, number>>;
  /** The newest plan over a build of that instant or before, whatever became of it. */
  planAsOf(sync: string, asOf: string): Promise<PlanHead | undefined>;
  /** The newest first, at most 20. */
  exports(sync: string): Promise<readonly ExportRecord[]>;
}
