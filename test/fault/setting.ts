/** The setting of every history: the sync, the bounds, what can go wrong on the wire. */
import { DEFAULT_GUARD_LIMITS } from "../../src/domain/guard.ts";
import type { Sync } from "../../src/domain/sync.ts";
import type { DescribedProperty } from "../../src/destination/destination-type.ts";
import { parseFaults, type FaultShare } from "../../src/sandbox/faults.ts";
import { LIST_OF } from "./oracle.ts";
import { TIERS } from "./truth.ts";

export const MINUTE_MS = 60_000;
export const LEASE_MS = 3 * MINUTE_MS;
/** How often the adapter tries a request. */
export const ATTEMPTS = 5;
export const STARTS_MAX = 14;
/** Quiet runs at the end: enough for what waits; a row that was refused may need more, and is shown until then. */
export const QUIET_RUNS = 5;

export interface Bounds {
  /** L. */
  readonly coolDownMs: number;
  /** Late requests land within this time: less than L. */
  readonly lateMinutes: number;
  /** P. */
  readonly stallMs: number;
}

/** In a third of the histories a runner may stand still for longer than L between its lease check and its request. */
export function boundsOf(seed: number): Bounds {
  if (seed % 3 === 0) return { coolDownMs: 4 * MINUTE_MS, lateMinutes: 3, stallMs: 12 * MINUTE_MS };
  return { coolDownMs: 15 * MINUTE_MS, lateMinutes: 14, stallMs: MINUTE_MS };
}

/** An outage is so bad that retries are used up. */
export function faultsOf(
  { lateMinutes }: Bounds,
  { isOutage, mayRefuse }: { readonly isOutage: boolean; readonly mayRefuse: boolean },
): readonly FaultShare[] {
  const late = `${lateMinutes}m`;
  const usual = `429=0.03,500=0.02,503=0.01,504=0.02,timeout=0.02,lost=0.04,late=0.12:${late},double=0.05:${late},drop-row=0.04`;
  const outage = `429=0.05,503=0.05,504=0.1,timeout=0.15,lost=0.15,late=0.15:${late},double=0.05:${late},drop-row=0.1`;
  const parsed = parseFaults(`${isOutage ? outage : usual}${mayRefuse ? ",partial=0.03" : ""}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.shares;
}

/** Our own bugs: no history may show one. */
export const BUGS: ReadonlySet<string> = new Set([
  "unexpected",
  "receipts_mismatch",
  "receipt_without_row",
  "place_unknown",
  "plan_unknown",
  "plan_applying",
  "submit_failed_unforeseen",
  "request_failed_unforeseen",
]);

export const POINTS: DescribedProperty = {
  name: "loyalty_points",
  column: "points",
  type: "number",
  format: null,
  label: "Loyalty points",
  options: [],
};

export const SYNC: Sync = {
  name: "tiers",
  location: { file: "syncs/tiers.yml", line: 1 },
  listLocations: new Map(),
  propertyLocations: new Map(),
  exclusionLocations: new Map(),
  destination: {
    type: "hubspot",
    secrets: { token: "secret" },
    address: "http://hubspot.test",
    options: {},
    written: {},
  },
  members: {
    model: "aud_members",
    key: "customer_id",
    email: "email",
    reason: "reason_code",
    createContacts: true,
    onLeave: "clear",
  },
  properties: [POINTS],
  audiences: [{ model: "aud_tier", lists: TIERS.map((audience) => ({ audience, list: LIST_OF(audience) })) }],
  suppress: { model: "aud_suppressed" },
  consent: { column: "email_consent" },
  holdout: null,
  applyOn: null,
  guards: DEFAULT_GUARD_LIMITS,
  coolDownMs: null,
  definitionHash: "definition",
  mappingHash: "mapping",
};

export const ALLOWANCE = {
  guards: ["leaves", "enters", "updates", "first-run", "shrink", "drift"],
  reason: "a history",
  by: "test",
} as const;
