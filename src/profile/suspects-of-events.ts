/** What to look for between the models. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { StagingName } from "./staging-models.ts";
import * as select from "./statements/select-suspects.ts";
import type { Suspicion } from "./suspicion.ts";

const STATUSES: StagingName = "stg_loyalty__status_events";
const CHARGES: StagingName = "stg_loyalty__charges";
const RETURNS: StagingName = "stg_loyalty__returns";

/** `window`: null when the rule in force is not known. */
export function suspectsOfEvents(
  dialect: Dialect,
  tables: select.StagingTables,
  window: select.ErrorWindow | null,
): readonly Suspicion[] {
  return [
    ...suspectCustomers(tables),
    ...suspectStatuses(tables),
    ...suspectReturns(tables),
    ...(window === null ? [] : suspectMembers(dialect, tables, window)),
  ];
}

function suspectCustomers({ customers, statuses, charges, returns }: select.StagingTables): readonly Suspicion[] {
  const events: readonly (readonly [StagingName, string])[] = [
    [STATUSES, statuses],
    [CHARGES, charges],
    [RETURNS, returns],
  ];
  return events.map(([model, from]) => ({
    level: "warn",
    code: "unknown_customer",
    model,
    sql: select.selectUnknownCustomers(from, customers),
    message: (_count, rows) => `Customers of ${rows} rows have none in stg_loyalty__customers: they have no address.`,
    remedy: "Check that both write the id alike, blanks, zeros and case included.",
  }));
}

function suspectStatuses({ statuses }: select.StagingTables): readonly Suspicion[] {
  return [
    {
      level: "error",
      code: "unknown_status",
      model: STATUSES,
      sql: select.selectUnknownStatuses(statuses),
      message: (_count, rows) => `Statuses that no rule knows, in ${rows} rows.`,
      remedy: "Map them in the model: active (joined, or joined again) or resigned.",
    },
    {
      level: "warn",
      code: "resigned_first",
      model: STATUSES,
      sql: select.selectResignedFirst(statuses),
      message: () => "Customers whose first status is resigned: the joining may be missing.",
      remedy: "Add the status event of the joining; entries count only after it.",
    },
    {
      level: "warn",
      code: "status_contradiction",
      model: STATUSES,
      sql: select.selectContradictions(statuses),
      message: () => "Customers who joined and resigned at one instant: the resignation holds.",
      remedy: "Check the time of day; dates alone make such ties.",
    },
    {
      level: "info",
      code: "status_repeated",
      model: STATUSES,
      sql: select.selectRepeatedStatuses(statuses),
      message: (_count, rows) => `Customers who were told the status they had, ${rows} times: it changes nothing.`,
      remedy: "Nothing: a daily snapshot looks like this.",
    },
  ];
}

function suspectReturns(tables: select.StagingTables): readonly Suspicion[] {
  return [
    {
      level: "info",
      code: "return_without_order",
      model: RETURNS,
      sql: select.selectRows("event_id", tables.returns, "order_id is null"),
      message: () => "Returns that name no order: they are subtracted when they happen.",
      remedy: "Nothing, if returns are taken without a receipt.",
    },
    {
      level: "info",
      code: "return_of_unknown_order",
      model: RETURNS,
      sql: select.selectReturnsOfUnknownOrders(tables),
      message: () => "Returns of an order that no charge names.",
      remedy: "Check that both write the order alike; older orders may lie before the first charge.",
    },
    {
      level: "warn",
      code: "return_too_large",
      model: RETURNS,
      sql: select.selectOverReturnedOrders(tables),
      message: () => "Orders of which more came back than was paid.",
      remedy: "Look for a charge that is missing, or a return that came twice.",
    },
  ];
}

function suspectMembers(
  dialect: Dialect,
  tables: select.StagingTables,
  window: select.ErrorWindow,
): readonly Suspicion[] {
  return [
    {
      level: "warn",
      code: "members_with_invalid_amount",
      model: CHARGES,
      sql: select.selectDataErrors(dialect, tables, window, "invalid_amount"),
      message: (_count, rows) =>
        `Members who would have no tier (DATA_ERROR): ${rows} of their charges and returns in the window have a missing or negative amount.`,
      remedy: "Correct these rows in the model.",
    },
    {
      level: "warn",
      code: "members_with_other_currency",
      model: CHARGES,
      sql: select.selectDataErrors(dialect, tables, window, "other_currency"),
      message: (_count, rows) =>
        `Members who would have no tier (DATA_ERROR): ${rows} of their charges and returns in the window are in another currency than ${window.currency}.`,
      remedy: "Convert them in the model.",
    },
  ];
}
