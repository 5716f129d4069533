/** A report for marketers, as a value: what its page and its digest are made from. It holds no address and no member's key. */
import type { AudienceSight } from "./audience-sight.ts";
import type { TierHistory } from "./tier-history.ts";

/** What was said and accepted at one list, or about contacts, day by day. */
export interface Delivered {
  readonly sync: string;
  readonly destination: string;
  /** Null: the contacts' own properties. */
  readonly list: string | null;
  readonly days: readonly DeliveredDay[];
  readonly added: number;
  readonly removed: number;
  /** Contacts whose properties were written anew. */
  readonly updated: number;
  /** What did not get through, by reason; the same person may be counted in several runs. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface DeliveredDay {
  /** Days since the epoch, UTC. */
  readonly day: number;
  readonly added: number;
  readonly removed: number;
}

export interface Report {
  /** The project's own name. */
  readonly title: string;
  readonly target: string;
  /** IANA name in which instants are shown. */
  readonly timeZone: string;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  /** The newest build's instant, to which all windows reach; null: nothing was built. */
  readonly asOf: string | null;
  /** Undefined where the packaged tiers are not in use. */
  readonly tiers: TierHistory | undefined;
  readonly audiences: readonly AudienceSight[];
  /** How many days of deliveries are told. */
  readonly deliveredDays: number;
  readonly delivered: readonly Delivered[];
}
