/** What to look for within one model. Questions whose answer the figures give already are not asked. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Figures } from "./read-figures.ts";
import type { StagingSource } from "./staging-models.ts";
import { selectDuplicates, selectRows } from "./statements/select-suspects.ts";
import { FIRST_YEAR } from "./statements/summarize.ts";
import type { Suspicion } from "./suspicion.ts";

/** An amount this many times the one that 99 % do not exceed. */
const EXTREME_FACTOR = 20;

export function suspectsOfModel(
  { model, from }: StagingSource,
  figures: Figures,
  asOf: string,
  dialect: Dialect,
): readonly Suspicion[] {
  const { key, instant, name } = model;
  const where = (condition: string): string => selectRows(key, from, condition);
  const nullsOf = (column: string): number => figures.nulls.find((one) => one.column === column)?.rows ?? 0;
  const withKey = figures.rows - nullsOf(key);
  const suspicions: Suspicion[] = [];
  if (withKey > figures.keys)
    suspicions.push({
      level: "error",
      code: "duplicate_id",
      model: name,
      sql: selectDuplicates(key, from),
      message: (_count, rows) => `Each ${key} may stand once; these stand in ${rows} rows together.`,
      remedy: "Keep one row per id in the model, as with row_number() over (partition by id).",
    });
  for (const { name: column, isRequired } of model.columns)
    if (isRequired && nullsOf(column) > 0)
      suspicions.push({
        level: "error",
        code: "value_missing",
        model: name,
        sql: where(`${column} is null`),
        message: () => `${column} is NULL, where every row needs a value.`,
        remedy: "Fill it in where the rows are made, or leave these rows out of the model.",
      });
  if (figures.future > 0)
    suspicions.push({
      level: "warn",
      code: "future",
      model: name,
      sql: where(`${instant} > ${dialect.instant(dialect.literal(asOf))}`),
      message: () => `${instant} is after the instant looked from (${asOf.slice(0, 16).replace("T", " ")} UTC).`,
      remedy: "They count once their time has come; check the clock and the time zone of their source.",
    });
  if (figures.early > 0)
    suspicions.push({
      level: "warn",
      code: "too_early",
      model: name,
      sql: where(`${instant} < ${dialect.instant(dialect.literal(`${FIRST_YEAR}-01-01T00:00:00Z`))}`),
      message: () => `${instant} is before ${FIRST_YEAR}.`,
      remedy: "Placeholders as 1900-01-01 should be NULL or left out.",
    });
  return [...suspicions, ...suspectAmounts(figures, where)];
}

function suspectAmounts({ model, rows, amounts }: Figures, where: (condition: string) => string): readonly Suspicion[] {
  if (amounts === null) return [];
  const suspicions: Suspicion[] = [];
  const add = (count: number, suspicion: Omit<Suspicion, "model">): void => {
    if (count > 0) suspicions.push({ model, ...suspicion });
  };
  add(amounts.missing, {
    level: "warn",
    code: "amount_missing",
    sql: where("amount is null"),
    message: () => "The amount is NULL: such a row hides its member's tier.",
    remedy: "Fill it in where the rows are made, or leave these rows out of the model.",
  });
  add(amounts.negative, {
    level: "warn",
    code: "amount_negative",
    sql: where("amount < 0"),
    message: () => "The amount is negative: such a row hides its member's tier.",
    remedy: "A return is a row of stg_loyalty__returns with a positive amount.",
  });
  add(amounts.tooFine, {
    level: "error",
    code: "amount_too_fine",
    sql: where("amount <> round(amount, 4)"),
    message: () => "The amount has more than 4 decimals: the contract's numeric(18,4) would round it.",
    remedy: "Round it in the model, where you decide how.",
  });
  add(amounts.zero, {
    level: "info",
    code: "amount_zero",
    sql: where("amount = 0"),
    message: () => "The amount is 0.",
    remedy: "Nothing, if gifts and vouchers are rung up so.",
  });
  const { percentile99, max } = amounts;
  const isExtreme = rows >= 100 && percentile99 !== null && Number(max) > EXTREME_FACTOR * Number(percentile99);
  add(isExtreme ? 1 : 0, {
    level: "info",
    code: "amount_extreme",
    sql: where(`amount > ${EXTREME_FACTOR} * ${percentile99 ?? "0"}`),
    message: () => `The amount is more than ${EXTREME_FACTOR} times what 99% do not exceed.`,
    remedy: "Look at them: a slip of the till, or amounts in cents.",
  });
  return suspicions;
}
