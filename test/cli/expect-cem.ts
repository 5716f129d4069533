/** What is told of Cem after the first run of the small shop: 1000 spent on 1 March, Silver. */
import { expect } from "vitest";
import type { ExplainBody } from "../../src/cli/json/explain.ts";

export function expectCem(document: ExplainBody): void {
  expect(document).toMatchObject({
    customer_id: "cem",
    address: "c…@example.com",
    tier: "Silver",
    balance: "1000.0000",
    window: { hours: 8760, after: "2023-07-01T12:00:00.000Z" },
    next_tier: "Golden",
    amount_to_next_tier: "1000.0000",
    // The charge of 1 March 2024 leaves after 365 days; 2024 had its leap day before it.
    tier_until: "2025-03-01T00:00:00Z",
    amount_to_keep: "1000.0000",
  });
  expect(
    document.places.map(({ place, is_desired, said, is_settled }) => [place, is_desired, said, is_settled]),
  ).toEqual([
    ["contacts", true, "enter", true],
    ["Loyalty Silver", true, "enter", true],
  ]);
  expect(document.places.flatMap(({ not_sent }) => not_sent)).toEqual([]);
  // Joined on 1 January with nothing; 1000 on 1 March is Silver, until it leaves after 365 days.
  expect(
    document.periods.map(({ tier, balance_before, balance, cause, decided_by, is_forecast }) => [
      tier,
      balance_before,
      balance,
      cause,
      decided_by.map(({ amount, is_leaving }) => [amount, is_leaving]),
      is_forecast,
    ]),
  ).toEqual([
    ["White", "0.0000", "0.0000", "join", [], false],
    ["Silver", "0.0000", "1000.0000", "charge", [["1000.0000", false]], false],
    ["White", "1000.0000", "0.0000", "window", [["1000.0000", true]], true],
  ]);
  expect([document.receipts.total, document.receipts.is_whole]).toEqual([2, true]);
  expect(
    document.receipts.newest.map(({ plan, place, op, outcome, reason }) => [plan, place, op, outcome, reason]),
  ).toEqual([
    [1, "Loyalty Silver", "enter", "accepted", null],
    [1, "contacts", "enter", "accepted", "created"],
  ]);
}
