/** When a load last changed something, which a plan holds against the newest build. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { findNewestLoad } from "../../src/load/find-newest-load.ts";
import { load } from "../../src/load/load.ts";
import { LOADED_AT, openBench, RECEIPT_HEADER, type Bench } from "./load-setup.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.end();
});

const newest = (): Promise<number | null> => findNewestLoad(bench.warehouse);

test("the newest load that brought something new counts, whichever table it was for", async () => {
  expect(await newest()).toBeNull();
  const charges = { "charges.csv": `${RECEIPT_HEADER}c1,ann,1.00,PLN,2024-01-01T00:00:00Z,o1\n` };
  const later = "2026-11-23T09:00:00Z";
  await bench.load(charges);
  expect(await newest()).toBe(Date.parse(LOADED_AT));
  await load(bench.warehouse, [await bench.write(charges)], { loadedAt: later });
  expect(await newest()).toBe(Date.parse(LOADED_AT));
  const returns = { "returns.csv": `${RECEIPT_HEADER}r1,ann,1.00,PLN,2024-01-02T00:00:00Z,o1\n` };
  await load(bench.warehouse, [await bench.write(returns)], { loadedAt: later });
  expect(await newest()).toBe(Date.parse(later));
});

test("tables of these names that somebody else made say nothing", async () => {
  await bench.warehouse.run("create schema raw");
  await bench.warehouse.run("create table raw.charges (id integer)");
  expect(await newest()).toBeNull();
});
