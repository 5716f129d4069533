/**
 * A runner to be killed: plans, announces, appends and closes on the state file named on its command line, and says so
 * on stdout: a line before each statement, and one for what was promised to be durable.
 */
import { writeSync } from "node:fs";
import { DuckDBConnection } from "@duckdb/node-api";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { runOnce } from "./journal-crash-run.ts";

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Every statement is announced before it begins, on whichever connection. */
function tellStatements(): void {
  const prototype: object = DuckDBConnection.prototype;
  for (const name of ["run", "stream"]) {
    const start: unknown = Reflect.get(prototype, name);
    if (typeof start !== "function") throw new Error(`DuckDB's connection has no ${name} any more.`);
    Reflect.set(prototype, name, function (this: unknown, ...given: unknown[]): unknown {
      say("statement");
      return Reflect.apply(start, this, given);
    });
  }
}

async function main(path: string): Promise<void> {
  tellStatements();
  const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  await runOnce(
    {
      warehouse,
      schema: "tierline",
      target: "dev",
      clock: systemClock,
      random: systemRandom,
      source: { read: (work) => work("models") },
      position: null,
    },
    say,
  );
  await warehouse.close();
}

await main(process.argv[2] ?? "");
