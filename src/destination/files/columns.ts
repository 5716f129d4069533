/** The columns of a place's files. The same in every format; docs/files.md says them in words. */
import type { PlaceKind } from "../../domain/place.ts";
import type { SyncProperty } from "../../domain/sync.ts";

export type ColumnType = "text" | "decimal2" | "decimal9" | "date" | "instant" | "boolean";

export interface FileColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type FileContent = "changes" | "snapshot";

/** Columns that are ours, so no property may be called so. */
export const OWN_COLUMNS = ["operation", "audience", "member_key", "address", "at"] as const;

/**
 * As DuckDB calls them. Numbers are exact: two decimals where the sync rounds to two, else nine, which with 38 digits is
 * what BigQuery's NUMERIC and most other readers of Parquet hold.
 */
export const ENGINE_TYPES: Readonly<Record<ColumnType, string>> = {
  text: "varchar",
  decimal2: "decimal(38,2)",
  decimal9: "decimal(38,9)",
  date: "date",
  instant: "timestamp with time zone",
  boolean: "boolean",
};

export function columnsOf(
  kind: PlaceKind,
  content: FileContent,
  properties: readonly SyncProperty[],
): readonly FileColumn[] {
  const operation: readonly FileColumn[] = content === "changes" ? [{ name: "operation", type: "text" }] : [];
  const person: readonly FileColumn[] =
    kind === "list"
      ? [
          { name: "audience", type: "text" },
          { name: "member_key", type: "text" },
        ]
      : [
          { name: "member_key", type: "text" },
          { name: "address", type: "text" },
          ...properties.map((property) => ({ name: property.name, type: columnType(property) })),
        ];
  return [...operation, ...person, { name: "at", type: "instant" }];
}

function columnType({ type, format }: Pick<SyncProperty, "type" | "format">): ColumnType {
  switch (type) {
    case "string":
    case "enumeration":
      return "text";
    case "number":
      return format === null ? "decimal9" : "decimal2";
    case "date":
      return "date";
    case "datetime":
      return "instant";
    case "bool":
      return "boolean";
    default:
      return type satisfies never;
  }
}
