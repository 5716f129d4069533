import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeShop } from "../../src/demo/shop/make-shop.ts";
import { DAY_MS, type ReceiptRow, type Shop } from "../../src/demo/shop/shop.ts";

const END_AT_MS = Date.parse("2026-11-01T00:00:00Z");
const OPTIONS = { members: 2000, months: 24, endAtMs: END_AT_MS };
const shop = makeShop(7, OPTIONS);

function digestOf(value: Shop): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** The rule without SQL: charges less returns of the last 365 × 24 h after joining, for those who are active. */
function tiersAt(atMs: number): ReadonlyMap<string, number> {
  const joined = new Map<string, number>();
  const active = new Map<string, boolean>();
  for (const row of shop.statuses.filter((status) => status.occurredAtMs <= atMs)) {
    if (!joined.has(row.customerId)) joined.set(row.customerId, row.occurredAtMs);
    active.set(row.customerId, row.status === "active");
  }
  const cents = new Map<string, number>();
  const add = (row: ReceiptRow, sign: number): void => {
    const { customerId, occurredAtMs } = row;
    if (customerId === null || occurredAtMs > atMs || occurredAtMs <= atMs - 365 * DAY_MS) return;
    if (row.arrivesAtMs > atMs || occurredAtMs <= (joined.get(customerId) ?? Infinity)) return;
    cents.set(customerId, (cents.get(customerId) ?? 0) + sign * row.amountCents);
  };
  for (const row of shop.charges) add(row, 1);
  for (const row of shop.returns) add(row, -1);
  return new Map([...active].filter(([, is]) => is).map(([id]) => [id, tierOf(cents.get(id) ?? 0)]));
}

function tierOf(cents: number): number {
  return [30_000, 100_000, 200_000].filter((min) => cents >= min).length + 1;
}

function countsOf(tiers: ReadonlyMap<string, number>): readonly number[] {
  return [1, 2, 3, 4].map((tier) => [...tiers.values()].filter((value) => value === tier).length);
}

describe("the seeded shop", () => {
  it("is the same for a seed, to the cent, and another for another", () => {
    expect(digestOf(makeShop(7, OPTIONS))).toBe(digestOf(shop));
    expect(digestOf(makeShop(8, OPTIONS))).not.toBe(digestOf(shop));
    expect(digestOf(shop)).toBe("589c0cca38631ada");
  });

  it("fills all four tiers on the first day", () => {
    expect(countsOf(tiersAt(END_AT_MS))).toEqual([866, 563, 346, 174]);
  });

  it.each([
    ["a day", END_AT_MS, END_AT_MS + DAY_MS],
    ["a month", END_AT_MS + DAY_MS, END_AT_MS + 31 * DAY_MS],
  ])("moves some up and some down within %s, and never a fifth of a tier", (_, fromMs, untilMs) => {
    const before = tiersAt(fromMs);
    const after = tiersAt(untilMs);
    const moves = [...before].map(([id, tier]) => Math.sign((after.get(id) ?? tier) - tier));
    expect(moves).toContain(1);
    expect(moves).toContain(-1);
    for (const tier of [1, 2, 3, 4]) {
      const there = [...before].filter(([, value]) => value === tier);
      const left = there.filter(([id]) => after.get(id) !== tier);
      expect(left.length / there.length).toBeLessThan(0.1);
    }
  });

  it("lets some fall by time alone: nobody who falls within a day bought or returned in it", () => {
    const before = tiersAt(END_AT_MS);
    const after = tiersAt(END_AT_MS + DAY_MS);
    const seen = new Set([...shop.charges, ...shop.returns].filter(arrivesOnDayOne).map((row) => row.customerId));
    const fallen = [...before].filter(([id, tier]) => (after.get(id) ?? tier) < tier && !seen.has(id));
    expect(fallen.length).toBeGreaterThan(0);
  });

  it("has what makes real data awkward", () => {
    const known = shop.charges.filter((row) => row.customerId !== null);
    expect(1 - known.length / shop.charges.length).toBeCloseTo(0.1, 2);
    expect(shop.charges.filter((row) => row.amountCents < 0)).toHaveLength(1);
    expect(shop.charges.filter((row) => row.currency !== "PLN")).toHaveLength(1);
    const late = shop.charges.filter(
      (row) => row.arrivesAtMs - row.occurredAtMs >= DAY_MS && row.occurredAtMs < END_AT_MS,
    );
    expect(late.length).toBeGreaterThan(100);
    expect(shop.returns.length).toBeGreaterThan(1000);
    const orders = new Set(shop.charges.map((row) => row.orderId));
    expect(shop.returns.every((row) => orders.has(row.orderId))).toBe(true);
    const resigned = shop.statuses.filter((row) => row.status === "resigned").map((row) => row.customerId);
    expect(resigned.length).toBeGreaterThan(50);
    const rejoined = resigned.filter(
      (id) => shop.statuses.findLast((row) => row.customerId === id)?.status === "active",
    );
    expect(rejoined.length).toBeGreaterThan(15);
    const firstDay = shop.customers.filter((row) => row.arrivesAtMs <= END_AT_MS);
    expect(firstDay.length).toBe(2000);
    expect(firstDay.filter((row) => row.email === null)).toHaveLength(6);
    const addresses = firstDay.flatMap((row) => (row.email === null ? [] : [row.email]));
    expect(addresses.length - new Set(addresses).size).toBe(1);
    expect(addresses.every((address) => address.endsWith("@example.com"))).toBe(true);
  });

  it("sends one event anew with another amount, after the first day", () => {
    const anew = shop.charges.at(-1);
    const repeated = shop.charges.filter((row) => row.eventId === anew?.eventId);
    expect(repeated).toHaveLength(2);
    expect(new Set(shop.charges.map((row) => row.eventId)).size).toBe(shop.charges.length - 1);
    expect(repeated[1]?.arrivesAtMs).toBe(END_AT_MS + 12 * 3600 * 1000);
    expect((repeated[1]?.amountCents ?? 0) - (repeated[0]?.amountCents ?? 0)).toBe(500);
  });

  it("works for a handful of members too", () => {
    const small = makeShop(1, { members: 3, months: 2, endAtMs: END_AT_MS, daysAfter: 2 });
    expect(small.customers.length).toBe(4);
  });
});

function arrivesOnDayOne(row: ReceiptRow): boolean {
  return row.arrivesAtMs > END_AT_MS && row.arrivesAtMs <= END_AT_MS + DAY_MS;
}
