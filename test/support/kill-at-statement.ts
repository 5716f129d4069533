/**
 * Loaded into a command's process before it starts (`--import`): the process kills itself at the n-th statement that it
 * gives to the database, `before` it is given or `during` its work. Without a number it only counts, into a file.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { DuckDBConnection } from "@duckdb/node-api";

const nth = Number(process.env["KILL_AT_STATEMENT"] ?? "0");
const isDuring = process.env["KILL_MOMENT"] === "during";
const countFile = process.env["STATEMENT_COUNT_FILE"];
let seen = 0;

function dieAt(start: () => Promise<unknown>): Promise<unknown> {
  seen += 1;
  if (seen !== nth) return start();
  const started = isDuring ? start() : undefined;
  process.kill(process.pid, "SIGKILL");
  return started ?? new Promise(() => undefined);
}

const prototype: object = DuckDBConnection.prototype;
const run: unknown = Reflect.get(prototype, "run");
if (typeof run !== "function") throw new Error("DuckDB's connection has no run any more.");
Reflect.set(prototype, "run", function (this: unknown, ...given: unknown[]) {
  return dieAt(() => Promise.resolve(Reflect.apply(run, this, given)));
});

if (countFile !== undefined) process.on("exit", () => writeFileSync(countFile, String(seen)));
