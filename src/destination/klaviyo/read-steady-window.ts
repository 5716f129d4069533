/**
 * `RateLimit-Limit`, `-Remaining`, `-Reset` (seconds): the state of the one-minute window. Every answer carries them but
 * 429 (rate limits page, read 2026-11-22). The limit may list its windows, as `10, 10;w=1, 150;w=60` (from memory).
 */
import type { HttpResponse } from "../../platform/http.ts";

export interface SteadyWindow {
  readonly perMinute: number;
  readonly remaining: number | undefined;
  readonly resetMs: number;
}

export function readSteadyWindow({ headers }: HttpResponse): SteadyWindow | undefined {
  const limit = headers["ratelimit-limit"] ?? "";
  const perMinute = Number(
    /(?<count>\d+);w=60\b/u.exec(limit)?.groups?.["count"] ?? (/^\d+$/u.test(limit) ? limit : "0"),
  );
  if (perMinute === 0) return undefined;
  return {
    perMinute,
    remaining: count(headers["ratelimit-remaining"]),
    resetMs: (count(headers["ratelimit-reset"]) ?? 60) * 1_000,
  };
}

function count(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/u.test(text) ? undefined : Number(text);
}
