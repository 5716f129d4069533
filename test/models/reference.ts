/**
 * The classic rule, told naively: to know a member at an instant, walk over everything recorded. It shares no idea with the
 * SQL: no running sums, no spells, no change points with signs. Slow and obvious.
 */
import type { Amount, Entry, Instant, Member } from "./shop.ts";

export interface Level {
  readonly tier: number;
  readonly name: string;
  readonly from: Amount;
}

export interface Rules {
  readonly windowHours: number;
  readonly currency: string;
  /** Ascending. */
  readonly levels: readonly Level[];
}

export const CLASSIC: Rules = {
  windowHours: 365 * 24,
  currency: "PLN",
  levels: [
    { tier: 1, name: "White", from: 0n },
    { tier: 2, name: "Green", from: 300_0000n },
    { tier: 3, name: "Silver", from: 1000_0000n },
    { tier: 4, name: "Golden", from: 2000_0000n },
  ],
};

/** `9999-12-31T00:00:00Z` in microseconds. */
export const OPEN_END: Instant = 253_402_214_400_000_000;

export interface Period {
  readonly tier: number | null;
  readonly balanceAtStart: Amount;
  readonly validFrom: Instant;
  readonly validTo: Instant;
  readonly cause: string;
}

export interface Answer {
  readonly status: "active" | "resigned" | null;
  readonly joinedAt: Instant | null;
  readonly balance: Amount | null;
  readonly tier: number | null;
  readonly reason: "NOT_MEMBER" | "NOT_ACTIVE" | "DATA_ERROR" | null;
  readonly tierSince: Instant | null;
  readonly tierUntil: Instant | null;
  readonly toNextTier: Amount | null;
  readonly toKeep: Amount | null;
}

/** One member under one set of rules, with what is recorded up to `asOf`. */
export class Reference {
  readonly #member: Member;
  readonly #rules: Rules;
  readonly #asOf: Instant;
  readonly #windowUs: number;
  readonly joinedAt: Instant | null;

  constructor(member: Member, rules: Rules, asOf: Instant) {
    this.#member = member;
    this.#rules = rules;
    this.#asOf = asOf;
    this.#windowUs = rules.windowHours * 3_600_000_000;
    const joins = member.statuses.filter((event) => event.status === "active" && event.at <= asOf);
    this.joinedAt = joins.length === 0 ? null : Math.min(...joins.map((event) => event.at));
  }

