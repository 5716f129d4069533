/** One staging model as the other statements read it. */
import type { Dialect } from "../../warehouse/dialect.ts";
import type { Column } from "../../warehouse/warehouse.ts";
import { isOfType, type StagingColumn, type StagingModel } from "../staging-models.ts";

/**
 * A table expression with exactly the contract's columns. One that is missing or of another type is NULL, so that a model
 * half filled in can be looked at, too.
 */
export function readStaging(
  dialect: Dialect,
  model: StagingModel,
  relation: string,
  columns: readonly Column[],
): string {
  const list = model.columns.map((wanted) => {
    const found = columns.find(({ name }) => name.toLowerCase() === wanted.name);
    const name = dialect.quote(wanted.name);
    if (found === undefined || !isOfType(found, wanted)) return `cast(null as ${typeOf(dialect, wanted)}) as ${name}`;
    const column = dialect.quote(found.name);
    if (wanted.type === "text" && found.type !== "text") return `cast(${column} as ${dialect.types.text}) as ${name}`;
    return found.name === wanted.name ? column : `${column} as ${name}`;
  });
  return `(select ${list.join(", ")} from ${relation})`;
}

function typeOf(dialect: Dialect, { type }: StagingColumn): string {
  return type === "decimal" ? dialect.amount.cast : dialect.types[type];
}
