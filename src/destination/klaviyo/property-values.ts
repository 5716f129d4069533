/**
 * Properties as proper types: Klaviyo takes any JSON, and filters by numbers, dates and booleans only where they are such
 * (profile properties guide, read 2026-11-22: dates as ISO 8601).
 */
import { isoInstant } from "../../platform/instant.ts";
import type { DescribedProperty } from "../destination-type.ts";
import { exactNumber } from "../kit/exact-number.ts";

export type TypedProperties =
  | {
      readonly kind: "typed";
      /** For `JSON.stringify`. */
      readonly values: Readonly<Record<string, unknown>>;
      /** Names that are emptied. */
      readonly unset: readonly string[];
    }
  /** A value is not of its property's type. */
  | { readonly kind: "mistyped"; readonly name: string; readonly type: DescribedProperty["type"] };

export function typeProperties(
  given: Readonly<Record<string, string>>,
  properties: readonly DescribedProperty[],
): TypedProperties {
  const typeOf = new Map(properties.map(({ name, type }) => [name, type]));
  const values: Record<string, unknown> = {};
  const unset: string[] = [];
  for (const [name, text] of Object.entries(given)) {
    const type = typeOf.get(name) ?? "string";
    const value = text === "" ? undefined : typed(text, type);
    if (text === "") unset.push(name);
    else if (value === undefined) return { kind: "mistyped", name, type };
    else values[name] = value;
  }
  return { kind: "typed", values, unset };
}

/** Undefined: the text is not of this type. */
function typed(text: string, type: DescribedProperty["type"]): unknown {
  switch (type) {
    case "number":
      return exactNumber(text);
    case "bool":
      return text === "true" || text === "false" ? text === "true" : undefined;
    case "datetime":
      return /^-?\d+$/u.test(text) ? isoInstant(Number(text)) : undefined;
    case "date":
      return /^\d{4}-\d\d-\d\d$/u.test(text) ? text : undefined;
    case "string":
    case "enumeration":
      return text;
    default:
      return type satisfies never;
  }
}
