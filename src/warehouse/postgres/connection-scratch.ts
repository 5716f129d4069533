/** Temporary tables belong to one PostgreSQL connection, so a piece of work that needs them has it to itself. */
import { runSteps } from "../run-steps.ts";
import type { Scratch, Statements } from "../warehouse.ts";
import { postgresDialect } from "./postgres-dialect.ts";

/** The connection may serve others afterwards: what was kept goes, also when `work` fails. */
export async function withScratch<Result>(
  statements: Statements,
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const kept: string[] = [];
  try {
    return await work({
      ...statements,
      atomically: (steps) => runSteps(statements, steps),
      keep: async (name, { text, parameters }) => {
        const table = `pg_temp.${postgresDialect.quote(name)}`;
        await statements.run(`create temporary table ${postgresDialect.quote(name)} as\n${text}`, parameters);
        kept.push(table);
        // Nobody else does: the server's own daemon sees no temporary table.
        await statements.run(`analyze ${table}`);
        return table;
      },
    });
  } finally {
    // A connection that is gone has taken them along.
    for (const table of kept) await statements.run(`drop table if exists ${table}`).catch(() => 0);
  }
}
