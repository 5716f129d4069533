/**
 * The endpoints this adapter asks, each with rate limits of its own: a burst of a second and a steady flow of a minute,
 * per account (each page of the reference; revision 2026-07-15, read 2026-11-22).
 */
import type { RateWindow } from "../kit/rate-limiter.ts";

export interface Limits {
  readonly perSecond: number;
  readonly perMinute: number;
}

const READ: Limits = { perSecond: 75, perMinute: 750 };
const WRITE: Limits = { perSecond: 10, perMinute: 150 };
const LOG: Limits = { perSecond: 350, perMinute: 3_500 };
const SLOW: Limits = { perSecond: 1, perMinute: 15 };

/** By method and path, ids masked. `counted` stands for the additional field `profile_count`. */
export const ENDPOINTS = {
  "GET /api/accounts": SLOW,
  "GET /api/profiles": READ,
  "PATCH /api/profiles/*": READ,
  "POST /api/profile-bulk-import-jobs": WRITE,
  "GET /api/profile-bulk-import-jobs/*": WRITE,
  "GET /api/profile-bulk-import-jobs/*/import-errors": WRITE,
  "GET /api/profile-bulk-import-jobs/*/profiles": WRITE,
  "GET /api/lists": READ,
  "POST /api/lists": WRITE,
  "GET /api/lists/* counted": SLOW,
  "GET /api/lists/*/profiles": READ,
  "POST /api/lists/*/relationships/profiles": WRITE,
  "DELETE /api/lists/*/relationships/profiles": WRITE,
  "GET /api/segments": READ,
  "GET /api/segments/* counted": SLOW,
  "GET /api/segments/*/relationships/profiles": READ,
  "GET /api/metrics": WRITE,
  "GET /api/events": LOG,
} as const satisfies Readonly<Record<string, Limits>>;
export type Endpoint = keyof typeof ENDPOINTS;

const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;

/** What a runner with this share may use. */
export function budgetOf({ perSecond, perMinute }: Limits, share: number): readonly RateWindow[] {
  return [
    { ms: SECOND_MS, requests: Math.max(1, Math.floor(perSecond * share)) },
    { ms: MINUTE_MS, requests: Math.max(1, Math.floor(perMinute * share)) },
  ];
}
