/** Whom the programme knows of the people at a list, read from a DuckDB file of its own as dbt leaves it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Place } from "../../src/domain/place.ts";
import type { PresentContact } from "../../src/journal/source.ts";
import { SqlSource } from "../../src/journal/sql/sql-source.ts";
import { duckDbSource } from "../../src/warehouse/duckdb/duckdb-source.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { syncNamed } from "../engine/engine-setup.ts";

let folder: string;
let state: DuckDbWarehouse;
let source: SqlSource;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tierline-recognise-"));
  state = await openDuckDb(join(folder, "state.dev.duckdb"), { access: "write" });
  source = new SqlSource(state, duckDbSource(state, join(folder, "warehouse.duckdb"), "main"));
});
afterEach(async () => {
  await state.close();
  rmSync(folder, { recursive: true });
});

async function dbt(...statements: readonly string[]): Promise<void> {
  const warehouse = await openDuckDb(join(folder, "warehouse.duckdb"), { access: "write" });
  for (const statement of statements) await warehouse.run(statement);
  await warehouse.close();
}

/** A finished build of these models, as dbt's hooks write it. */
const recordBuild = (models: readonly string[]): readonly string[] => [
  "create table tierline_builds as select 'b' as invocation_id, timestamp '2026-01-01 00:00:00' as as_of, timestamp '2026-01-01 01:00:00' as started_at, timestamp '2026-01-01 01:00:09' as finished_at",
  "create table tierline_build_nodes (invocation_id varchar, unique_id varchar, model varchar, relation_name varchar, status varchar)",
  ...models.map(
    (model) =>
      `insert into tierline_build_nodes values ('b', 'model.tierline.${model}', '${model}', '"warehouse"."main"."${model}"', 'success')`,
  ),
];

const contact = (name: string): PresentContact => ({
  recordId: name,
  identity: null,
  address: `${name}@example.com`,
  acknowledgedAs: null,
});

describe("who is recognised at a list", () => {
  const place: Place = {
    placeNo: 1,
    sync: "gold",
    kind: "list",
    name: "Golden",
    model: "aud_tier",
    audience: "Golden",
    accountId: "account",
    listId: "7",
    isCreatedByUs: false,
    takenAtMs: null,
  };

  it.each([
    ["nobody is excluded", {}, ["ann", "bob", "cid"]],
    ["an address is suppressed", { suppress: { model: "aud_suppressed" } }, ["bob", "cid"]],
    ["consent is asked", { consent: { column: "email_consent" } }, ["ann", "cid"]],
    ["all are held out", { holdout: { buckets: 10_000, seed: null } }, []],
  ] as const)("and should be there, when %s", async (_, exclusions, wanted) => {
    const models = ["aud_members", "aud_tier", "aud_suppressed"];
    await dbt(
      ...recordBuild([...models, "dim_members"]),
      "create table aud_members (customer_id varchar, email varchar, email_consent boolean, reason_code varchar)",
      "insert into aud_members values ('ann', ' Ann@example.com', true, null), ('bob', 'bob@example.com', null, null), ('cid', 'cid@example.com', true, null)",
      "create table dim_members as from aud_members union all select 'eve', 'eve@example.com', true, 'NOT_ACTIVE'",
      "create table aud_tier as select customer_id, 'Golden' as audience from aud_members",
      "create table aud_suppressed as select 'ANN@example.com' as email",
    );
    const newest = await source.newestBuild(models);
    if (newest === undefined) throw new Error("no build");
    const people = ["ann", "bob", "cid", "eve", "stranger"].map(contact);
    const found = await source.recognise(syncNamed("gold", { properties: [], ...exclusions }), newest, place, people);
    expect(new Map(found.map(({ recordId, known }) => [recordId, known?.identity]))).toEqual(
      new Map([...["ann", "bob", "cid", "eve"].map((name) => [name, name] as const), ["stranger", undefined]]),
    );
    const desired = found.flatMap(({ known }) => (known?.isDesired === true ? [known.identity] : []));
    expect(new Set(desired)).toEqual(new Set(wanted));
  });

  it("is nobody by a key that has no one text", async () => {
    await dbt(
      ...recordBuild(["aud_members", "aud_tier", "dim_members"]),
      "create table aud_members (customer_id varchar, email varchar)",
      "create table dim_members (customer_id double, email varchar)",
      "create table aud_tier (customer_id varchar, audience varchar)",
    );
    const newest = await source.newestBuild(["aud_members", "aud_tier"]);
    if (newest === undefined) throw new Error("no build");
    const sync = syncNamed("gold", { properties: [], members: { ...syncNamed("gold").members, reason: null } });
    await expect(source.recognise(sync, newest, place, [contact("ann")])).rejects.toMatchObject({
      code: "key_type",
      message: "dim_members.customer_id names members, but is a DOUBLE: 42 may read as 42.0 there.",
    });
  });
});
