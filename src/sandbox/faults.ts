/**
 * What can go wrong with a request, as data, and the small language of `--fault`.
 *
 * At most one fault strikes a request: one draw in [0, 1) falls into the share of one fault or into none.
 */
import type { Random } from "../platform/random.ts";

/** Statuses a fault may answer with. After 504 and 524 the request may have been carried out; after the others not. */
const STATUSES = [423, 429, 477, 500, 502, 503, 504, 521, 523, 524] as const;
export type FaultStatus = (typeof STATUSES)[number];

const SILENCES = ["timeout", "lost", "late", "double", "drop-row", "partial"] as const;

export type Fault =
  /** An error answer from in front of the API. */
  | { readonly kind: "status"; readonly status: FaultStatus }
  /** Nothing is carried out, no answer comes. */
  | { readonly kind: "timeout" }
  /** Carried out at once, the answer is lost. */
  | { readonly kind: "lost" }
  /** No answer, carried out at a random instant up to `withinMs` from now. */
  | { readonly kind: "late"; readonly withinMs: number }
  /** Carried out and answered now, and carried out again up to `withinMs` from now. */
  | { readonly kind: "double"; readonly withinMs: number }
  /** One row of a batch write is in neither results nor errors; carried out or not, at random. */
  | { readonly kind: "drop-row" }
  /** Some rows of a batch write are refused one by one. */
  | { readonly kind: "partial" };

export interface FaultShare {
  readonly fault: Fault;
  /** Share of the requests it strikes, in [0, 1]. */
  readonly share: number;
}

export type ParsedFaults =
  | { readonly ok: true; readonly shares: readonly FaultShare[] }
  | { readonly ok: false; readonly problem: string };

/** The bound of `late` and `double` where none is written. */
export const LATE_BOUND_MS = 20_000;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const GRAMMAR = /^(?<name>[a-z0-9-]+)=(?<share>\d+(?:\.\d+)?|\.\d+)(?::(?<amount>\d+)(?<unit>ms|s|m))?$/u;

/**
 * Reads `429=0.05,late=0.01:20s`: a comma between faults, each `name=share`, for `late` and `double` optionally
 * `:duration` (`500ms`, `20s`, `2m`). No fault may stand twice and the shares may not exceed 1 together.
 */
export function parseFaults(text: string): ParsedFaults {
  const shares: FaultShare[] = [];
  const seen = new Set<string>();
  for (const part of text.split(",").map((piece) => piece.trim())) {
    if (part === "") continue;
    const groups = GRAMMAR.exec(part)?.groups;
    if (groups === undefined) return problem(`"${part}" is not of the form name=share or name=share:duration.`);
    const name = groups["name"] ?? "";
    const fault = faultNamed(name, durationMs(groups["amount"], groups["unit"]));
    if (typeof fault === "string") return problem(fault);
    if (seen.has(name)) return problem(`"${name}" stands twice.`);
    seen.add(name);
    const share = Number(groups["share"]);
    if (share > 1) return problem(`The share of "${name}" is ${share}; it must lie between 0 and 1.`);
    shares.push({ fault, share });
  }
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  // Shares are decimal fractions: 0.1 + 0.2 + 0.7 exceeds 1 by less than this in binary.
  if (total > 1 + 1e-9) return problem(`The shares add up to ${total}; together they may not exceed 1.`);
  return { ok: true, shares };
}

/** The fault that strikes this request, if any. Draws once, and not at all without faults. */
export function drawFault(shares: readonly FaultShare[], random: Random): Fault | undefined {
  if (shares.length === 0) return undefined;
  let left = random.fraction();
  for (const { fault, share } of shares) {
    if (left < share) return fault;
    left -= share;
  }
  return undefined;
}

/** Whether the request behind this answer may have been carried out: the gateway gave up waiting. */
export function mayHaveApplied(status: FaultStatus): boolean {
  return status === 504 || status === 524;
}

function faultNamed(name: string, withinMs: number | undefined): Fault | string {
  if (name === "late" || name === "double") return { kind: name, withinMs: withinMs ?? LATE_BOUND_MS };
  if (withinMs !== undefined) return `"${name}" takes no duration; only late and double do.`;
  if (name === "timeout" || name === "lost" || name === "drop-row" || name === "partial") return { kind: name };
  const status = STATUSES.find((known) => String(known) === name);
  if (status !== undefined) return { kind: "status", status };
  return `"${name}" is no fault; known are ${[...STATUSES, ...SILENCES].join(", ")}.`;
}

function durationMs(amount: string | undefined, unit: string | undefined): number | undefined {
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * (UNIT_MS[unit] ?? 1);
}

function problem(text: string): ParsedFaults {
  return { ok: false, problem: text };
}
