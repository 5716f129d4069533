/** What `check` says of amounts in another currency than the programme's. */
import { expect, test } from "vitest";
import { judgeFigures } from "../../src/profile/judge-figures.ts";

function judged(currencies: readonly { readonly currency: string | null; readonly rows: number }[]) {
  const rows = currencies.reduce((sum, one) => sum + one.rows, 0);
  const amounts = {
    sum: "0",
    min: null,
    median: null,
    percentile99: null,
    max: null,
    zero: 0,
    negative: 0,
    missing: 0,
    tooFine: 0,
    anonymous: { rows: 0, amount: "0" },
    currencies,
  };
  const figures = {
    model: "stg_loyalty__charges" as const,
    relation: "r",
    rows,
    keys: rows,
    nulls: [],
    firstAt: null,
    lastAt: null,
    months: [],
    hours: [],
    midnight: 0,
    future: 0,
    early: 0,
    amounts,
  };
  const found = judgeFigures([figures], { currency: "PLN", windowHours: 8_760 });
  return found
    .filter(({ code }) => code === "other_currency")
    .map(({ level, count, remedy }) => [level, count, remedy.split(" ")[0]]);
}

test("a few amounts in another currency are a warning; all of them mean that the rule was never set", () => {
  expect(judged([{ currency: "PLN", rows: 9 }])).toEqual([]);
  expect(judged([{ currency: null, rows: 9 }])).toEqual([]);
  expect(
    judged([
      { currency: "PLN", rows: 1 },
      { currency: "EUR", rows: 9 },
    ]),
  ).toEqual([["warn", 9, "Convert"]]);
  // Those without a currency are the programme's.
  expect(
    judged([
      { currency: null, rows: 1 },
      { currency: "EUR", rows: 9 },
    ]),
  ).toEqual([["warn", 9, "Convert"]]);
  expect(
    judged([
      { currency: "EUR", rows: 9 },
      { currency: "USD", rows: 1 },
    ]),
  ).toEqual([["error", 10, "If"]]);
});
