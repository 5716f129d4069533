/** One audience as marketers look at it. */
import type { AudienceFunnel } from "../journal/audience-reader.ts";

/** How many an audience held at an earlier instant, and how that is known. */
export interface EarlierSize {
  readonly daysAgo: number;
  /** Null: nothing tells it. */
  readonly size: number | null;
  /** ISO 8601 UTC: the instant itself, or that of the plan whose count it is. */
  readonly at: string | null;
  readonly from: "tier_periods" | "plan" | null;
}

/** Rows that did not get through, and why. */
export interface NotSent {
  /** `waiting` comes by itself; `refused` does not. */
  readonly is: "waiting" | "refused";
  /** A stable code. */
  readonly reason: string;
  readonly count: number;
}

/** Where an audience goes: one list of one sync. */
export interface AudienceRoute {
  readonly sync: string;
  /** For people: `HubSpot`. */
  readonly destination: string;
  readonly list: string;
  readonly listId: string | null;
  /** Null: no run ever met it. */
  readonly placeNo: number | null;
  /** Null: the sync has no build that can be planned from. */
  readonly funnel: AudienceFunnel | null;
  /** How many are on the list because of Tierline, as far as the destination said. */
  readonly listed: number;
  /** ISO 8601 UTC; null: nothing was ever delivered. */
  readonly lastDeliveredAt: string | null;
  readonly isPaused: boolean;
  /** Of the newest plan, at this list. */
  readonly notSent: readonly NotSent[];
}

export interface AudienceSight {
  readonly model: string;
  readonly name: string;
  /** From the dbt model's `meta.audiences`, the tier's own limits, or the model's description; null: nothing says it. */
  readonly meaning: string | null;
  /** Null: no sync has a build that can be planned from. */
  readonly size: number | null;
  /** ISO 8601 UTC: the build's instant. */
  readonly asOf: string | null;
  readonly earlier: readonly EarlierSize[];
  /** None: it goes nowhere. */
  readonly routes: readonly AudienceRoute[];
}
