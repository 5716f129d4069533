/**
 * The burst window of ten seconds, the daily count and the search limit (destinations.md 1.7: usage guidelines read
 * 2026-11-22). That a refused request does not count itself is from memory.
 */
import type { Answer } from "../kit/answer.ts";
import { RollingWindow } from "../kit/rolling-window.ts";
import type { RateLimit } from "./options.ts";

const WINDOW_MS = 10_000;
const DAY_MS = 86_400_000;

export type Policy = "TEN_SECONDLY_ROLLING" | "DAILY" | "SECONDLY";

/** How much of the limits is used. */
export interface Usage {
  /** In the last ten seconds. */
  readonly burst: number;
  readonly burstMax: number;
  readonly today: number;
  readonly todayMax: number;
}

export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #burst = new RollingWindow(WINDOW_MS);
  readonly #searches = new RollingWindow(1000);
  #day = 0;
  #today = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Counts the request, or names the limit it runs into. */
  take(nowMs: number, isSearch: boolean): Policy | undefined {
    // The daily count starts anew at midnight of the account, which is in UTC here.
    const day = Math.floor(nowMs / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      this.#today = 0;
    }
    if (this.#today >= this.#limit.perDay) return "DAILY";
    const [window, most, policy] = isSearch
      ? ([this.#searches, this.#limit.searchesPerSecond, "SECONDLY"] as const)
      : ([this.#burst, this.#limit.perTenSeconds, "TEN_SECONDLY_ROLLING"] as const);
    if (window.count(nowMs) >= most) return policy;
    window.add(nowMs);
    this.#today += 1;
    return undefined;
  }

  /** Search answers carry none of them (docs, and recorded traffic). */
  headers(nowMs: number, isSearch: boolean): Readonly<Record<string, string>> {
    if (isSearch) return {};
    const { perTenSeconds, perDay } = this.#limit;
    return {
      "X-HubSpot-RateLimit-Max": String(perTenSeconds),
      "X-HubSpot-RateLimit-Remaining": String(Math.max(0, perTenSeconds - this.#burst.count(nowMs))),
      "X-HubSpot-RateLimit-Interval-Milliseconds": String(WINDOW_MS),
      "X-HubSpot-RateLimit-Daily": String(perDay),
      "X-HubSpot-RateLimit-Daily-Remaining": String(Math.max(0, perDay - this.#today)),
    };
  }

  usage(nowMs: number): Usage {
    const { perTenSeconds, perDay } = this.#limit;
    const isToday = this.#day === Math.floor(nowMs / DAY_MS);
    return {
      burst: this.#burst.count(nowMs),
      burstMax: perTenSeconds,
      today: isToday ? this.#today : 0,
      todayMax: perDay,
    };
  }

  get today(): { readonly day: number; readonly count: number } {
    return { day: this.#day, count: this.#today };
  }

  resume(today: { readonly day: number; readonly count: number }): void {
    this.#day = today.day;
    this.#today = today.count;
  }
}

/** The body is quoted in the vendor's pages for DAILY; the wording for the others is seen in third-party code. */
export function rateLimited(policyName: Policy, retryAfterSeconds?: number): Answer {
  const message = `You have reached your ${policyName.toLowerCase()} limit.`;
  return {
    status: 429,
    body: { status: "error", message, errorType: "RATE_LIMIT", policyName },
    // Not documented for these limits: only an injected fault sends it.
    ...(retryAfterSeconds === undefined ? {} : { headers: { "Retry-After": String(retryAfterSeconds) } }),
  };
}
