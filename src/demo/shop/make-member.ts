/** One member's life in the shop: joining, buying, returning, perhaps lapsing, resigning and coming back. */
import type { Chance } from "./chance.ts";
import { DAY_MS } from "./shop.ts";

export interface Purchase {
  readonly amountCents: number;
  readonly occurredAtMs: number;
  readonly arrivesAtMs: number;
  readonly channel: "till" | "web";
  readonly refund?: { readonly amountCents: number; readonly occurredAtMs: number; readonly arrivesAtMs: number };
}

export interface StatusChange {
  readonly status: "active" | "resigned";
  readonly occurredAtMs: number;
}

export interface Life {
  readonly joinedAtMs: number;
  readonly statusChanges: readonly StatusChange[];
  readonly purchases: readonly Purchase[];
}

/** What a kind of customer spends in a year, and per purchase on average; whole currency units. */
interface Habit {
  readonly perMille: number;
  readonly yearFrom: number;
  readonly yearTo: number;
  readonly basket: number;
}

const HABITS: readonly [Habit, ...Habit[]] = [
  { perMille: 390, yearFrom: 30, yearTo: 255, basket: 40 },
  { perMille: 310, yearFrom: 370, yearTo: 920, basket: 55 },
  { perMille: 195, yearFrom: 1130, yearTo: 1860, basket: 80 },
  { perMille: 105, yearFrom: 2250, yearTo: 4200, basket: 120 },
];

const YEAR_DAYS = 365;

export function makeLife(chance: Chance, joinedAtMs: number, horizonMs: number): Life {
  const habit = chooseHabit(chance);
  const yearSpend = chance.between(habit.yearFrom, habit.yearTo);
  const gapMs = (habit.basket / yearSpend) * YEAR_DAYS * DAY_MS;
  // Some buy once before they join: such a purchase does not count.
  const startMs = chance.happens(50) ? joinedAtMs - chance.between(1, 20) * DAY_MS : joinedAtMs;
  const lapsesAtMs = chance.happens(90) ? joinedAtMs + chance.between(60, 800) * DAY_MS : horizonMs;
  const purchases: Purchase[] = [];
  let atMs = startMs + chance.between(1, Math.ceil(gapMs / 2));
  while (atMs < Math.min(lapsesAtMs, horizonMs)) {
    purchases.push(makePurchase(chance, toSecond(atMs), habit.basket));
    atMs += Math.max(3600 * 1000, (gapMs * chance.between(20, 180)) / 100);
  }
  return { joinedAtMs, statusChanges: statusChanges(chance, joinedAtMs, horizonMs), purchases };
}

function chooseHabit(chance: Chance): Habit {
  let left = chance.between(1, 1000);
  for (const habit of HABITS) {
    left -= habit.perMille;
    if (left <= 0) return habit;
  }
  return HABITS[0];
}

export function makePurchase(chance: Chance, occurredAtMs: number, basket: number): Purchase {
  const amountCents = Math.max(100, Math.round((basket * chance.between(3000, 17_000)) / 100));
  const purchase = {
    amountCents,
    occurredAtMs,
    arrivesAtMs: arrival(chance, occurredAtMs),
    channel: chance.oneOf(["till", "web"] as const),
  };
  if (!chance.happens(60)) return purchase;
  const refundedAtMs = toSecond(occurredAtMs + chance.between(DAY_MS / 1000, (30 * DAY_MS) / 1000) * 1000);
  const refundedCents = chance.happens(500) ? amountCents : Math.ceil((amountCents * chance.between(10, 90)) / 100);
  return {
    ...purchase,
    refund: {
      amountCents: refundedCents,
      occurredAtMs: refundedAtMs,
      arrivesAtMs: Math.max(arrival(chance, refundedAtMs), purchase.arrivesAtMs),
    },
  };
}

/** Most events are exported at once; some tills are offline for days. */
function arrival(chance: Chance, occurredAtMs: number): number {
  return chance.happens(30) ? occurredAtMs + chance.between(1, 20) * DAY_MS : occurredAtMs;
}

function statusChanges(chance: Chance, joinedAtMs: number, horizonMs: number): readonly StatusChange[] {
  const changes: StatusChange[] = [{ status: "active", occurredAtMs: joinedAtMs }];
  if (chance.happens(45)) {
    const resignedAtMs = toSecond(joinedAtMs + chance.between(30, 700) * DAY_MS);
    changes.push({ status: "resigned", occurredAtMs: resignedAtMs });
    if (chance.happens(400))
      changes.push({ status: "active", occurredAtMs: resignedAtMs + chance.between(10, 120) * DAY_MS });
  }
  return changes.filter((change) => change.occurredAtMs <= horizonMs);
}

export function toSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
