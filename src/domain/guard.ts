/**
 * Guards stop a plan before its first call. They are judged from the plan's counts alone, per place.
 * An override is explicit, named and recorded.
 */
import type { PlaceCounts, PlanCounts } from "./plan.ts";

/** Names that `--allow` takes. `empty`, `duplicates` and `unnamed` cannot be allowed. */
export const ALLOWABLE_GUARDS = ["leaves", "enters", "updates", "first-run", "shrink", "drift"] as const;
export type AllowableGuard = (typeof ALLOWABLE_GUARDS)[number];
export type GuardName = AllowableGuard | "empty" | "duplicates" | "unnamed";

export interface MovementLimit {
  /** Refused when more than this share of the acknowledged rows moves **and** more than `countMin` rows. 0 to 1. */
  readonly shareMax: number;
  readonly countMin: number;
  /** Refused when more rows than this move, whatever the share. */
  readonly countMax: number;
}

export interface GuardLimits {
  readonly leaves: MovementLimit;
  readonly enters: MovementLimit;
  readonly updates: MovementLimit;
  /** New contacts that a place without acknowledged rows may receive unasked. */
  readonly firstRunMax: number;
  /** The share by which a source may fall since the last applied plan. 0 to 1. */
  readonly shrinkShareMax: number;
}

export const DEFAULT_GUARD_LIMITS: GuardLimits = {
  leaves: { shareMax: 0.2, countMin: 50, countMax: 10_000 },
  enters: { shareMax: 0.2, countMin: 50, countMax: 10_000 },
  updates: { shareMax: 1, countMin: Number.MAX_SAFE_INTEGER, countMax: Number.MAX_SAFE_INTEGER },
  firstRunMax: 1_000,
  shrinkShareMax: 0.3,
};

/** An operator's recorded permission. */
export interface Allowance {
  readonly guards: readonly AllowableGuard[];
  readonly reason: string;
  readonly by: string;
}

/** A guard that would stop this plan. */
export interface GuardFinding {
  readonly name: GuardName;
  /** Null when it is about the source and not about one place. */
  readonly placeNo: number | null;
  /** What was found: rows or a share, as `limit` is. */
  readonly value: number;
  readonly limit: number;
  /** One sentence for people. */
  readonly message: string;
  /** Null unless an allowance covers it. */
  readonly allowed: { readonly reason: string; readonly by: string } | null;
}

/** The findings of a plan, allowed ones included. */
export function judgeGuards(
  counts: PlanCounts,
  limits: GuardLimits,
  allowance: Allowance | null,
): readonly GuardFinding[] {
  const found: Omit<GuardFinding, "allowed">[] = [...judgeSource(counts, limits)];
  for (const place of counts.places) found.push(...judgePlace(place, limits));
  return found.map((finding) => ({ ...finding, allowed: allowanceFor(finding.name, allowance) }));
}

/** The places at which a plan is stopped because no file names them any more. */
export function stoppingOrphans(counts: PlanCounts, findings: readonly GuardFinding[]): readonly PlaceCounts[] {
  const stopping = findings.filter(({ allowed }) => allowed === null);
  return counts.places.filter((place) => !place.isInFile && stopping.some(({ placeNo }) => placeNo === place.placeNo));
}

/** True when nothing stops the plan. */
export function arePermitted(findings: readonly GuardFinding[]): boolean {
  return findings.every((finding) => finding.allowed !== null);
}

function allowanceFor(name: GuardName, allowance: Allowance | null): GuardFinding["allowed"] {
  if (allowance === null || !isAllowable(name)) return null;
  return allowance.guards.includes(name) ? { reason: allowance.reason, by: allowance.by } : null;
}

export function isAllowable(name: GuardName): name is AllowableGuard {
  return ALLOWABLE_GUARDS.some((allowable) => allowable === name);
}

