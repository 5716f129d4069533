/** The currencies that the rules count, as the seed `tier_policies.csv` says them: beside them no charge counts. */
import { parse } from "csv-parse/sync";
import { z } from "zod";

const policies = z.array(z.looseObject({ currency: z.string() }).catch({ currency: "" }));

/** Of every version of the rules, each once, in their order; upper case. Lenient: what is wrong with a seed is told by dbt. */
export function policyCurrencies(text: string): readonly string[] {
  const options = { columns: true, bom: true, trim: true, relax_column_count: true, relax_quotes: true } as const;
  const found = policies.parse(parse(text, options)).map(({ currency }) => currency.toUpperCase());
  return [...new Set(found.filter((currency) => currency !== ""))];
}
