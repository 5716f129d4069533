import { z } from "zod";
import { instant, rows } from "./shared.ts";

const amounts = z.strictObject({
  sum: z.string().describe("Decimal text, whatever the currency."),
  median: z.string().nullable(),
  percentile_99: z.string().nullable().describe("99 % of the amounts are at most this."),
  max: z.string().nullable(),
  zero: rows,
  negative: rows,
  missing: rows,
  too_fine: rows.describe("With more than four decimals."),
  without_customer: z.strictObject({ rows, amount: z.string() }),
  currencies: z.array(z.strictObject({ currency: z.string().nullable().describe("Null: none is given."), rows })),
});

const modelName = z.enum([
  "stg_loyalty__customers",
  "stg_loyalty__status_events",
  "stg_loyalty__charges",
  "stg_loyalty__returns",
]);

const model = z.strictObject({
  model: modelName,
  relation: z.string(),
  rows,
  keys: rows.describe("Distinct values of its key."),
  nulls: z.array(z.strictObject({ column: z.string(), rows })),
  first_at: instant.nullable(),
  last_at: instant.nullable(),
  months: z.array(z.strictObject({ month: z.string().describe("YYYY-MM, UTC."), rows })).describe("Those with rows."),
  hours: z.array(rows).length(24).describe("Rows by hour of day, UTC."),
  midnight: rows.describe("Rows at midnight to the microsecond."),
  amounts: amounts.nullable().describe("Charges and returns only."),
});

const finding = z.strictObject({
  level: z
    .enum(["error", "warn", "info"])
    .describe("error: the build refuses it, or tiers would be wrong. warn: somebody should look."),
  code: z.string().describe("Stable, snake_case; scripts may branch on it."),
  model: modelName,
  count: rows,
  message: z.string(),
  remedy: z.string(),
  examples: z.array(z.string()).max(5).describe("Ids; addresses are masked."),
});

/** `tierline check --json`. */
export const checkBody = z.strictObject({
  as_of: instant,
  programme: z
    .strictObject({ currency: z.string(), window_hours: z.int() })
    .nullable()
    .describe("The rule in force; null before it was built."),
  models: z.array(model),
  findings: z.array(finding).describe("The worst first."),
});

export type CheckBody = z.infer<typeof checkBody>;
export type CheckedModel = CheckBody["models"][number];
