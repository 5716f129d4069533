/** Why one member is kept out of a sync, asked of a DuckDB file as dbt leaves it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Sync } from "../../src/domain/sync.ts";
import { SqlSource } from "../../src/journal/sql/sql-source.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { syncNamed } from "../engine/engine-setup.ts";

let warehouse: DuckDbWarehouse;

const MODELS = ["aud_members", "aud_tier", "aud_suppressed"];

beforeEach(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write" });
  for (const statement of [
    "create table aud_members (customer_id varchar, email varchar, email_consent boolean, reason_code varchar)",
    "insert into aud_members values ('ann', ' Ann@example.com', true, null), ('bob', 'bob@example.com', null, null), ('cid', 'ann@example.com', true, null), ('dan', null, true, null)",
    "create table aud_tier as select customer_id, 'Golden' as audience from aud_members",
    // No member of the sync, and named by the list's model all the same.
    "insert into aud_tier values ('eve', 'Golden')",
    "create table aud_suppressed as select 'ann' as customer_id",
  ])
    await warehouse.run(statement);
});
afterEach(async () => warehouse.close());

/** Contacts, then the lists of aud_tier, of each person. */
async function reasonsOf(
  changes: Partial<Sync>,
): Promise<Readonly<Record<string, readonly (string | null | undefined)[]>>> {
  const source = new SqlSource(warehouse, { read: async (read) => read("main") });
  const build = {
    invocationId: "b",
    asOf: "2026-01-01T00:00:00Z",
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: "2026-01-01T00:00:09Z",
    nodes: MODELS.map((model) => ({ model, relation: `main.${model}`, status: "success" })),
  };
  const sync = syncNamed("gold", { properties: [], ...changes });
  const reasons: Record<string, readonly (string | null | undefined)[]> = {};
  for (const name of ["ann", "bob", "cid", "dan", "eve"]) {
    const { contacts, lists } = await source.exclusions(sync, build, name);
    reasons[name] = [contacts, lists.get("aud_tier")];
  }
  return reasons;
}

it("says nothing against anybody where nothing is asked", async () => {
  expect((await reasonsOf({}))["ann"]).toEqual([null, undefined]);
});

it("keeps out who is suppressed, and who carries a suppressed person's address", async () => {
  expect(await reasonsOf({ suppress: { model: "aud_suppressed" } })).toEqual({
    ann: ["suppressed", "suppressed"],
    bob: [null, null],
    // ann's address.
    cid: ["suppressed", "suppressed"],
    dan: [null, null],
    eve: [null, null],
  });
});

it("keeps out who did not agree; of whom the members' model knows nothing, nobody did", async () => {
  expect(await reasonsOf({ consent: { column: "email_consent" } })).toEqual({
    ann: [null, null],
    bob: ["no_consent", "no_consent"],
    cid: [null, null],
    dan: [null, null],
    eve: [null, "no_consent"],
  });
});

it("keeps who is held out off the lists, and never off the contacts", async () => {
  expect((await reasonsOf({ holdout: { buckets: 10_000, seed: null } }))["ann"]).toEqual([null, "held_out"]);
  // The first rule that speaks against them is told.
  const both = { suppress: { model: "aud_suppressed" }, holdout: { buckets: 10_000, seed: null } };
  expect(await reasonsOf(both)).toMatchObject({ ann: ["suppressed", "suppressed"], bob: [null, "held_out"] });
});

it.each([
  ["aud_suppressed", "select 7 as customer_id"],
  ["aud_tier", "select 7 as customer_id, 'Golden' as audience"],
])("refuses %s whose keys have another type than the members'", async (model, query) => {
  await warehouse.run(`create or replace table ${model} as ${query}`);
  const suppress = { model: "aud_suppressed" };
  const audiences = [{ model: "aud_tier", lists: [{ audience: "Golden", list: "Golden" }] }];
  await expect(reasonsOf({ suppress, audiences })).rejects.toMatchObject({ code: "key_type" });
});

it("tells the line where the file names a column or a model that names nobody", async () => {
  const suppress = { file: "syncs/gold.yml", line: 13 };
  const consent = { file: "syncs/gold.yml", line: 14 };
  const exclusionLocations = new Map([
    ["suppress" as const, suppress],
    ["consent" as const, consent],
  ]);
  await expect(reasonsOf({ consent: { column: "email_consnt" }, exclusionLocations })).rejects.toMatchObject({
    code: "column_missing",
    remedy: expect.stringContaining("Did you mean email_consent?"),
    location: consent,
  });
  await expect(reasonsOf({ consent: { column: "email" }, exclusionLocations })).rejects.toMatchObject({
    code: "consent_type",
    location: consent,
  });
  await warehouse.run("alter table aud_suppressed rename customer_id to customer");
  await expect(reasonsOf({ suppress: { model: "aud_suppressed" }, exclusionLocations })).rejects.toMatchObject({
    code: "column_missing",
    message: "The model aud_suppressed names nobody: it has neither customer_id nor email.",
    location: suppress,
  });
});
