/** How one row of the members model is read: identity, address, properties, and the hash over what will be said. */
import type { DesiredRelations } from "../desired-relations.ts";
import { renderProperty } from "../render-property.ts";
import type { Dialect } from "../../../warehouse/dialect.ts";

/** Stored beside each hash; raise it when the way of hashing changes, and every row is compared anew. */
export const HASH_VERSION = 1;
/** Every list row says the same thing. */
export const MEMBERSHIP_HASH = "member";
const DATA_ERROR = "DATA_ERROR";

export function propertyColumns(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `property_${index + 1}`);
}

/** Select items over the model's relation; NULL and '' are one value: both clear. */
export function memberItems(dialect: Dialect, members: DesiredRelations["members"]): readonly string[] {
  const { text } = dialect.types;
  const column = (name: string): string => `cast(${dialect.quote(name)} as ${text})`;
  const isDataError =
    members.reason === null ? "false" : `coalesce(${column(members.reason)} = '${DATA_ERROR}', false)`;
  return [
    `coalesce(${column(members.key)}, '') as identity`,
    `coalesce(lower(${dialect.trim(column(members.email))}), '') as address`,
    `${isDataError} as is_data_error`,
    ...members.properties.map(
      (property, index) => `coalesce(${renderProperty(dialect, property)}, '') as property_${index + 1}`,
    ),
  ];
}

/** md5 over the mapping, the address and every property, each with its length, so that no two rows read alike. */
export function contactHash(dialect: Dialect, mappingHash: string, propertyCount: number): string {
  const parts = [mappingHash, "address", ...propertyColumns(propertyCount)];
  const { text } = dialect.types;
  const measured = parts.map((part) => `cast(length(${part}) as ${text}) || ':' || ${part}`);
  return dialect.md5(measured.join(" || ';' || "));
}
