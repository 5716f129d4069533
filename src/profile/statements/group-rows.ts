/** Rows of one model by month, hour, currency or status. */
import type { Dialect } from "../../warehouse/dialect.ts";
import type { StagingModel } from "../staging-models.ts";

const MONTHS_MAX = 1_200;
const VALUES_MAX = 20;

/** `month` (`YYYY-MM`), `count_rows`: the last months first. */
export function countByMonth(dialect: Dialect, { instant }: StagingModel, from: string): string {
  const month = dialect.month(instant);
  return `select ${month} as month_on, count(*) as count_rows
from ${from} as t
where ${instant} is not null
group by ${month}
order by 1 desc
limit ${MONTHS_MAX}`;
}

/** `hour_of_day` from 0 to 23, UTC, `count_rows`. */
export function countByHour({ instant }: StagingModel, from: string): string {
  return `select extract(hour from ${instant}) as hour_of_day, count(*) as count_rows
from ${from} as t
where ${instant} is not null
group by extract(hour from ${instant})`;
}

/** `day_on`, `hour_of_day`, `count_rows` of these days (`YYYY-MM-DD`). */
export function countByDayAndHour(
  dialect: Dialect,
  { instant }: StagingModel,
  from: string,
  days: readonly string[],
): string {
  const list = days.map((day) => `cast(${dialect.literal(day)} as date)`);
  return `select cast(${instant} as date) as day_on, extract(hour from ${instant}) as hour_of_day, count(*) as count_rows
from ${from} as t
where cast(${instant} as date) in (${list.join(", ")})
group by cast(${instant} as date), extract(hour from ${instant})`;
}

/** `currency` (upper case, null when none is given), `count_rows`: the most frequent 20. */
export function countByCurrency(dialect: Dialect, from: string): string {
  const currency = `upper(${dialect.trim("currency")})`;
  return `select ${currency} as currency, count(*) as count_rows
from ${from} as t
group by ${currency}
order by 2 desc, 1
limit ${VALUES_MAX}`;
}
