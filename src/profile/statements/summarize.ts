/** Every figure of one model that one pass over it can tell. */
import type { Dialect } from "../../warehouse/dialect.ts";
import type { StagingModel } from "../staging-models.ts";

/** Instants before this year are slips, or somebody's placeholder. */
export const FIRST_YEAR = 1990;

/** One row: `count_rows`, `count_keys`, `null_<column>`, `first_at`, `last_at`, `count_midnight`, `count_future`, `count_early`. */
export function summarize(dialect: Dialect, model: StagingModel, from: string, asOf: string): string {
  const { timestamp } = dialect.types;
  const at = model.instant;
  const counts = [
    `count(distinct ${model.key}) as count_keys`,
    ...model.columns.map(({ name }) => `count(*) - count(${dialect.quote(name)}) as null_${name}`),
    `min(${at}) as first_at`,
    `max(${at}) as last_at`,
    `count(case when ${at} = cast(cast(${at} as date) as ${timestamp}) then 1 end) as count_midnight`,
    `count(case when ${at} > ${dialect.instant(dialect.literal(asOf))} then 1 end) as count_future`,
    `count(case when ${at} < ${dialect.instant(dialect.literal(`${FIRST_YEAR}-01-01T00:00:00Z`))} then 1 end) as count_early`,
  ];
  return `select count(*) as count_rows,\n  ${counts.join(",\n  ")}\nfrom ${from} as t`;
}

/** One row for charges or returns: sums are null where there is nothing to add. */
export function summarizeAmounts(dialect: Dialect, from: string): string {
  return `select sum(amount) as sum_amount,
  ${dialect.quantile("amount", "0.5")} as median_amount,
  ${dialect.quantile("amount", "0.99")} as percentile_99_amount,
  max(amount) as max_amount,
  count(case when amount = 0 then 1 end) as count_zero,
  count(case when amount < 0 then 1 end) as count_negative,
  count(case when amount <> round(amount, 4) then 1 end) as count_too_fine,
  count(case when customer_id is null then 1 end) as count_anonymous,
  sum(case when customer_id is null then amount end) as anonymous_amount
from ${from} as t`;
}
