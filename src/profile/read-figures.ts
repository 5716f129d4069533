/** The figures of one staging model: three statements, five with amounts. */
import { ContractError } from "../domain/errors.ts";
import type { Row, Warehouse } from "../warehouse/warehouse.ts";
import type { AmountFigures, ModelProfile } from "./profile.ts";
import type { StagingModel } from "./staging-models.ts";
import { countByCurrency, countByHour, countByMonth } from "./statements/group-rows.ts";
import { summarize, summarizeAmounts } from "./statements/summarize.ts";

export interface Figures extends ModelProfile {
  readonly future: number;
  readonly early: number;
}

/** `from`: what `readStaging` made of the model. */
export async function readFigures(
  warehouse: Warehouse,
  model: StagingModel,
  relation: string,
  from: string,
  asOf: string,
): Promise<Figures> {
  const { dialect } = warehouse;
  const row = onlyRow(await warehouse.rows(summarize(dialect, model, from, asOf)));
  const months = await warehouse.rows(countByMonth(dialect, model, from));
  const hours = Array.from({ length: 24 }, () => 0);
  for (const hour of await warehouse.rows(countByHour(model, from)))
    hours[Number(hour["hour_of_day"])] = numberOf(hour, "count_rows");
  const hasAmounts = model.columns.some(({ name }) => name === "amount");
  return {
    model: model.name,
    relation,
    rows: numberOf(row, "count_rows"),
    keys: numberOf(row, "count_keys"),
    nulls: model.columns.map(({ name }) => ({ column: name, rows: numberOf(row, `null_${name}`) })),
    firstAt: textOf(row, "first_at"),
    lastAt: textOf(row, "last_at"),
    months: months.map((one) => ({ month: String(one["month_on"]), rows: numberOf(one, "count_rows") })).toReversed(),
    hours,
    midnight: numberOf(row, "count_midnight"),
    future: numberOf(row, "count_future"),
    early: numberOf(row, "count_early"),
    amounts: hasAmounts ? await readAmounts(warehouse, from, numberOf(row, "null_amount")) : null,
  };
}

async function readAmounts(warehouse: Warehouse, from: string, missing: number): Promise<AmountFigures> {
  const row = onlyRow(await warehouse.rows(summarizeAmounts(warehouse.dialect, from)));
  const currencies = await warehouse.rows(countByCurrency(warehouse.dialect, from));
  return {
    sum: textOf(row, "sum_amount") ?? "0",
    median: textOf(row, "median_amount"),
    percentile99: textOf(row, "percentile_99_amount"),
    max: textOf(row, "max_amount"),
    zero: numberOf(row, "count_zero"),
    negative: numberOf(row, "count_negative"),
    missing,
    tooFine: numberOf(row, "count_too_fine"),
    anonymous: { rows: numberOf(row, "count_anonymous"), amount: textOf(row, "anonymous_amount") ?? "0" },
    currencies: currencies.map((one) => ({ currency: textOf(one, "currency"), rows: numberOf(one, "count_rows") })),
  };
}

export function onlyRow(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new ContractError("warehouse_rows", "A statement that counts answered without a row.");
  return row;
}

/** Sums are null over nothing. */
export function numberOf(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

export function textOf(row: Row, column: string): string | null {
  const cell = row[column];
  return cell === null || cell === undefined ? null : String(cell);
}
