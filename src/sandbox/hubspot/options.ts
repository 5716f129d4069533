import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { FaultShare } from "../faults.ts";

/** Free and Starter accounts, from the usage guidelines (docs): 100 per 10 s and app, 250,000 per day and account. */
export interface RateLimit {
  readonly perTenSeconds: number;
  readonly perDay: number;
  /** Searches per second and account, outside the burst rule (docs). */
  readonly searchesPerSecond: number;
}

/**
 * Where the vendor's pages leave two readings, both can be played: a client must be right under each.
 */
export interface Readings {
  /** A bad value in a row with a trace id: refuses that `row` (207), or the whole `batch` (400). */
  readonly badValue: "row" | "batch";
  /** An id that batch update does not know: left out of the answer in silence, or an `OBJECT_NOT_FOUND` of its row. */
  readonly missingOnUpdate: "omitted" | "error";
  /** Whether `recordsIdsAdded` repeats those who were members already. */
  readonly existingMembers: "ignored" | "echoed";
  /** Reading a record that was merged: `canonical`, the one it was merged into under that one's id; or not found. */
  readonly mergedRecords: "canonical" | "missing";
  /** Whether results carry the trace id of their input (the vendor's client has the field; no page promises it). */
  readonly traceIdInResults: boolean;
}

export interface HubSpotSandboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: none. */
  readonly faults?: readonly FaultShare[];
  readonly rateLimit?: Partial<RateLimit>;
  /** The only token accepted; default: any that is not empty. */
  readonly token?: string;
  /** What the token may do; default: all six the routes ask for. */
  readonly scopes?: readonly string[];
  /** The portal id, default 4815162. */
  readonly accountId?: number;
  /** Most record ids in one membership call; the vendor publishes none, so default: no maximum. */
  readonly membershipMax?: number;
  /** Waited on the clock before each answer, default 0. */
  readonly latencyMs?: number;
  readonly readings?: Partial<Readings>;
  /** Keep request bodies in the log of the last requests. They hold personal data; default false. */
  readonly keepBodies?: boolean;
}

export const defaultRateLimit: RateLimit = { perTenSeconds: 100, perDay: 250_000, searchesPerSecond: 5 };

export const defaultReadings: Readings = {
  badValue: "row",
  missingOnUpdate: "omitted",
  existingMembers: "ignored",
  mergedRecords: "canonical",
  traceIdInResults: false,
};

/** All scopes of the routes (spec). */
export const allScopes = [
  "crm.objects.contacts.read",
  "crm.objects.contacts.write",
  "crm.lists.read",
  "crm.lists.write",
  "content",
  "crm.schemas.contacts.read",
  "crm.schemas.contacts.write",
] as const;
export type Scope = (typeof allScopes)[number];
