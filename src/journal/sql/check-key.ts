/** The columns by which models name a member are compared as text: what has no one text names nobody. */
import { ConfigError } from "../../domain/errors.ts";
import type { Sync } from "../../domain/sync.ts";
import type { Column } from "../../warehouse/warehouse.ts";

/** A column that names members, and the model that has it. */
export interface KeyColumn {
  readonly model: string;
  readonly column: Column;
}

/**
 * The column's name. `ConfigError` `key_type` for a float, and for a decimal with digits after the point: 42 is `42.0`
 * there and `42` elsewhere, so that whoever a suppress model names so would be sent all the same.
 */
export function checkKey(sync: Sync, { model, column: { name, type, scale, engineType } }: KeyColumn): string {
  if (type !== "float" && !(type === "decimal" && scale !== 0)) return name;
  throw new ConfigError(
    "key_type",
    `${model}.${name} names members, but is a ${engineType}: 42 may read as 42.0 there.`,
    {
      location: sync.location,
      remedy: `Cast it in the model: cast(${name} as integer), or as text where the source has text.`,
    },
  );
}

/**
 * As `checkKey`; besides, `ConfigError` `key_type` where the members' model has another kind of key: 7 is not the `007` of
 * a text, so that a suppress model would silently name nobody.
 */
export function checkKeyLike(sync: Sync, key: KeyColumn, members: KeyColumn): string {
  const name = checkKey(sync, key);
  if (kindOf(key.column) === kindOf(members.column)) return name;
  throw new ConfigError(
    "key_type",
    `${key.model}.${name} is a ${key.column.engineType}, but ${members.model}.${members.column.name} is a ${members.column.engineType}: 7 and 007 would be two members.`,
    {
      location: sync.location,
      remedy: "Cast one of the two in its model, so that both name a member in the same form.",
    },
  );
}

/** Types that write one member in one way. */
function kindOf({ type, scale, engineType }: Column): string {
  if (type === "decimal" && scale === 0) return "integer";
  return type === "other" ? engineType : type;
}
