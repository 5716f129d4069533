/** A row's properties as Mailchimp takes them (merge fields page: types and how their data is validated). */
import type { PropertyType } from "../../domain/sync.ts";
import type { DescribedProperty } from "../destination-type.ts";
import { exactNumber } from "../kit/exact-number.ts";

export type TaggedProperty = DescribedProperty & { readonly tag: string };

/** What an enumeration may hold is known only when a build is planned: it is asked of the property, never copied. */
export function tagged(property: DescribedProperty, tag: string): TaggedProperty {
  return {
    ...property,
    tag,
    get options() {
      return property.options;
    },
  };
}

/** By tag. `""` clears every type. */
export function mergeValuesOf(
  properties: readonly TaggedProperty[],
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    properties.flatMap(({ name, tag, type }) => {
      const text = values[name];
      return text === undefined ? [] : [[tag, mergeValueOf(type, text)]];
    }),
  );
}

/** Every property of ours emptied. */
export function clearedValues(properties: readonly TaggedProperty[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(properties.map(({ tag }) => [tag, ""]));
}

/** Whether a contact holds these values, as far as Mailchimp shows them. */
export function holdsValues(
  sent: Readonly<Record<string, unknown>>,
  there: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(sent).every(([tag, value]) => {
    const [wanted, held] = [textOf(value), textOf(there[tag] ?? "")];
    return wanted === held || (wanted !== "" && held !== "" && Number(wanted) === Number(held));
  });
}

/** Mailchimp has no field for an instant: it is kept as ISO 8601 text, which sorts. */
function mergeValueOf(type: PropertyType, text: string): unknown {
  if (text === "") return "";
  if (type === "number") return exactNumber(text) ?? text;
  return type === "datetime" ? new Date(Number(text)).toISOString() : text;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
