/** A sync: which models go to which destination, how. One file in `syncs/` is one sync. Values are checked already. */
import type { GuardLimits } from "./guard.ts";
import type { SourceLocation } from "./errors.ts";
import type { Holdout } from "./holdout.ts";

export type PropertyType = "string" | "number" | "date" | "datetime" | "enumeration" | "bool";

/** `floor2` and `ceil2` render decimals with exactly two places, rounded down or up; null renders the type's plain text. */
export type PropertyFormat = "floor2" | "ceil2" | null;

export interface SyncProperty {
  /** The property's internal name at the destination. */
  readonly name: string;
  readonly column: string;
  readonly type: PropertyType;
  readonly format: PropertyFormat;
  /** What people see at the destination. */
  readonly label: string;
}

export interface SyncMembers {
  readonly model: string;
  readonly key: string;
  readonly email: string;
  /** The column with a reason code; a row with `DATA_ERROR` there is neither entered nor left. Null: no such column. */
  readonly reason: string | null;
  readonly createContacts: boolean;
  /** What happens to our properties when a member vanishes from the model. */
  readonly onLeave: "clear" | "keep";
}

export interface SyncAudience {
  readonly model: string;
  readonly lists: readonly { readonly audience: string; readonly list: string }[];
}

/** The column of a suppress model that holds addresses, beside the members' key or instead of it. */
export const SUPPRESSED_ADDRESS = "email";

/** A share of each audience model's members who are kept off its lists. */
export interface SyncHoldout {
  /** Hundredths of a percent, 1 to 5,000. */
  readonly buckets: number;
  /** Null: each audience model's own name, so that its lists leave out the same people at every destination. */
  readonly seed: string | null;
}

/** Who is kept off the lists of this model; null for nobody. */
export function holdoutOf({ holdout }: Pick<Sync, "holdout">, model: string): Holdout | null {
  return holdout === null ? null : { buckets: holdout.buckets, seed: holdout.seed ?? model };
}

/** The dbt targets from which a sync may send. */
export interface SyncTargets {
  readonly names: readonly string[];
  readonly location: SourceLocation;
}

export interface SyncDestination {
  /** The name of its kind, as `hubspot`. */
  readonly type: string;
  /** By key; from the environment: never logged, never part of a hash or a message. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where it lies, without a trailing slash: an API's address, or what else its kind takes. */
  readonly address: string;
  /** Its other keys, with their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of these, what the file says, without defaults: a default that a later version brings changes no plan. */
  readonly written: Readonly<Record<string, unknown>>;
}

export interface Sync {
  /** `[a-z][a-z0-9_]*`, at most 40 characters: it stands verbatim in table names. */
  readonly name: string;
  readonly location: SourceLocation;
  /** Where each list stands in the file, by the list's name. */
  readonly listLocations: ReadonlyMap<string, SourceLocation>;
  /** Where each property stands in the file, by the property's name. */
  readonly propertyLocations: ReadonlyMap<string, SourceLocation>;
  /** Where `suppress` and `consent` stand, as far as the file has them. */
  readonly exclusionLocations: ReadonlyMap<"suppress" | "consent", SourceLocation>;
  readonly destination: SyncDestination;
  readonly members: SyncMembers;
  readonly properties: readonly SyncProperty[];
  readonly audiences: readonly SyncAudience[];
  /** The model whose rows name customers and addresses that nothing is sent about. Null: there is none. */
  readonly suppress: { readonly model: string } | null;
  /** The column of the members' model that must be TRUE before a member is sent. Null: nobody is asked. */
  readonly consent: { readonly column: string } | null;
  readonly holdout: SyncHoldout | null;
  /** Null: every target may send. */
  readonly applyOn: SyncTargets | null;
  readonly guards: GuardLimits;
  /** Null: the destination's own L. */
  readonly coolDownMs: number | null;
  /** Changes whenever the file's meaning changes (comments and secrets aside). A plan is only applied under the same one. */
  readonly definitionHash: string;
  /** Changes only with members and properties: a change makes every contact an update. */
  readonly mappingHash: string;
}

export function locationOfProperty({ location, propertyLocations }: Sync, property: string): SourceLocation {
  return propertyLocations.get(property) ?? location;
}

export function locationOfExclusion(
  { location, exclusionLocations }: Sync,
  key: "suppress" | "consent",
): SourceLocation {
  return exclusionLocations.get(key) ?? location;
}

/** Where an error about this list points; at the sync itself for a list that its file names no more. */
export function locationOfList({ location, listLocations }: Sync, list: string): SourceLocation {
  return listLocations.get(list) ?? location;
}
