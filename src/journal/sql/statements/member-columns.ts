/** How one row of the members model is read: identity, address, properties, and the hash over what will be said. */
import { InvariantError } from "../../../domain/errors.ts";
import type { IdentifiedBy } from "../../../domain/identity.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { renderProperty } from "../render-property.ts";
import type { Dialect } from "../../../warehouse/dialect.ts";

/** One way of hashing what is said of a contact. */
export interface ContactHash {
  /** Stored beside each hash; from 1, without gaps. */
  readonly version: number;
  /** A text expression over `address` and `property_1` …; `mappingHash` is one, too. */
  readonly expression: (dialect: Dialect, mappingHash: string, propertyCount: number) => string;
}

/**
 * Every way that ever was, the one in use last. A row is compared in its own version, so that a new way of hashing
 * updates nobody; a row takes the newest version when it is said again.
 */
export const CONTACT_HASHES: readonly ContactHash[] = [{ version: 1, expression: lengthsAndValues }];

/** The hash that is said today, and under which names the older ones stand beside it. */
export function hashColumns(
  hashes: readonly ContactHash[],
): readonly { readonly version: number; readonly name: string }[] {
  const newest = newestHash(hashes);
  return hashes.map(({ version }) => ({
    version,
    name: version === newest.version ? "desired_hash" : `desired_hash_${version}`,
  }));
}

export function newestHash(hashes: readonly ContactHash[]): ContactHash {
  const newest = hashes.at(-1);
  if (newest !== undefined) return newest;
  throw new InvariantError("no_hash", "No way of hashing a contact is known.");
}

/** Every list row says the same thing, in every version. */
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
    ...(members.consent === null ? [] : [`coalesce(${dialect.quote(members.consent)}, false) as has_consent`]),
    ...members.properties.map(
      (property, index) => `coalesce(${renderProperty(dialect, property)}, '') as property_${index + 1}`,
    ),
  ];
}

/** Which column of a judged row tells whose it is. Where members are the identities there is no other. */
export function ownerColumn(identifiedBy: IdentifiedBy): "identity" | "member_key" {
  return identifiedBy === "member" ? "identity" : "member_key";
}

/** What is stored of an address. It costs as much as a row's own hash, so only rows that need it get it. */
export function addressHash(dialect: Dialect, address: string): string {
  return `case when ${address} = '' then '' else ${dialect.md5(address)} end`;
}

/** md5 over the mapping, the address and every property, each with its length, so that no two rows read alike. */
function lengthsAndValues(dialect: Dialect, mappingHash: string, propertyCount: number): string {
  const parts = [mappingHash, "address", ...propertyColumns(propertyCount)];
  const { text } = dialect.types;
  const measured = parts.map((part) => `cast(length(${part}) as ${text}), ':', ${part}`);
  // One call: a chain of || makes a text per step, which doubles the time of a plan's dearest column.
  return dialect.md5(`concat(${measured.join(", ';', ")})`);
}
