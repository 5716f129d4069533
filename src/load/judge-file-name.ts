/** Is a file one of ours, nearly one of ours, or none of our business? */
import { closestName } from "../domain/closest-name.ts";
import { rawTables, type RawTable } from "./raw-tables.ts";

export type JudgedName =
  | { readonly kind: "table"; readonly table: RawTable; readonly isCompressed: boolean }
  /** Somebody may believe it was loaded: it must be refused. */
  | { readonly kind: "near"; readonly why: string; readonly remedy: string }
  | { readonly kind: "other" };

const names = rawTables.map((table) => table.name);

/**
 * `charges.csv` and `charges.csv.gz` are ours. `charge.csv`, `charges.CSV`, `charges (1).csv`, `charges.xlsx` and every
 * other `.csv` are refused with the name they should have; `README.txt` is left alone.
 */
export function judgeFileName(name: string): JudgedName {
  const exact = rawTables.find((table) => name === `${table.name}.csv` || name === `${table.name}.csv.gz`);
  if (exact !== undefined) return { kind: "table", table: exact, isCompressed: name.endsWith(".gz") };
  const lower = name.toLowerCase();
  const [stem = ""] = lower.split(".");
  const meant =
    names.find((table) => stem === table) ??
    names.find((table) => stem.startsWith(table)) ??
    closestName(stem.replaceAll(/[\s-]+/g, "_"), names);
  const isCsv = /\.(csv|tsv)(\.[a-z0-9]+)?$/.test(lower);
  if (meant === undefined)
    return isCsv
      ? {
          kind: "near",
          why: "No raw table is called so.",
          remedy: `Call it ${names.map((table) => `${table}.csv`).join(", ")} (or .csv.gz), or move it out of the way.`,
        }
      : { kind: "other" };
  const proper = `${meant}.csv${lower.endsWith(".gz") ? ".gz" : ""}`;
  return {
    kind: "near",
    why: "Its name is not quite a raw table's.",
    remedy: isCsv
      ? `Did you mean ${proper}? Rename it, or move it out of the way.`
      : `Only ${meant}.csv and ${meant}.csv.gz are read: write it so, or move it out of the way.`,
  };
}
