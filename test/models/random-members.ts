/**
 * Random histories, bent towards what is hard: ties, instants exactly one window apart or a microsecond beside it, entries
 * at the join and at `as_of`, sums on thresholds, debts, invalid entries, resigning and rejoining.
 */
import * as fc from "fast-check";
import { type Amount, type Entry, type Instant, type Member, type StatusEvent, amount, instant } from "./shop.ts";

const HOUR_US = 3_600_000_000;
const WINDOW_US = 365 * 24 * HOUR_US;
const START = instant("2023-01-01");
/** 2025-06-15T12:00: two and a half windows after the start, so that entries age out before it and lie ahead of it. */
export const AS_OF: Instant = START + 2 * WINDOW_US + 166.5 * 24 * HOUR_US;
/** An instant in the past of the same histories, itself a collision point. */
export const PAST_AS_OF: Instant = START + 2 * WINDOW_US;

const beside = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 1, -1000, 1000, 1_000_000) },
);

/** Few anchors a member, whole windows apart: most instants meet another. */
function instants(anchors: readonly number[]): fc.Arbitrary<Instant> {
  return fc
    .tuple(fc.constantFrom(...anchors), fc.integer({ min: 0, max: 3 }), beside)
    .map(([anchor, windows, us]) => START + anchor * HOUR_US + windows * WINDOW_US + us);
}

const amounts: fc.Arbitrary<Amount> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom("300", "299.9999", "700", "1000", "999.995", "2000", "0.0001", "0.005", "0", "150")
      .map(amount),
  },
  { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: 2500_0000n }) },
  { weight: 1, arbitrary: fc.constantFrom("-5", "-0.0001").map(amount) },
);

const currencies = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(null, "PLN") },
  { weight: 1, arbitrary: fc.constantFrom("EUR", "pln") },
);

function statuses(anchors: readonly number[]): fc.Arbitrary<readonly StatusEvent[]> {
  const event = (status: StatusEvent["status"]) => instants(anchors).map((at): StatusEvent => ({ status, at }));
  const first = fc
    .tuple(fc.constantFrom(...anchors), beside)
    .map(([anchor, us]): StatusEvent => ({ status: "active", at: START + anchor * HOUR_US + us }));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.constantFrom("active" as const, "resigned" as const).chain(event), { maxLength: 3 }),
    },
    { weight: 8, arbitrary: first.map((only) => [only]) },
    {
      weight: 8,
      arbitrary: fc
        .tuple(
          first,
          fc.array(fc.constantFrom("active" as const, "resigned" as const).chain(event), {
            minLength: 1,
            maxLength: 6,
          }),
        )
        .map(([joined, later]) => [joined, ...later]),
    },
  );
}

/** All but the ids, which must be unique in the shop. */
const histories = fc.array(fc.integer({ min: 0, max: 365 * 24 - 1 }), { minLength: 1, maxLength: 3 }).chain((drawn) => {
  const anchors = [...drawn, 166.5 * 24, 0];
  return fc.record({
    isCustomer: fc.integer({ min: 0, max: 9 }).map((digit) => digit > 0),
    statuses: statuses(anchors),
    entries: fc.array(
      fc.record({
        kind: fc.constantFrom<Entry["kind"]>("charge", "charge", "return"),
        at: instants(anchors),
        amount: amounts,
        currency: currencies,
      }),
      { maxLength: 14 },
    ),
  });
});

/** The same members for the same seed; each known by some table, and one more without an id: the till without a card. */
export function randomMembers(seed: number, count: number): readonly Member[] {
  return fc.sample(histories, { seed, numRuns: count }).map((history, index) => {
    const id = index === 0 ? "" : `m${index}`;
    return {
      id,
      isCustomer: index > 0 && (history.isCustomer || history.statuses.length + history.entries.length === 0),
      statuses: index === 0 ? [] : history.statuses,
      entries: history.entries.map((entry, position) => ({ ...entry, id: `${index}-${position}` })),
    };
  });
}
