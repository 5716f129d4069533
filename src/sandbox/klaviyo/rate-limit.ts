/**
 * Two fixed windows per endpoint and account, one second and one minute (rate limits page, read 2026-11-22). The headers
 * tell of the longer one, and are absent on 429, which carries `Retry-After`.
 */
import type { Answer } from "../kit/answer.ts";
import { failed } from "./answers.ts";

/** The vendor's tiers. */
export const TIERS = {
  XS: { burst: 1, steady: 15 },
  M: { burst: 10, steady: 150 },
  L: { burst: 75, steady: 750 },
  XL: { burst: 350, steady: 3_500 },
} as const;
export type Tier = keyof typeof TIERS;

const BURST_MS = 1_000;
const STEADY_MS = 60_000;

interface Count {
  window: number;
  requests: number;
}

export class FixedWindows {
  readonly #counts = new Map<string, Count>();

  /** Counts the request; else how many seconds are left until there is room. */
  take(endpoint: string, tier: Tier, nowMs: number): number | undefined {
    const { burst, steady } = TIERS[tier];
    const burstCount = this.#count(`${endpoint} burst`, BURST_MS, nowMs);
    const steadyCount = this.#count(`${endpoint} steady`, STEADY_MS, nowMs);
    if (steadyCount.requests >= steady) return secondsLeft(STEADY_MS, nowMs);
    if (burstCount.requests >= burst) return secondsLeft(BURST_MS, nowMs);
    burstCount.requests += 1;
    steadyCount.requests += 1;
    return undefined;
  }

  headers(endpoint: string, tier: Tier, nowMs: number): Readonly<Record<string, string>> {
    const { steady } = TIERS[tier];
    const { requests } = this.#count(`${endpoint} steady`, STEADY_MS, nowMs);
    return {
      "RateLimit-Limit": String(steady),
      "RateLimit-Remaining": String(Math.max(0, steady - requests)),
      "RateLimit-Reset": String(secondsLeft(STEADY_MS, nowMs)),
    };
  }

  #count(key: string, lengthMs: number, nowMs: number): Count {
    const window = Math.floor(nowMs / lengthMs);
    const count = this.#counts.get(key);
    if (count?.window === window) return count;
    const fresh = { window, requests: 0 };
    this.#counts.set(key, fresh);
    return fresh;
  }
}

/** The words are from memory. */
export function throttled(seconds: number): Answer {
  const detail = `Request was throttled. Expected available in ${seconds} seconds.`;
  const answer = failed({ status: 429, code: "throttled", title: "Request was throttled.", detail });
  return { ...answer, headers: { "Retry-After": String(seconds) } };
}

function secondsLeft(lengthMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((lengthMs - (nowMs % lengthMs)) / 1000));
}
