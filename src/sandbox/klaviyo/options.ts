import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { FaultShare } from "../faults.ts";

/**
 * Where the vendor's pages are silent, or leave two readings, both can be played: a client must be right under each.
 */
export interface Readings {
  /** A row whose external id and address are two profiles: an import error, or the two become one. */
  readonly duplicates: "error" | "merge";
  /** A row that names a profile id nobody has: an import error, or the id is passed over and the row is upserted. */
  readonly unknownId: "error" | "upsert";
  /** Taking off a list whom the account does not know: refused as when adding, or passed over. */
  readonly unknownOnRemove: "refused" | "ignored";
  /** What an import error repeats: the whole profile object, its attributes, or nothing (nullable in the spec). */
  readonly originalPayload: "resource" | "attributes" | "none";
}

/** How long an import job waits and works, in milliseconds. No page gives a bound. */
export interface JobPace {
  readonly queuedMs: number;
  readonly processingMs: number;
}

/** Shares of the import jobs, each in [0, 1] and together at most 1. */
export interface JobFateShares {
  /** Whoever asks for it is told that there is none; it runs all the same. */
  readonly lost: number;
  /** It waits up to a quarter of an hour. */
  readonly late: number;
  /** Nothing of it is carried out. */
  readonly cancelled: number;
}

export interface KlaviyoSandboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: none. */
  readonly faults?: readonly FaultShare[];
  /** False: no rate limit is in force, and no header tells of one; default true. */
  readonly isLimited?: boolean;
  /** The only private key accepted; default: any that begins with `pk_`. */
  readonly key?: string;
  /** What the key may do; default: all the routes ask for. */
  readonly scopes?: readonly string[];
  /** Default `Sb4815`. */
  readonly accountId?: string;
  readonly jobPace?: Partial<JobPace>;
  readonly readings?: Partial<Readings>;
  /** Waited on the clock before each answer, default 0. */
  readonly latencyMs?: number;
  /** Keep request bodies in the log of the last requests. They hold personal data; default false. */
  readonly keepBodies?: boolean;
}

export const defaultReadings: Readings = {
  duplicates: "error",
  unknownId: "error",
  unknownOnRemove: "refused",
  originalPayload: "resource",
};

export const defaultJobPace: JobPace = { queuedMs: 1_000, processingMs: 2_000 };

/** The only revision it speaks (openapi specification of klaviyo/openapi, read 2026-11-22). */
export const REVISION = "2026-07-15";

export const allScopes = [
  "accounts:read",
  "events:read",
  "lists:read",
  "segments:read",
  "lists:write",
  "metrics:read",
  "profiles:read",
  "profiles:write",
] as const;
export type Scope = (typeof allScopes)[number];
