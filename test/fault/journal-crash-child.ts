/**
 * A runner to be killed: plans, announces, appends and closes on the state file named on its command line, and says so
 * on stdout: a line before each statement, and one for what was promised to be durable.
 */
import { writeSync } from "node:fs";
import { DuckDBConnection } from "@duckdb/node-api";
import type { Receipt } from "../../src/domain/receipt.ts";
import { isHeldElsewhere, type Journal } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { ALLOWANCE, basis, crashRequest, MEMBERS, proposePlaces, SYNC } from "./journal-crash-setup.ts";

const BATCH_ROWS = 250;

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
  const journal: Journal<DesiredRelations> = await openSqlJournal({
    warehouse,
    schema: "tierline",
    target: "dev",
    clock: systemClock,
    random: systemRandom,
    source: { read: (work) => work("models") },
    position: null,
  });
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("held");
  const runNo = await journal.beginRun(lease, ALLOWANCE);
  const places = await proposePlaces(journal, lease);
  const { planNo } = await journal.plan(lease, crashRequest(places, runNo));
  say(`planned ${planNo}`);
  await journal.announce(lease, planNo, basis);
  say("announced");
  for (let first = 1; first <= MEMBERS; first += BATCH_ROWS) {
    const receipts = Array.from({ length: BATCH_ROWS }, (_, index): Receipt => accepted(first + index));
    await journal.append(lease, planNo, receipts);
    await journal.flush();
    say(`appended ${first + BATCH_ROWS - 1}`);
  }
  await journal.close(lease, planNo, 0);
  say("closed");
  await lease.end();
  await warehouse.close();
  say("ended");
}

function accepted(ordinal: number): Receipt {
  return { ordinal, outcome: "accepted", reason: null, message: null, recordId: `r${ordinal}`, ticket: null };
}

await main(process.argv[2] ?? "");
