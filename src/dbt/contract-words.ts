/** What dbt says where a model's columns are not those of its contract, as a sentence. */

/** `| country | | VARCHAR | missing in definition |`: a row of the table that dbt-core 1.11 draws. */
const ROW =
  /^\|\s*([^|\s]+)\s*\|\s*([^|]*?)\s*\|\s*([^|]*?)\s*\|\s*(missing in definition|missing in contract|data type mismatch)\s*\|$/u;

/** Undefined where dbt speaks of something else. */
export function contractWords(message: string): string | undefined {
  const rows = message
    .split("\n")
    .map((line) => ROW.exec(line.trim()))
    .filter((row) => row !== null);
  const columns = rows.map(([, name = "", given = "", wanted = "", mismatch]) => {
    if (mismatch === "missing in definition") return `${name} (${wanted}) is missing`;
    if (mismatch === "missing in contract") return `${name} is none of them`;
    return `${name} is ${given}, not ${wanted}`;
  });
  return columns.length === 0 ? undefined : `its columns are not those of its contract: ${columns.join("; ")}`;
}
