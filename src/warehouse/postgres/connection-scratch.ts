/** Temporary tables belong to one PostgreSQL connection, so a piece of work that needs them has it to itself. */
import type { ParquetReader } from "../parquet-reader.ts";
import { runSteps } from "../run-steps.ts";
import type { Scratch } from "../warehouse.ts";
import { copyParquet, copyText, type Copying } from "./copy-relation.ts";
import { postgresDialect } from "./postgres-dialect.ts";

export interface ScratchParts extends Omit<Copying, "name"> {
  readonly parquet: ParquetReader;
}

/** The connection may serve others afterwards: what was kept goes, also when `work` fails. */
export async function withScratch<Result>(
  { parquet, ...connection }: ScratchParts,
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const { statements } = connection;
  const kept: string[] = [];
  const own = (name: string): string => {
    const table = `pg_temp.${postgresDialect.quote(name)}`;
    kept.push(table);
    return table;
  };
  const copying = (): Copying => ({ ...connection, name: own(`tierline_copy_${kept.length}`) });
  try {
    return await work({
      ...statements,
      atomically: (steps) => runSteps(statements, steps),
      scannedBytes: () => Promise.resolve(null),
      keep: async (name, { text, parameters }) => {
        const table = own(name);
        await statements.run(`create temporary table ${postgresDialect.quote(name)} as\n${text}`, parameters);
        // Nobody else does: the server's own daemon sees no temporary table.
        await statements.run(`analyze ${table}`);
        return table;
      },
      textRelation: (file) => copyText(copying(), file),
      parquetRelation: (file) => copyParquet(copying(), parquet, file),
    });
  } finally {
    // A connection that is gone has taken them along.
    for (const table of kept) await statements.run(`drop table if exists ${table}`).catch(() => 0);
  }
}
