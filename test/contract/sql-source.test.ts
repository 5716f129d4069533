/** Desired as SQL, read from a DuckDB file of its own as dbt leaves it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import { DEFAULT_GUARD_LIMITS } from "../../src/domain/guard.ts";
import type { Sync, SyncProperty } from "../../src/domain/sync.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { SqlSource } from "../../src/journal/sql/sql-source.ts";
import { duckDbSource } from "../../src/warehouse/duckdb/duckdb-source.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/seeded-random.ts";

const MODELS = ["aud_members", "aud_tier"];
let folder: string;
let state: DuckDbWarehouse;
let source: SqlSource;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tierline-source-"));
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

const buildTables = [
  "create table tierline_builds (invocation_id varchar, as_of timestamp, started_at timestamp, finished_at timestamp)",
  "create table tierline_build_nodes (invocation_id varchar, unique_id varchar, model varchar, relation_name varchar, status varchar)",
];

function build(id: string, startedAt: string, finishedAt: string | null, models: readonly string[]): readonly string[] {
  const finished = finishedAt === null ? "null" : `timestamp '${finishedAt}'`;
  return [
    `insert into tierline_builds values ('${id}', timestamp '2026-01-01 00:00:00.25', timestamp '${startedAt}', ${finished})`,
    ...models.map(
      (model) =>
        `insert into tierline_build_nodes values ('${id}', 'model.tierline.${model}', '${model}', '"warehouse"."main"."${model}"', 'success')`,
    ),
  ];
}

const property = (name: string, column: string, rest: Partial<SyncProperty> = {}): SyncProperty => ({
  name,
  column,
  type: "string",
  format: null,
  label: name,
  ...rest,
});

function syncWith(properties: readonly SyncProperty[], reason: string | null = null): Sync {
  return {
    name: "gold",
    location: { file: "syncs/gold.yml" },
    listLocations: new Map(),
    exclusionLocations: new Map(),
    propertyLocations: new Map(properties.map(({ name }) => [name, { file: "syncs/gold.yml", line: 9 }])),
    destination: { type: "hubspot", secrets: {}, address: "https://example.com", options: {}, written: {} },
    members: {
      model: "aud_members",
      key: "customer_id",
      email: "email",
      reason,
      createContacts: true,
      onLeave: "clear",
    },
    properties,
    audiences: [{ model: "aud_tier", lists: [{ audience: "gold", list: "Golden" }] }],
    suppress: null,
    consent: null,
    holdout: null,
    applyOn: null,
    guards: DEFAULT_GUARD_LIMITS,
    coolDownMs: null,
    definitionHash: "definition",
    mappingHash: "mapping",
  };
}

describe("the newest build", () => {
  it("is nothing before dbt recorded one, and an error without dbt's file", async () => {
    await expect(source.newestBuild(MODELS)).rejects.toMatchObject({ code: "warehouse_missing" });
    await dbt("create table aud_members (customer_id varchar)");
    expect(await source.newestBuild(MODELS)).toBeUndefined();
  });

  it("is the one that started last among those that selected a model of the sync", async () => {
    await dbt(
      ...buildTables,
      ...build("old", "2026-01-01 01:00:00", "2026-01-01 01:00:09", MODELS),
      ...build("new", "2026-01-02 01:00:00", null, ["aud_tier"]),
      ...build("other", "2026-01-03 01:00:00", "2026-01-03 01:00:09", ["aud_club"]),
    );
    expect(await source.newestBuild(MODELS)).toEqual({
      invocationId: "new",
      asOf: "2026-01-01T00:00:00.25Z",
      startedAt: "2026-01-02T01:00:00Z",
      finishedAt: null,
      nodes: [{ model: "aud_tier", relation: '"warehouse"."main"."aud_tier"', status: "success" }],
    });
    expect(await source.newestBuild(["aud_nothing"])).toBeUndefined();
  });

  it("holds dbt's file only while it reads", async () => {
    await dbt(...buildTables);
    await source.newestBuild(MODELS);
    await dbt("create table made_afterwards (id integer)");
  });
});

describe("desired", () => {
  const columns =
    "create table aud_members (customer_id varchar, email varchar, reason_code varchar, balance decimal(18, 4), score double)";
  const begin = async (): Promise<NonNullable<Awaited<ReturnType<SqlSource["newestBuild"]>>>> => {
    await dbt(...buildTables, columns, "create table aud_tier (audience varchar, customer_id varchar)");
    await dbt(...build("b", "2026-01-01 01:00:00", "2026-01-01 01:00:09", MODELS));
    const newest = await source.newestBuild(MODELS);
    if (newest === undefined) throw new Error("no build");
    return newest;
  };

  it("names the model, the missing column and what was perhaps meant", async () => {
    const newest = await begin();
    const missing = source.desired(syncWith([property("loyalty_balance", "balanse")]), newest);
    await expect(missing).rejects.toMatchObject({
      constructor: ConfigError,
      code: "column_missing",
      message: "The model aud_members has no column balanse.",
      remedy: "Did you mean balance? It has: customer_id, email, reason_code, balance, score.",
      location: { file: "syncs/gold.yml", line: 9 },
    });
    await expect(source.desired(syncWith([], "reason"), newest)).rejects.toMatchObject({ code: "column_missing" });
  });

  it("names who must not be sent: a boolean of the members' model, the columns that the suppress model has", async () => {
    const models = [...MODELS, "aud_suppressed"];
    const sync: Sync = {
      ...syncWith([]),
      suppress: { model: "aud_suppressed" },
      consent: { column: "Agreed" },
      holdout: { buckets: 200, seed: null },
    };
    const desiredWith = async (suppressed: string, agreed = "boolean") => {
      await dbt(
        ...buildTables.map((text) => text.replace("create table", "create or replace table")),
        `create or replace table aud_members (customer_id varchar, email varchar, agreed ${agreed})`,
        "create or replace table aud_tier (audience varchar, customer_id varchar)",
        `create or replace table aud_suppressed (${suppressed})`,
        ...build("b", "2026-01-01 01:00:00", "2026-01-01 01:00:09", models),
      );
      const newest = await source.newestBuild(models);
      if (newest === undefined) throw new Error("no build");
      return source.desired(sync, newest);
    };
    const both = await desiredWith("Customer_ID varchar, email varchar");
    expect(both.members.consent).toBe("agreed");
    expect(both.suppress).toMatchObject({ key: "Customer_ID", email: "email" });
    expect(both.audiences[0]?.holdout).toEqual({ buckets: 200, seed: "aud_tier" });
    expect((await desiredWith("email varchar")).suppress).toMatchObject({ key: null, email: "email" });
    expect((await desiredWith("customer_id varchar")).suppress).toMatchObject({ key: "customer_id", email: null });
    await expect(desiredWith("customer varchar, mail varchar")).rejects.toMatchObject({
      constructor: ConfigError,
      code: "column_missing",
      message: "The model aud_suppressed names nobody: it has neither customer_id nor email.",
      remedy: "Give it one of the two columns, or both. It has: customer, mail.",
    });
    await expect(desiredWith("email varchar", "varchar")).rejects.toMatchObject({
      constructor: ConfigError,
      code: "consent_type",
      message: "Consent is true or false, but aud_members.agreed is a VARCHAR.",
    });
    await desiredWith("email varchar");
    await dbt("drop table aud_suppressed");
    const newest = await source.newestBuild(models);
    if (newest === undefined) throw new Error("no build");
    await expect(source.desired(sync, newest)).rejects.toMatchObject({ code: "relation_missing" });
  });

  it.each([
    ["aud_members", "double", "DOUBLE"],
    ["aud_members", "decimal(18, 4)", "DECIMAL(18,4)"],
    ["aud_tier", "float", "FLOAT"],
    ["aud_suppressed", "double", "DOUBLE"],
    ["aud_suppressed", "decimal(12, 1)", "DECIMAL(12,1)"],
    ["aud_suppressed", "uuid", null],
  ])("refuses %s with a key of type %s where that has no one text", async (keyed, type, told) => {
    const models = [...MODELS, "aud_suppressed"];
    const sync: Sync = { ...syncWith([]), suppress: { model: "aud_suppressed" } };
    const further = { aud_members: ", email varchar", aud_tier: ", audience varchar", aud_suppressed: "" };
    await dbt(
      ...buildTables,
      ...Object.entries(further).map(
        ([model, rest]) => `create table ${model} (customer_id ${model === keyed ? type : "varchar"}${rest})`,
      ),
      ...build("b", "2026-01-01 01:00:00", "2026-01-01 01:00:09", models),
    );
    const newest = await source.newestBuild(models);
    if (newest === undefined) throw new Error("no build");
    const desired = source.desired(sync, newest);
    if (told === null) return expect((await desired).suppress?.key).toBe("customer_id");
    return expect(desired).rejects.toMatchObject({
      constructor: ConfigError,
      code: "key_type",
      message: `${keyed}.customer_id names members, but is a ${told}: 42 may read as 42.0 there.`,
      remedy: "Cast it in the model: cast(customer_id as integer), or as text where the source has text.",
      location: { file: "syncs/gold.yml" },
    });
  });

  it("takes no float for a number", async () => {
    const newest = await begin();
    const float = source.desired(syncWith([property("loyalty_score", "score", { type: "number" })]), newest);
    await expect(float).rejects.toMatchObject({ constructor: ConfigError, code: "property_type" });
    await expect(float).rejects.toThrow("aud_members.score is a DOUBLE");
  });
});

describe("values as a destination takes them", () => {
  it.each<[SyncProperty["type"], SyncProperty["format"], string, string]>([
    ["number", null, "cast('120.5000' as decimal(18, 4))", "120.5"],
    ["number", null, "cast('100.0000' as decimal(18, 4))", "100"],
    ["number", null, "cast('0.0000' as decimal(18, 4))", "0"],
    ["number", null, "cast('-0.0100' as decimal(18, 4))", "-0.01"],
    ["number", null, "cast('200' as decimal(18, 0))", "200"],
    ["number", null, "cast(1200 as bigint)", "1200"],
    ["number", null, "cast('99999999999999.9999' as decimal(18, 4))", "99999999999999.9999"],
    ["number", "floor2", "cast('299.9999' as decimal(18, 4))", "299.99"],
    ["number", "floor2", "cast('-0.0001' as decimal(18, 4))", "-0.01"],
    ["number", "floor2", "cast('0' as decimal(18, 4))", "0.00"],
    ["number", "floor2", "cast(7 as integer)", "7.00"],
    ["number", "floor2", "cast('99999999999999.9999' as decimal(18, 4))", "99999999999999.99"],
    ["number", "ceil2", "cast('0.0001' as decimal(18, 4))", "0.01"],
    ["number", "ceil2", "cast('12.3400' as decimal(18, 4))", "12.34"],
    ["number", "ceil2", "cast('-0.0001' as decimal(18, 4))", "0.00"],
    ["number", "ceil2", "cast('1.001' as decimal(18, 3))", "1.01"],
    ["date", null, "date '2024-02-29'", "2024-02-29"],
    ["date", null, "timestamp '2024-02-29 23:59:59.999999'", "2024-02-29"],
    // 2024-02-29T00:00:00Z is 1709164800 s after the epoch: 19,782 days.
    ["datetime", null, "timestamp '2024-02-29 00:00:00.001999'", "1709164800001"],
    ["bool", null, "true", "true"],
    ["bool", null, "false", "false"],
    ["string", null, "' as it is '", " as it is "],
    ["enumeration", null, "'Golden'", "Golden"],
    ["string", null, "cast(null as varchar)", ""],
    ["number", "floor2", "cast(null as decimal(18, 4))", ""],
    ["bool", null, "cast(null as boolean)", ""],
  ])("%s %s: %s is sent as %s", async (type, format, expression, sent) => {
    await dbt(
      ...buildTables,
      `create table aud_members as select 'ann' as customer_id, 'ann@example.com' as email, ${expression} as given`,
      "create table aud_tier (audience varchar, customer_id varchar)",
      ...build("b", "2026-01-01 01:00:00", "2026-01-01 01:00:09", MODELS),
    );
    const newest = await source.newestBuild(MODELS);
    if (newest === undefined) throw new Error("no build");
    const sync = syncWith([property("sent", "given", { type, format })]);
    const journal = await openSqlJournal({
      target: "dev",
      warehouse: state,
      schema: "tierline",
      clock: manualClock(),
      random: seededRandom(1),
      source: duckDbSource(state, join(folder, "warehouse.duckdb"), "main"),
      position: null,
    });
    const lease = await journal.acquire("gold");
    if (isHeldElsewhere(lease)) throw new Error("held");
    const spec = { kind: "contact", name: "contacts", model: null, audience: null } as const;
    const place = await journal.propose(lease, spec, "account");
    const { planNo } = await journal.plan(lease, {
      sync: "gold",
      runNo: 1,
      definitionHash: "d",
      invocationId: newest.invocationId,
      asOf: newest.asOf,
      places: [{ place, isInFile: true, countAtDestination: null }],
      coolDownMs: 0,
      onLeave: "clear",
      identifiedBy: "member",
      properties: ["sent"],
      mappingHash: "m",
      desired: await source.desired(sync, newest),
    });
    expect(await journal.changes(planNo, 1, 0, 10)).toMatchObject([{ identity: "ann", properties: { sent } }]);
  });
});
