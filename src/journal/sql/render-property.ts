/**
 * A property's value as the text a destination takes, exactly: no value ever is a float.
 *
 * - number: plain decimal text, no exponent, no zeros at the end. `floor2`, `ceil2`: exactly two places, rounded down or up.
 * - date: `YYYY-MM-DD`. datetime: epoch milliseconds, UTC. HubSpot takes both ("How should timestamps be formatted for
 *   HubSpot's APIs?", developers.hubspot.com/docs/faq, read 2026-11-22, and facts/destinations.md).
 * - bool: `true` or `false`. string, enumeration: the text as it is.
 */
import { ConfigError } from "../../domain/errors.ts";
import type { PropertyType } from "../../domain/sync.ts";
import type { Dialect } from "../../warehouse/dialect.ts";
import type { Column } from "../../warehouse/warehouse.ts";
import type { DesiredProperty } from "./desired-relations.ts";

/** Which columns each type can be read from. Text is let through to numbers and dates by no cast: it may be anything. */
const READABLE: Readonly<Record<PropertyType, readonly Column["type"][]>> = {
  string: ["text", "integer", "decimal", "boolean", "date"],
  enumeration: ["text", "integer", "boolean"],
  number: ["integer", "decimal"],
  date: ["date", "timestamp"],
  datetime: ["timestamp"],
  bool: ["boolean"],
};

/** `ConfigError` `property_type` for a column from which the type cannot be read exactly. */
export function checkProperty(name: string, property: DesiredProperty, model: string): void {
  const { type, column } = property;
  if (READABLE[type].includes(column.type)) return;
  const remedy = {
    string: "Cast the column to text in the model.",
    enumeration: "Cast the column to text in the model.",
    number: "Cast the column to numeric(18,4) in the model; floats are not exact.",
    date: "Cast the column to date in the model.",
    datetime: "Cast the column to timestamp in the model.",
    bool: "Cast the column to boolean in the model.",
  }[type];
  throw new ConfigError(
    "property_type",
    `The property ${name} is a ${type}, but ${model}.${column.name} is a ${column.engineType}.`,
    { remedy },
  );
}

/** A text expression; NULL where the value is. */
export function renderProperty(dialect: Dialect, { type, format, column }: DesiredProperty): string {
  const value = dialect.quote(column.name);
  const { text } = dialect.types;
  switch (type) {
    case "number":
      return format === null ? plainNumber(dialect, value, column) : cents(dialect, value, column, format);
    case "date":
      return `cast(cast(${value} as date) as ${text})`;
    case "datetime":
      return `cast(${dialect.epochMillis(value)} as ${text})`;
    case "bool":
      return `case when ${value} then 'true' when not ${value} then 'false' end`;
    case "string":
    case "enumeration":
      return `cast(${value} as ${text})`;
    default:
      return type satisfies never;
  }
}

function plainNumber({ types, isScaleShown }: Dialect, value: string, { scale }: Column): string {
  const plain = `cast(${value} as ${types.text})`;
  return !isScaleShown || scale === null || scale === 0 ? plain : `rtrim(rtrim(${plain}, '0'), '.')`;
}

/**
 * Text with two places. Most amounts are not negative and need no arithmetic but to be cut, which takes a fifth of the
 * time; the others are computed. Every step is exact.
 */
function cents(dialect: Dialect, value: string, { scale }: Column, format: "floor2" | "ceil2"): string {
  const { types, isScaleShown } = dialect;
  const round = format === "floor2" ? "floor" : "ceil";
  const computed = dialect.cents(value, scale ?? 0, round);
  if (!isScaleShown || scale === null || scale <= 2) return computed;
  const shown = `cast(${value} as ${types.text})`;
  const cut = scale - 2;
  const isCut = format === "floor2" ? "" : ` and right(${shown}, ${cut}) = '${"0".repeat(cut)}'`;
  return `case when ${value} >= 0${isCut} then left(${shown}, length(${shown}) - ${cut}) else ${computed} end`;
}
