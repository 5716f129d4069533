/** Charges that cannot count, found when they are loaded and not only when every tier turns out to be unknown. */
import { RAW_SCHEMA } from "../load/raw-tables.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { Rules } from "./read-rules.ts";

export interface OtherCurrencies {
  readonly charges: number;
  /** Charges in a currency of no rule; those without a currency are taken for the programme's. */
  readonly others: readonly { readonly currency: string; readonly charges: number }[];
  readonly rules: Rules;
}

/** Null: every charge is in a currency of the rules. Reads one column of the charges. */
export async function findOtherCurrencies(warehouse: Warehouse, rules: Rules | null): Promise<OtherCurrencies | null> {
  if (rules === null || rules.currencies.length === 0) return null;
  const { dialect } = warehouse;
  const rows = await warehouse.rows(
    `select currency, count(*) as charges from ${dialect.relation(RAW_SCHEMA, "charges")} group by currency order by charges desc, currency`,
  );
  const counted = rows.map(({ currency, charges }) => ({
    currency: typeof currency === "string" ? currency : "",
    charges: Number(charges),
  }));
  const others = counted.filter(({ currency }) => currency !== "" && !rules.currencies.includes(currency));
  if (others.length === 0) return null;
  return { charges: counted.reduce((sum, { charges }) => sum + charges, 0), others, rules };
}
