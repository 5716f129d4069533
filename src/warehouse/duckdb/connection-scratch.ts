/** Temporary tables belong to one DuckDB connection, so a piece of work that needs them has it to itself. */
import { runSteps } from "../run-steps.ts";
import type { Scratch, Statements } from "../warehouse.ts";
import { duckDbDialect } from "./duckdb-dialect.ts";
import { parquetRelation } from "./parquet-relation.ts";
import { textRelation } from "./text-relation.ts";

/** The connection is to be closed when `work` fails: what it kept goes with it. */
export async function withScratch<Result>(
  statements: Statements,
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const kept: string[] = [];
  const result = await work({
    ...statements,
    atomically: (steps) => runSteps(statements, steps),
    scannedBytes: () => Promise.resolve(null),
    keep: async (name, { text, parameters }) => {
      const table = `temp.main.${duckDbDialect.quote(name)}`;
      await statements.run(`create temporary table ${duckDbDialect.quote(name)} as\n${text}`, parameters);
      kept.push(table);
      return table;
    },
    textRelation: (file) => Promise.resolve(textRelation(file)),
    parquetRelation: (file) => Promise.resolve(parquetRelation(file)),
  });
  for (const table of kept) await statements.run(`drop table ${table}`);
  return result;
}
