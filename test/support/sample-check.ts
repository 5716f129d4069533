/** A check with something of everything, for a picture of it. Figures need not add up. */
import type { CheckBody, CheckedModel } from "../../src/cli/json/check.ts";

const CHECKED: Omit<CheckedModel, "model" | "relation" | "rows"> = {
  keys: 0,
  nulls: [],
  first_at: null,
  last_at: null,
  months: [],
  hours: Array.from({ length: 24 }, () => 0),
  midnight: 0,
  amounts: null,
};
const monthsOf = (from: number, count: number): CheckedModel["months"] =>
  Array.from({ length: count }, (_, index) => {
    const month = from * 12 + index;
    return { month: `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`, rows: 100 + index * 10 };
  }).filter((_, index) => index % 7 !== 3);

export const check: CheckBody = {
  as_of: "2026-06-01T06:00:00Z",
  programme: { currency: "PLN", window_hours: 8_760 },
  models: [
    {
      ...CHECKED,
      model: "stg_loyalty__customers",
      relation: '"w"."main"."c"',
      rows: 1_234_567,
      nulls: [
        { column: "customer_id", rows: 0 },
        { column: "email", rows: 12 },
        { column: "country", rows: 1_234_567 },
      ],
      first_at: "1990-01-01T00:00:00Z",
      last_at: "2026-05-31T23:59:59Z",
      months: monthsOf(1990, 432),
    },
    { ...CHECKED, model: "stg_loyalty__status_events", relation: '"w"."main"."s"', rows: 0 },
    {
      ...CHECKED,
      model: "stg_loyalty__charges",
      relation: '"w"."main"."ch"',
      rows: 22_062,
      first_at: "2021-03-01T08:26:00Z",
      last_at: "2026-05-31T12:50:00Z",
      months: monthsOf(2021, 62),
      hours: Array.from({ length: 24 }, (_, hour) => (hour < 6 ? hour % 2 : Math.max(0, 400 - (hour - 13) ** 2 * 8))),
      amounts: {
        sum: "10666684.5412",
        median: "272.6300",
        percentile_99: "4446.8800",
        max: "168469.6000",
        zero: 1,
        negative: 2,
        missing: 3,
        too_fine: 0,
        without_customer: { rows: 3_526, amount: "1700000.0000" },
        currencies: [
          { currency: "PLN", rows: 22_000 },
          { currency: null, rows: 61 },
          { currency: "EUR", rows: 1 },
        ],
      },
    },
    {
      ...CHECKED,
      model: "stg_loyalty__returns",
      relation: '"w"."main"."r"',
      rows: 12,
      midnight: 12,
      first_at: "2025-12-01T00:00:00Z",
      last_at: "2026-05-31T00:00:00Z",
      months: monthsOf(2025, 18).slice(9),
    },
  ],
  findings: [
    {
      level: "error",
      code: "duplicate_id",
      model: "stg_loyalty__charges",
      count: 2,
      message: "Each event_id may stand once; these stand in 5 rows together.",
      remedy: "Keep one row per id in the model, as with row_number() over (partition by …).".replace("…", "x"),
      examples: ["e1", "***@***"],
    },
    {
      level: "warn",
      code: "future",
      model: "stg_loyalty__returns",
      count: 1_200,
      message: "occurred_at is after the instant looked from (2026-06-01 06:00 UTC).",
      remedy: "They count once their time has come.",
      examples: [],
    },
    {
      level: "info",
      code: "without_customer",
      model: "stg_loyalty__charges",
      count: 3_526,
      message: "They name no customer: kept, and in nobody's balance.",
      remedy: "Nothing, if these are sales without a card.",
      examples: [],
    },
  ],
};
