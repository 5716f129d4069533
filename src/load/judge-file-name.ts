/** Is a file one of ours, nearly one of ours, or none of our business? */
import { closestName } from "../domain/closest-name.ts";
import { rawTables, type RawTable } from "./raw-tables.ts";

/** What follows a table's name. */
export type FileFormat = "csv" | "csv.gz" | "parquet";
const FORMATS: readonly FileFormat[] = ["csv", "csv.gz", "parquet"];

export type JudgedName =
  | { readonly kind: "table"; readonly table: RawTable; readonly format: FileFormat }
  /** Somebody may believe it was loaded: it must be refused. */
  | { readonly kind: "near"; readonly why: string; readonly remedy: string }
  | { readonly kind: "other" };

const names = rawTables.map((table) => table.name);

/**
 * `charges.csv`, `charges.csv.gz` and `charges.parquet` are ours. `charge.csv`, `charges.CSV`, `charges (1).csv`, `charges.xlsx` and every
 * other `.csv` or `.parquet` are refused with the name they should have; `README.txt` is left alone.
 */
export function judgeFileName(name: string): JudgedName {
  for (const table of rawTables)
    for (const format of FORMATS) if (name === `${table.name}.${format}`) return { kind: "table", table, format };
  const lower = name.toLowerCase();
  const [stem = ""] = lower.split(".");
  const meant =
    names.find((table) => stem === table) ??
    names.find((table) => stem.startsWith(table)) ??
    closestName(stem.replaceAll(/[\s-]+/g, "_"), names);
  const isOurs = /\.(csv|tsv|parquet)(\.[a-z0-9]+)?$/.test(lower);
  if (meant === undefined)
    return isOurs
      ? {
          kind: "near",
          why: "No raw table is called so.",
          remedy: `Call it ${names.map((table) => `${table}.csv`).join(", ")} (or .csv.gz, .parquet), or move it out of the way.`,
        }
      : { kind: "other" };
  const isParquet = lower.includes(".parquet");
  const proper = isParquet ? `${meant}.parquet` : `${meant}.csv${lower.endsWith(".gz") ? ".gz" : ""}`;
  return {
    kind: "near",
    why: "Its name is not quite a raw table's.",
    remedy: isOurs
      ? `Did you mean ${proper}? Rename it, or move it out of the way.`
      : `Only ${meant}.csv, ${meant}.csv.gz and ${meant}.parquet are read: write it so, or move it out of the way.`,
  };
}
