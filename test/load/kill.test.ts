import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Row } from "../../src/warehouse/warehouse.ts";
import { RECEIPT_HEADER } from "./load-setup.ts";

const folder = mkdtempSync(join(tmpdir(), "tierline-test-kill-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ROWS_BEFORE = 10;
const ROWS = 20_000;

it("killed at any point, a load has changed nothing; run again it completes", { timeout: 300_000 }, async () => {
  const [base, first, second] = [join(folder, "base.duckdb"), join(folder, "first"), join(folder, "second")];
  writeFiles(first, "a", ROWS_BEFORE);
  writeFiles(second, "b", ROWS);
  await run(base, first);
  const before = await contentsOf(base);
  expect(before.map((row) => row["rows"])).toEqual([10, 0, 10, 0, 10]);

  const whole = copyOf(base, "whole");
  const { steps } = await run(whole, second);
  const completed = await contentsOf(whole);
  expect(completed.map((row) => row["rows"])).toEqual([20_010, 0, 20_010, 0, 20_010]);

  // At every report of the whole run; the warehouse's own long steps also a little later.
  const points = steps.flatMap((step, report) =>
    (step === "storing" ? [0, 10] : [0]).map((delayMs) => ({ step, report, delayMs })),
  );
  let countKilled = 0;
  for (const point of points) {
    const path = copyOf(base, "killed");
    const { signal } = await run(path, second, point);
    if (signal !== "SIGKILL") continue;
    countKilled += 1;
    expect([point, await contentsOf(path)]).toEqual([point, before]);
    if (countKilled % 4 !== 1) continue;
    await run(path, second);
    expect([point, await contentsOf(path)]).toEqual([point, completed]);
  }
  expect(countKilled).toBeGreaterThanOrEqual(10);
});

function writeFiles(directory: string, prefix: string, count: number): void {
  mkdirSync(directory);
  const ids = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const receipts = RECEIPT_HEADER + ids.map((id) => `${id},${id},12.34,,2024-01-01T00:00:00Z,\n`).join("");
  writeFileSync(join(directory, "customers.csv"), `customer_id,note\n${ids.map((id) => `${id},x\n`).join("")}`);
  writeFileSync(join(directory, "charges.csv"), receipts);
  writeFileSync(join(directory, "returns.csv.gz"), gzipSync(receipts));
}

function copyOf(base: string, name: string): string {
  const path = join(folder, `${name}.duckdb`);
  rmSync(`${path}.wal`, { force: true });
  copyFileSync(base, path);
  return path;
}

async function run(
  path: string,
  directory: string,
  point?: { readonly report: number; readonly delayMs: number },
): Promise<{ readonly steps: readonly string[]; readonly signal: NodeJS.Signals | null }> {
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, "kill-child.ts"),
      path,
      directory,
      String(point?.report ?? ""),
      String(point?.delayMs ?? 0),
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: folder } },
  );
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  const [code, signal]: unknown[] = await once(child, "close");
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The child ended with ${String(code)}.`);
  const steps = Buffer.concat(output).toString().split("\n").filter(Boolean);
  return { steps, signal: signal === "SIGKILL" ? signal : null };
}

/** Rows of each raw table, and a digest of what they hold. */
async function contentsOf(path: string): Promise<readonly Row[]> {
  const warehouse = await openDuckDb(path, { access: "write" });
  const contents: Row[] = [];
  for (const table of ["charges", "conflicts", "customers", "loyalty_status", "returns"])
    contents.push(
      ...(await warehouse.rows(
        `select '${table}' as "table", count(*) as "rows", md5(coalesce(string_agg(row_text, '|' order by row_text), '')) as digest
         from (select cast(t as varchar) as row_text from raw.${table} as t)`,
      )),
    );
  await warehouse.close();
  return contents;
}
