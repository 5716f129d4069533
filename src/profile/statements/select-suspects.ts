/**
 * Rows that should be looked into. Each statement answers with `id` and `count_rows`, one row per suspect, so that the
 * same text serves for counting them all (`countSuspects`) and for showing a few (`selectExamples`).
 */
import type { Dialect } from "../../warehouse/dialect.ts";

const EXAMPLES_MAX = 5;

/** The four models, as `readStaging` reads them. */
export interface StagingTables {
  readonly customers: string;
  readonly statuses: string;
  readonly charges: string;
  readonly returns: string;
}

/** One row: `count_suspects`, and `count_rows` of all of them together. */
export function countSuspects(suspects: string): string {
  return `select count(*) as count_suspects, sum(count_rows) as count_rows
from (${suspects}) as suspects`;
}

export function selectExamples(suspects: string): string {
  return `select id
from (${suspects}) as suspects
where id is not null
order by count_rows desc, id
limit ${EXAMPLES_MAX}`;
}

/** `condition` speaks of the columns of `from`. */
export function selectRows(key: string, from: string, condition: string): string {
  return `select ${key} as id, 1 as count_rows from ${from} as t where ${condition}`;
}

export function selectDuplicates(key: string, from: string): string {
  return `select ${key} as id, count(*) as count_rows from ${from} as t where ${key} is not null group by ${key} having count(*) > 1`;
}

/** Customers named by events but by no customer's row. */
export function selectUnknownCustomers(events: string, customers: string): string {
  return `select e.customer_id as id, count(*) as count_rows
from ${events} as e
left join (select distinct customer_id from ${customers} as c) as known on known.customer_id = e.customer_id
where e.customer_id is not null and known.customer_id is null
group by e.customer_id`;
}

/** Returns that name an order no charge has. */
export function selectReturnsOfUnknownOrders({ charges, returns }: StagingTables): string {
  return `select r.event_id as id, 1 as count_rows
from ${returns} as r
left join (select distinct order_id from ${charges} as c) as known on known.order_id = r.order_id
where r.order_id is not null and known.order_id is null`;
}

/** Orders of which more came back than was paid. */
export function selectOverReturnedOrders({ charges, returns }: StagingTables): string {
  return `select paid.order_id as id, back.count_rows as count_rows
from (select order_id, sum(amount) as amount from ${charges} as c where order_id is not null group by order_id) as paid
inner join (select order_id, sum(amount) as amount, count(*) as count_rows from ${returns} as r where order_id is not null group by order_id) as back
  on back.order_id = paid.order_id
where back.amount > paid.amount`;
}

/** Statuses that no rule knows. */
export function selectUnknownStatuses(statuses: string): string {
  return `select status as id, count(*) as count_rows
from ${statuses} as t
where status not in ('active', 'resigned')
group by status`;
}

/** Customers whose first status is a resignation. */
export function selectResignedFirst(statuses: string): string {
  return `select customer_id as id, 1 as count_rows
from (${rankStatuses(statuses)}) as ranked
where previous_status is null and status = 'resigned'`;
}

/** Customers who were told a status they had already. */
export function selectRepeatedStatuses(statuses: string): string {
  return `select customer_id as id, count(*) as count_rows
from (${rankStatuses(statuses)}) as ranked
where previous_status = status
group by customer_id`;
}

/** Customers who joined and resigned at one instant. */
export function selectContradictions(statuses: string): string {
  return `select customer_id as id, count(*) as count_rows
from (
  select customer_id, occurred_at
  from ${statuses} as t
  where customer_id is not null and status in ('active', 'resigned')
  group by customer_id, occurred_at
  having count(distinct status) > 1
) as instants
group by customer_id`;
}

function rankStatuses(statuses: string): string {
  return `select customer_id, status,
    lag(status) over (partition by customer_id order by occurred_at, status, event_id) as previous_status
  from ${statuses} as t
  where customer_id is not null and status in ('active', 'resigned')`;
}

export interface ErrorWindow {
  /** ISO 8601 UTC: `(after, until]`. */
  readonly after: string;
  readonly until: string;
  readonly currency: string;
}

/** Members whose tier would be unknown for this reason: an invalid entry after they joined, in the window. */
export function selectDataErrors(
  dialect: Dialect,
  { statuses, charges, returns }: StagingTables,
  { after, until, currency }: ErrorWindow,
  reason: "invalid_amount" | "other_currency",
): string {
  const end = dialect.instant(dialect.literal(until));
  const isInvalid = "(entries.amount is null or entries.amount < 0)";
  const isForeign = `upper(${dialect.trim("entries.currency")}) <> ${dialect.literal(currency)}`;
  const condition = reason === "invalid_amount" ? isInvalid : `not ${isInvalid} and ${isForeign}`;
  return `select members.customer_id as id, count(*) as count_rows
from (
  select customer_id, min(occurred_at) as joined_at
  from ${statuses} as t
  where status = 'active' and customer_id is not null and occurred_at <= ${end}
  group by customer_id
) as members
inner join (
  select customer_id, amount, currency, occurred_at from ${charges} as c
  union all
  select customer_id, amount, currency, occurred_at from ${returns} as r
) as entries on entries.customer_id = members.customer_id
where entries.occurred_at > members.joined_at
  and entries.occurred_at > ${dialect.instant(dialect.literal(after))}
  and entries.occurred_at <= ${end}
  and ${condition}
group by members.customer_id`;
}
