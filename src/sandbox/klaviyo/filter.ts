/** The two filters of this stand-in's routes: `equals(field,"x")` and `any(field,["x","y"])` (API overview, filtering). */

export type ParsedFilter<Field extends string> =
  | { readonly ok: true; readonly field: Field; readonly values: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const FORM = /^(?<operator>equals|any)\((?<field>[a-z_]+),(?<value>.*)\)$/su;
/** From memory. */
const VALUES_MAX = 100;

export function parseFilter<Field extends string>(text: string, fields: readonly Field[]): ParsedFilter<Field> {
  const { operator, field: name = "", value = "" } = FORM.exec(text)?.groups ?? {};
  if (operator === undefined) return { ok: false, problem: "Invalid filter provided." };
  const field = fields.find((one) => one === name);
  if (field === undefined) return { ok: false, problem: `'${name}' is not a filterable field.` };
  const values = readValues(value);
  if (values === undefined || (operator === "equals") !== (typeof values === "string"))
    return { ok: false, problem: "Invalid filter value." };
  const list = typeof values === "string" ? [values] : values;
  if (list.length === 0 || list.length > VALUES_MAX)
    return { ok: false, problem: `A filter takes 1 to ${VALUES_MAX} values.` };
  return { ok: true, field, values: list };
}

function readValues(text: string): string | readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return value;
    return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
