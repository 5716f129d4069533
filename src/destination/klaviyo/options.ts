import type { Clock } from "../../platform/clock.ts";
import type { HttpSend } from "../../platform/http.ts";
import type { Random } from "../../platform/random.ts";
import type { AttemptLine, DescribedProperty } from "../destination-type.ts";

export interface KlaviyoOptions {
  /** A private key, `pk_…`. Never logged. */
  readonly key: string;
  /** Without a trailing slash; default `https://a.klaviyo.com`. */
  readonly baseUrl?: string;
  readonly properties: readonly DescribedProperty[];
  /** False: only profiles that exist already are written. */
  readonly createContacts: boolean;
  /** The share of each endpoint's rate limit this runner may use; above 0, at most 1. Default 0.8. */
  readonly budgetShare?: number;
  /** L; default 1 hour. */
  readonly coolDownMs?: number;
  /** From the first byte sent to the last byte read; default 30 s. */
  readonly requestTimeoutMs?: number;
  /** Times a request is tried before its rows go without an answer; default 5. */
  readonly attemptsMax?: number;
  /** How long a job is waited for before its rows stay unsettled; default 10 minutes. */
  readonly jobWaitMs?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpSend;
  readonly log?: (line: AttemptLine) => void;
}

/**
 * `coolDownMs`: Klaviyo publishes no bound on how long an import job may wait in its queue; an hour is ours. `concurrency`:
 * batches under way at once; most of the time of a batch is waiting for its job.
 */
export const DEFAULTS = {
  baseUrl: "https://a.klaviyo.com",
  budgetShare: 0.8,
  coolDownMs: 60 * 60 * 1000,
  concurrency: 4,
  requestTimeoutMs: 30_000,
  attemptsMax: 5,
  jobWaitMs: 10 * 60 * 1000,
} as const;

/** For somebody who waits for the answer. */
export const IMPATIENT = { attemptsMax: 2, requestTimeoutMs: 8_000 } as const;

/** The revision whose specification this adapter was written from (klaviyo/openapi, read 2026-11-22). */
export const REVISION = "2026-07-15";

/** Profiles per import job, and bytes of its body (Bulk Import Profiles; the rest is left for the envelope). */
export const PROFILES_PER_JOB = 10_000;
export const JOB_BYTES_MAX = 4_900_000;
/** Bytes of one profile in a job: 100 KB. */
export const PROFILE_BYTES_MAX = 100_000;
/** Profiles per membership call (Add Profiles to List, Remove Profiles from List). */
export const MEMBERS_PER_CALL = 1_000;
/** Profiles and import errors per page; also how many values a filter is asked for at once. */
export const PROFILES_PER_PAGE = 100;
/** "Returns a maximum of 200 events per page"; beside it the parameter's "Max: 1000" (Get Events, Klaviyo's client 23.0.0). */
export const EVENTS_PER_PAGE = 200;
/**
 * Batches that look up their profiles at once. Batches that do the same at the same time want one endpoint's budget while
 * another's goes unused; with two of four, some look up while the others read what became of their jobs.
 */
export const LOOK_UPS_MAX = 2;
/** Ours: a longer filter would make an address that servers refuse. */
export const FILTER_BYTES_MAX = 6_000;

/**
 * Names that no mapping may write: identifiers, and the `$` names by which older interfaces set consent (from memory).
 */
export const RESERVED_PROPERTIES = [
  "external_id",
  "email",
  "phone_number",
  "id",
  "_kx",
  "subscriptions",
  "$consent",
  "$consent_method",
  "$consent_timestamp",
  "$consent_form_id",
  "$consent_form_version",
  "$email",
  "$phone_number",
  "$id",
  "$exchange_id",
  "$anonymous",
  "$source",
] as const;
