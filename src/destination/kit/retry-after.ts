import type { HttpResponse } from "../../platform/http.ts";

/** `Retry-After` in milliseconds: seconds or an HTTP date. Null: there is none. */
export function readRetryAfter(answer: HttpResponse, nowMs: number): number | null {
  const text = answer.headers["retry-after"]?.trim();
  if (text === undefined || text === "") return null;
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Math.ceil(Number(text) * 1000);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
