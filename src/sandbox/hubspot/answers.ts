/** Answers in the vendor's envelope (destinations.md 1.4: spec and docs read 2026-11-22). */
import { isoInstant } from "../../platform/instant.ts";
import type { Random } from "../../platform/random.ts";
import type { Answer } from "../kit/answer.ts";

export interface ErrorAnswer {
  readonly status: number;
  readonly category: string;
  readonly message: string;
  readonly subCategory?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly errors?: readonly unknown[];
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

export const noContent: Answer = { status: 204, body: undefined };

/** `correlationId` is added where the answer leaves the stand-in. */
export function failed(error: ErrorAnswer): Answer {
  const { status, headers, ...rest } = error;
  return { status, body: { status: "error", ...rest }, ...(headers === undefined ? {} : { headers }) };
}

export function invalid(message: string, extra: Partial<ErrorAnswer> = {}): Answer {
  return failed({ status: 400, category: "VALIDATION_ERROR", message, ...extra });
}

/** Category observed by a third party on a developer account (2026-09-29); the texts are from memory. */
export function notFound(message: string): Answer {
  return failed({ status: 404, category: "OBJECT_NOT_FOUND", message });
}

/** A version 4 UUID out of the injected randomness. */
export function correlationId(random: Random): string {
  const id = random.id();
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`;
}

/** Formatting was a seventh of the time of a batch, and the instants of a batch are few: the last ones are kept. */
const formatted = new Map<number, string>();
const FORMATTED_MAX = 256;

export function instant(ms: number): string {
  const known = formatted.get(ms);
  if (known !== undefined) return known;
  if (formatted.size >= FORMATTED_MAX) formatted.clear();
  const text = isoInstant(ms);
  formatted.set(ms, text);
  return text;
}
