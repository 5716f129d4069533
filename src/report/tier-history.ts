/** Tiers over time, from the tier periods of one build. */
export interface Level {
  readonly name: string;
  /** Decimal text; null: the lowest tier, which holds everything below the second. */
  readonly minBalance: string | null;
  readonly nextMinBalance: string | null;
}

/** Members of each tier at the end of each day (UTC); the last day ends at the build's instant. */
export interface TierDays {
  /** Days since the epoch of the first count. */
  readonly firstDay: number;
  /** By level, in the order of the levels: one count per day. */
  readonly counts: readonly (readonly number[])[];
}

/** Null stands for nobody's tier: who was no member then, or is none now, or whose tier is not known. */
export interface Movement {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
}

export interface TierHistory {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  /** From low to high. */
  readonly levels: readonly Level[];
  readonly days: TierDays;
  /** Between so many days ago and now, those who stayed included. */
  readonly movedDays: number;
  readonly movements: readonly Movement[];
}
