/** A sync: which models go to which destination, how. One file in `syncs/` is one sync. Values are checked already. */
import type { GuardLimits } from "./guard.ts";
import type { SourceLocation } from "./errors.ts";

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

export interface SyncDestination {
  readonly type: "hubspot";
  /** A secret: never logged, never part of a hash or a message. */
  readonly token: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

export interface Sync {
  /** `[a-z][a-z0-9_]*`, at most 40 characters: it stands verbatim in table names. */
  readonly name: string;
  readonly location: SourceLocation;
  readonly destination: SyncDestination;
  readonly members: SyncMembers;
  readonly properties: readonly SyncProperty[];
  readonly audiences: readonly SyncAudience[];
  readonly guards: GuardLimits;
  /** Null: the destination's own L. */
  readonly coolDownMs: number | null;
  /** Changes whenever the file's meaning changes (comments and secrets aside). A plan is only applied under the same one. */
  readonly definitionHash: string;
  /** Changes only with members and properties: a change makes every contact an update. */
  readonly mappingHash: string;
}
