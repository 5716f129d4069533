import type { AttemptLine, DescribedProperty } from "../destination-type.ts";
import type { Clock } from "../../platform/clock.ts";
import type { HttpSend } from "../../platform/http.ts";
import type { Random } from "../../platform/random.ts";

export interface HubSpotOptions {
  /** A service key. Never logged. */
  readonly token: string;
  /** The file in which a sandbox on this machine remembers, as a word of the command that starts it; default: none. */
  readonly sandboxState?: string;
  /** Without a trailing slash; default `https://api.hubapi.com`. */
  readonly baseUrl?: string;
  /** Default `2026-09`. */
  readonly apiVersion?: string;
  readonly properties: readonly DescribedProperty[];
  /** False: only contacts that exist already are written. */
  readonly createContacts: boolean;
  /** The share of the account's rate limit this runner may use; above 0, at most 1. Default 0.8. */
  readonly budgetShare?: number;
  /** L; default 15 minutes. */
  readonly coolDownMs?: number;
  /** Requests under way at once; default 10. */
  readonly concurrency?: number;
  /** From the first byte sent to the last byte read; default 30 s. */
  readonly requestTimeoutMs?: number;
  /** Times a request is tried before its rows go without an answer; default 5. */
  readonly attemptsMax?: number;
  /** Record ids per membership call; default 500, since HubSpot publishes no maximum. */
  readonly membersPerCall?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpSend;
  /** One line per attempt, free of personal data and secrets. */
  readonly log?: (line: AttemptLine) => void;
}

/** Rate limit of the smallest plan: 100 requests per 10 s and app (usage guidelines, read 2026-11-22). */
export const SMALLEST_PLAN_WINDOW = { ms: 10_000, requests: 100 } as const;

/** `concurrency`: 8 requests a second, the smallest plan's budget, need 8 under way while an answer takes a second. */
export const DEFAULTS = {
  baseUrl: "https://api.hubapi.com",
  apiVersion: "2026-09",
  budgetShare: 0.8,
  coolDownMs: 15 * 60 * 1000,
  concurrency: 10,
  requestTimeoutMs: 30_000,
  attemptsMax: 5,
  membersPerCall: 500,
} as const;

/** For somebody who waits for the answer. */
export const IMPATIENT = { attemptsMax: 2, requestTimeoutMs: 8_000 } as const;

/** Inputs per contact batch (contacts guide 2026-09, read 2026-11-22). */
export const CONTACTS_PER_CALL = 100;
/** Memberships read per page (lists specification). */
export const MEMBERS_PER_PAGE = 250;
/** E-mail events read per page (Get email events, read 2026-11-29). */
export const EVENTS_PER_PAGE = 1_000;
/** Ours: HubSpot publishes no size limit for these bodies. */
export const BODY_BYTES_MAX = 2_000_000;

/** The unique property that carries `customer_id`. */
export const MEMBER_ID_PROPERTY = "loyalty_member_id";
/** Everything in this property group is ours. */
export const PROPERTY_GROUP = "tierline";