  /** First reason that applies; null when the entry counts as long as it is in the window. */
  exclusion(entry: Entry): string | null {
    if (this.#member.id === "") return "anonymous";
    if (this.joinedAt === null) return "not_a_member";
    if (!(entry.at > this.joinedAt)) return "before_join";
    if (entry.at > this.#asOf) return "future";
    if (entry.amount < 0n) return "invalid_amount";
    if (entry.currency !== null && entry.currency.toUpperCase() !== this.#rules.currency) return "other_currency";
    return null;
  }

  balanceAt(at: Instant): Amount {
    let sum = 0n;
    for (const entry of this.#member.entries) {
      if (this.exclusion(entry) !== null || !this.isInWindow(entry, at)) continue;
      sum += entry.kind === "charge" ? entry.amount : -entry.amount;
    }
    return sum;
  }

  /** In `(at - window, at]`. */
  isInWindow(entry: Entry, at: Instant): boolean {
    return entry.at > at - this.#windowUs && entry.at <= at;
  }

  statusAt(at: Instant): "active" | "resigned" | null {
    if (this.joinedAt === null || at < this.joinedAt) return null;
    const past = this.#member.statuses.filter((event) => event.at <= at && event.at <= this.#asOf);
    const last = Math.max(...past.map((event) => event.at));
    return past.some((event) => event.at === last && event.status === "resigned") ? "resigned" : "active";
  }

  /** Null: not active, or unknown because of an invalid entry. */
  tierAt(at: Instant): number | null {
    return this.statusAt(at) !== "active" || this.#isDoubtfulAt(at) ? null : this.#tierOf(this.balanceAt(at));
  }

  periods(): readonly Period[] {
    const starts = this.#instants().filter((at, index, all) => {
      if (this.statusAt(at) !== "active") return false;
      const before = all[index - 1];
      return before === undefined || this.statusAt(before) !== "active" || this.tierAt(before) !== this.tierAt(at);
    });
    return starts.map((at) => ({
      tier: this.tierAt(at),
      balanceAtStart: this.balanceAt(at),
      validFrom: at,
      validTo: this.#endOf(at),
      cause: this.#causeOf(at),
    }));
  }

  answer(): Answer {
    const status = this.statusAt(this.#asOf);
    const tier = this.tierAt(this.#asOf);
    const period = this.periods().find((each) => each.validFrom <= this.#asOf && this.#asOf < each.validTo);
    const tierUntil = tier === null || period === undefined || period.validTo === OPEN_END ? null : period.validTo;
    const isTop = tier === this.#rules.levels.at(-1)?.tier;
    return {
      status,
      joinedAt: this.joinedAt,
      balance: this.joinedAt === null ? null : this.balanceAt(this.#asOf),
      tier,
      reason:
        status === null ? "NOT_MEMBER" : status === "resigned" ? "NOT_ACTIVE" : tier === null ? "DATA_ERROR" : null,
      tierSince: tier === null ? null : (period?.validFrom ?? null),
      tierUntil,
      toNextTier: tier === null || isTop ? null : this.#leastCharge(this.#asOf, (reached) => reached > tier),
      toKeep:
        tier === null ? null : tierUntil === null ? 0n : this.#leastCharge(tierUntil, (reached) => reached >= tier),
    };
  }

  #isDoubtfulAt(at: Instant): boolean {
    return this.#member.entries.some((entry) => {
      const reason = this.exclusion(entry);
      return (reason === "invalid_amount" || reason === "other_currency") && this.isInWindow(entry, at);
    });
  }

  #tierOf(balance: Amount): number {
    let tier = Number.NaN;
    for (const level of this.#rules.levels) if (Number.isNaN(tier) || balance >= level.from) tier = level.tier;
    return tier;
  }

  /** Every instant at which anything could change, ascending. */
  #instants(): readonly Instant[] {
    const instants = new Set<Instant>();
    for (const event of this.#member.statuses) instants.add(event.at);
    for (const entry of this.#member.entries) instants.add(entry.at).add(entry.at + this.#windowUs);
    return [...instants].toSorted((left, right) => left - right);
  }

  #endOf(start: Instant): Instant {
    const next = this.#instants().find(
      (at) => at > start && (this.statusAt(at) !== "active" || this.tierAt(at) !== this.tierAt(start)),
    );
    return next ?? OPEN_END;
  }

  #causeOf(at: Instant): string {
    if (this.statusAt(at - 1) !== "active") return at === this.joinedAt ? "join" : "rejoin";
    const [before, after] = [this.tierAt(at - 1), this.tierAt(at)];
    if (after === null) return "data_error";
    if (before === null) return "window";
    const kind = after > before ? "charge" : "return";
    const isCaused = this.#member.entries.some(
      (entry) => entry.kind === kind && entry.at === at && entry.amount > 0n && this.exclusion(entry) === null,
    );
    return isCaused ? kind : "window";
  }

  /** The smallest amount that, charged just before `at`, brings a tier that satisfies; by halving, not by arithmetic on thresholds. */
  #leastCharge(at: Instant, satisfies: (tier: number) => boolean): Amount {
    const balance = this.balanceAt(at);
    let [low, high] = [-1n, 1_000_000_000_0000n];
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (satisfies(this.#tierOf(balance + middle))) high = middle;
      else low = middle;
    }
    return high;
  }
}
