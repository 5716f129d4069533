import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { RECEIPT_HEADER } from "./load-setup.ts";
import { MortalLoads } from "./mortal-load.ts";

const loads = new MortalLoads("");
afterAll(() => {
  loads.end();
});

const ROWS_BEFORE = 10;
const ROWS = 20_000;

it("killed at any point, a load has changed nothing; run again it completes", { timeout: 300_000 }, async () => {
  const { folder } = loads;
  const [base, first, second] = [join(folder, "base.duckdb"), join(folder, "first"), join(folder, "second")];
  writeFiles(first, "a", ROWS_BEFORE);
  writeFiles(second, "b", ROWS);
  await loads.load(base, first);
  const before = await loads.contentsOf(base);
  expect(before.map((row) => row["rows"])).toEqual([10, 0, 10, 0, 10]);

  const whole = loads.copyOf(base, "whole");
  const { steps } = await loads.load(whole, second);
  const completed = await loads.contentsOf(whole);
  expect(completed.map((row) => row["rows"])).toEqual([20_010, 0, 20_010, 0, 20_010]);

  // At every report of the whole run; the warehouse's own long steps also a little later.
  const points = steps.flatMap((step, report) =>
    (step === "storing" ? [0, 10] : [0]).map((delayMs) => ({ step, report, delayMs })),
  );
  let countKilled = 0;
  for (const point of points) {
    const path = loads.copyOf(base, "killed");
    const { isKilled } = await loads.load(path, second, point);
    if (!isKilled) continue;
    countKilled += 1;
    expect([point, await loads.contentsOf(path)]).toEqual([point, before]);
    if (countKilled % 4 !== 1) continue;
    await loads.load(path, second);
    expect([point, await loads.contentsOf(path)]).toEqual([point, completed]);
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
