/** The columns by which models name a member are compared as text: what has no one text names nobody. */
import { ConfigError } from "../../domain/errors.ts";
import type { Sync } from "../../domain/sync.ts";
import type { Column } from "../../warehouse/warehouse.ts";

/**
 * The column's name. `ConfigError` `key_type` for a float, and for a decimal with digits after the point: 42 is `42.0`
 * there and `42` elsewhere, so that whoever a suppress model names so would be sent all the same.
 */
export function checkKey(sync: Sync, model: string, { name, type, scale, engineType }: Column): string {
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