function judgeSource(counts: PlanCounts, limits: GuardLimits): Omit<GuardFinding, "allowed">[] {
  const found: Omit<GuardFinding, "allowed">[] = [];
  for (const source of counts.sources) {
    if (source.duplicates > 0 && source.isSuppression)
      found.push({
        name: "unnamed",
        placeNo: null,
        value: source.duplicates,
        limit: 0,
        message: `${source.model} holds ${source.duplicates} rows that name nobody: neither a customer nor an address.`,
      });
    else if (source.duplicates > 0)
      found.push({
        name: "duplicates",
        placeNo: null,
        value: source.duplicates,
        limit: 0,
        message: `${source.model} holds ${source.duplicates} members more than once or without a key.`,
      });
    if (source.rows === 0 && !source.isSuppression)
      found.push({
        name: "empty",
        placeNo: null,
        value: 0,
        limit: 1,
        message: `${source.model} is empty; an empty source is never sent.`,
      });
    else if (source.rowsBefore !== null && source.rowsBefore > 0) {
      const fallen = (source.rowsBefore - source.rows) / source.rowsBefore;
      if (fallen > limits.shrinkShareMax || source.rows === 0)
        found.push({
          name: "shrink",
          placeNo: null,
          value: fallen,
          limit: limits.shrinkShareMax,
          message: `${source.model} fell from ${source.rowsBefore} to ${source.rows} rows since the last applied plan.`,
        });
    }
  }
  return found;
}

function judgePlace(place: PlaceCounts, limits: GuardLimits): Omit<GuardFinding, "allowed">[] {
  const found: Omit<GuardFinding, "allowed">[] = [];
  const leaves = place.leave - place.leaveWithoutCall;
  if (place.isInFile) found.push(...judgeMovement(place, "leaves", { rows: leaves, of: place.synced }, limits.leaves));
  else if (leaves > 0)
    found.push({
      name: "leaves",
      placeNo: place.placeNo,
      value: leaves,
      limit: 0,
      message: `${place.name} stands in no sync file any more. Allowed, the ${leaves} there because of us leave; released, they stay.`,
    });
  found.push(...judgeEnters(place, limits));
  found.push(...judgeMovement(place, "updates", { rows: place.update, of: place.synced }, limits.updates));
  if (place.countAtDestination !== null) {
    // An unsettled row may be there or not: either is as it should be.
    const known = place.synced + place.kept - place.keptSynced;
    const drift = Math.max(known - place.unsettled - place.countAtDestination, place.countAtDestination - known);
    const share = known === 0 ? 1 : drift / known;
    if (drift > limits.leaves.countMin && share > limits.leaves.shareMax)
      found.push({
        name: "drift",
        placeNo: place.placeNo,
        value: place.countAtDestination,
        limit: known,
        message: `${place.name} holds ${place.countAtDestination} contacts, but ${known} are acknowledged; state may be older than the list.`,
      });
  }
  return found;
}

/**
 * Enters are counted each time they are said, as leaves are: who permitted them permitted one run. What an earlier plan
 * may have sent and nobody acknowledged is measured by what was; a run that needed no permission needs none to be said
 * again, so a first run may be.
 */
function judgeEnters(place: PlaceCounts, limits: GuardLimits): Omit<GuardFinding, "allowed">[] {
  const acknowledged = place.synced - place.enterUnsettled;
  if (acknowledged === 0 && place.kind === "contact") {
    if (place.enter <= limits.firstRunMax) return [];
    return [
      {
        name: "first-run",
        placeNo: place.placeNo,
        value: place.enter,
        limit: limits.firstRunMax,
        message: `${place.enter} contacts would be written for the first time.`,
      },
    ];
  }
  if (place.synced === 0) return [];
  const anew = { rows: place.enter - place.enterUnsettled, of: place.synced };
  const found = judgeMovement(place, "enters", anew, limits.enters);
  if (found.length > 0 || place.enterUnsettled === 0 || acknowledged === 0) return found;
  const countMin = Math.max(limits.enters.countMin, limits.firstRunMax);
  return judgeMovement(place, "enters", { rows: place.enter, of: acknowledged }, { ...limits.enters, countMin });
}

/** `of`: the acknowledged rows that the share is of. */
function judgeMovement(
  { placeNo, name: place }: PlaceCounts,
  name: "leaves" | "enters" | "updates",
  { rows, of }: { readonly rows: number; readonly of: number },
  limit: MovementLimit,
): Omit<GuardFinding, "allowed">[] {
  const share = of === 0 ? 0 : rows / of;
  const isShareExceeded = share > limit.shareMax && rows > limit.countMin;
  if (!isShareExceeded && rows <= limit.countMax) return [];
  return [
    {
      name,
      placeNo,
      value: isShareExceeded ? share : rows,
      limit: isShareExceeded ? limit.shareMax : limit.countMax,
      message: `${rows} ${name} at ${place}, which holds ${of} acknowledged rows.`,
    },
  ];
}
