/** From the text of a cell to the value a raw table keeps, as SQL; null when there is none or it cannot be read. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { ColumnKind } from "./raw-tables.ts";

/**
 * At most 10 digits: decimal(18,4) takes 14, and a slip of the till must not let the sums of a month overflow.
 * A pattern first, because casts round `1.23456` and take `1e3`.
 */
const AMOUNT_PATTERN = "-?[0-9]{1,10}([.][0-9]{1,4})?";

/** Hours to 23 and seconds to 59 by the pattern, since DuckDB takes 24:00 for the next day; days that do not exist by the cast. */
const INSTANT_PATTERN =
  "(19|[2-8][0-9]|9[0-8])[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?" +
  "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?";

export const STATUSES = ["active", "resigned"] as const;

export function cellType(kind: ColumnKind, dialect: Dialect): string {
  return kind === "amount" ? dialect.amount.column : castType(kind, dialect);
}

/** The same as a cast names it. */
export function castType(kind: ColumnKind, { amount, types }: Dialect): string {
  if (kind === "amount") return amount.cast;
  return kind === "instant" ? types.timestamp : types.text;
}

/** `cell` is the text as it stands in the file. Text columns keep their blanks; nothing but blanks is null. */
export function parseCell(kind: ColumnKind, cell: string, dialect: Dialect): string {
  return parsers[kind](dialect.trim(cell), dialect, cell);
}

const parsers: Readonly<Record<ColumnKind, (trimmed: string, dialect: Dialect, cell: string) => string>> = {
  id: (trimmed) => `nullif(${trimmed}, '')`,
  text: (trimmed, _dialect, cell) => `case when ${trimmed} <> '' then ${cell} end`,
  currency: (trimmed) => `nullif(upper(${trimmed}), '')`,
  status: (trimmed, dialect) => {
    const known = STATUSES.map((status) => dialect.literal(status)).join(", ");
    return `case when ${trimmed} in (${known}) then ${trimmed} end`;
  },
  amount: (trimmed, dialect) =>
    `case when ${dialect.matches(trimmed, AMOUNT_PATTERN)} then cast(${trimmed} as ${castType("amount", dialect)}) end`,
  instant: (trimmed, dialect) =>
    `case when ${dialect.matches(trimmed, INSTANT_PATTERN)} then ${dialect.instant(trimmed)} end`,
};
