/** What only a server can do: refuse, wait, cancel, vanish; and what stands between here and it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "../../src/domain/errors.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import type { Step } from "../../src/warehouse/warehouse.ts";
import { openPostgres } from "../../src/warehouse/postgres/open-postgres.ts";
import type { PostgresWarehouse } from "../../src/warehouse/postgres/postgres-warehouse.ts";
import { createDatabase, waiting, type TestDatabase } from "../support/postgres-database.ts";
import { openProxy } from "../support/postgres-proxy.ts";

let database: TestDatabase;
let warehouse: PostgresWarehouse;
beforeAll(async () => {
  database = await createDatabase();
  warehouse = await database.open();
});
afterAll(async () => {
  await warehouse.close();
  await database.drop();
});

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The remedy of what a missing right refuses. */
async function refused(work: Promise<unknown>): Promise<unknown> {
  const error = await rejection(work);
  expect(error).toMatchObject({ constructor: ConfigError, code: "warehouse_permission" });
  return error instanceof ConfigError ? error.remedy : undefined;
}

describe("opening a PostgreSQL database", () => {
  it("tells a wrong password, user, database and server apart", async () => {
    expect(await rejection(database.open({ password: "wrong" }))).toMatchObject({
      constructor: ConfigError,
      code: "warehouse_authentication",
    });
    expect(await rejection(database.open({ user: "nobody_here" }))).toMatchObject({ code: "warehouse_authentication" });
    expect(await rejection(database.open({ database: "absent" }))).toMatchObject({
      constructor: ConfigError,
      code: "warehouse_missing",
    });
    const unreachable = { constructor: TransientError, code: "warehouse_unreachable" };
    expect(await rejection(database.open({ port: 1 }))).toMatchObject(unreachable);
    expect(await rejection(database.open({ host: "absent.invalid" }))).toMatchObject(unreachable);
  });

  it("refuses a server that does not encrypt where encryption is asked for, and takes it where it is preferred", async () => {
    const tls = { mode: "require", authority: null, certificate: null, key: null } as const;
    expect(await rejection(database.open({ tls }))).toMatchObject({ code: "warehouse_unencrypted" });
    await (await database.open({ tls: { ...tls, mode: "prefer" } })).close();
    await (await database.open({ tls: { ...tls, mode: "disable" } })).close();
  });

  it.each(["lenient", "strict"] as const)("refuses a %s pooling proxy by name", async (pooling) => {
    const proxy = await openProxy(database.options, { pooling });
    const opened = openPostgres({ ...database.options, port: proxy.port }, duckDbParquetReader);
    expect(await rejection(opened)).toMatchObject({ constructor: ConfigError, code: "pooling_proxy" });
    await proxy.close();
  });

  it("refuses a database that does not lower letters beyond ASCII", async () => {
    await database.admin("create database ascii_only template template0 encoding 'UTF8' locale 'C'");
    expect(await rejection(database.open({ database: "ascii_only" }))).toMatchObject({ code: "warehouse_encoding" });
    await database.admin("drop database ascii_only");
  });

  it("settles the session whatever the role's own settings are", async () => {
    await database.admin("create role odd login password 'odd'");
    for (const setting of ["timezone = 'Pacific/Auckland'", "datestyle = 'German'", "statement_timeout = '1ms'"])
      await database.admin(`alter role odd set ${setting}`);
    await database.admin(
      "create schema models; create table models.found as select 1 as id; grant usage on schema models to odd; grant select on models.found to odd",
    );
    const odd = await database.open({
      user: "odd",
      password: "odd",
      searchPath: "models, public",
      applicationName: "a test",
      sessionOptions: "-c work_mem=123MB -c statement_timeout=1",
    });
    expect(await odd.rows("select current_setting('work_mem') as held")).toEqual([{ held: "123MB" }]);
    const rows = await odd.rows(
      "select id, cast('2024-02-29 23:30:00+00' as timestamptz) as happened_at, cast('2024-02-29 23:30:00+00' as timestamptz)::date as happened_on, current_setting('application_name') as named from found, pg_sleep(0.01)",
    );
    expect(rows).toEqual([{ id: 1, happened_at: "2024-02-29T23:30:00Z", happened_on: "2024-02-29", named: "a test" }]);
    await odd.close();
  });
});

const SLEEP = { text: "select pg_sleep(60)", parameters: [] };
const IS_SLEEPING = "exists (select 1 from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active')";
const insertInto = (table: string): Step => ({ text: `insert into ${table} values (1)`, parameters: [] });

describe("missing rights", () => {
  it("are told with the grant that helps", async () => {
    await database.admin("create role poor login password 'poor'");
    await database.admin("create schema closed; create table closed.t (id bigint)");
    await database.admin("create schema half; create table half.t (id bigint); grant usage on schema half to poor");
    const poor = await database.open({ user: "poor", password: "poor" });
    expect(await refused(poor.rows("select * from closed.t"))).toBe(
      "grant usage, create on schema closed to the user of profiles.yml.",
    );
    expect(await refused(poor.rows("select * from half.t"))).toContain("grant select on t to the user");
    expect(await refused(poor.ensureSchema("tierline"))).toContain(
      `grant create on database ${database.options.database} to the user`,
    );
    await database.admin("create schema tierline authorization poor");
    await poor.ensureSchema("tierline");
    await poor.run("create table tierline.own (id bigint)");
    expect(await poor.hasRelation("tierline", "own")).toBe(true);
    await poor.close();
  });
});

describe("a statement that does not end by itself", () => {
  it("is cancelled when it takes too long, and the connection goes on", async () => {
    const hasty = await database.open({ statementTimeoutMs: 1_000 });
    expect(await rejection(hasty.rows("select pg_sleep(60)"))).toMatchObject({
      constructor: TransientError,
      code: "warehouse_timeout",
    });
    expect(await hasty.rows("select 1 as one")).toEqual([{ one: 1 }]);
    await hasty.close();
  });

  it("is cancelled by an administrator, and its transaction rolls back", async () => {
    await warehouse.run("create table cancelled (id bigint)");
    const cancelled = rejection(warehouse.atomically([insertInto("cancelled"), SLEEP]));
    await database.waitUntil(IS_SLEEPING);
    await database.admin("select pg_cancel_backend(pid) from pg_stat_activity where query = 'select pg_sleep(60)'");
    expect(await cancelled).toMatchObject({ constructor: TransientError, code: "warehouse_cancelled" });
    expect(await warehouse.rows("select count(*) as row_count from cancelled")).toEqual([{ row_count: 0 }]);
  });

  it("does not wait for ever for somebody else's lock", async () => {
    const patient = await database.open({ lockTimeoutMs: 500 });
    await warehouse.run("create table locked (id bigint)");
    const locking = warehouse.atomically([
      { text: "lock table locked in access exclusive mode", parameters: [] },
      { text: waiting("false"), parameters: [] },
    ]);
    await database.waitUntil("exists (select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted)");
    expect(await rejection(patient.rows("select * from locked"))).toMatchObject({
      constructor: TransientError,
      code: "warehouse_locked",
    });
    await locking;
    await patient.close();
  });
});

describe("a connection that is lost", () => {
  it("is told in the middle of a result, of a transaction and of a silence; the next one is new", async () => {
    const proxy = await openProxy(database.options);
    const far = await openPostgres({ ...database.options, port: proxy.port }, duckDbParquetReader);
    const lost = { constructor: TransientError, code: "warehouse_unreachable" };
    await far.run("create table kept_out (id bigint)");
    const reading = async (): Promise<void> => {
      for await (const page of far.pages("select i from generate_series(1, 100000) as t(i)", [], 10)) {
        expect(page).toHaveLength(10);
        proxy.cut();
      }
    };
    expect(await rejection(reading())).toMatchObject(lost);
    const writing = rejection(far.atomically([insertInto("kept_out"), SLEEP]));
    await database.waitUntil(IS_SLEEPING);
    proxy.cut();
    expect(await writing).toMatchObject(lost);
    expect(await far.rows("select count(*) as row_count from kept_out")).toEqual([{ row_count: 0 }]);
    proxy.cut();
    // Whether the end of a silent connection was noticed before it is used is chance; the one after it is new.
    await rejection(far.rows("select 1 as one"));
    expect(await far.rows("select 1 as one")).toEqual([{ one: 1 }]);
    await far.close();
    await proxy.close();
  });

  it("is told when an administrator ends it", async () => {
    // Another sleep than the one before: the server does not notice for a while that its client is gone.
    const ended = rejection(warehouse.atomically([{ text: "select pg_sleep(59)", parameters: [] }]));
    const sleeper = "from pg_stat_activity where query = 'select pg_sleep(59)' and state = 'active'";
    await database.waitUntil(`exists (select 1 ${sleeper})`);
    await database.admin(`select pg_terminate_backend(pid) ${sleeper}`);
    expect(await ended).toMatchObject({ constructor: TransientError, code: "warehouse_unreachable" });
    expect(await warehouse.rows("select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("a name that is held", () => {
  it("is refused to everybody else, on this connection pool and on others", async () => {
    const other = await database.open();
    const hold = await warehouse.hold("sync");
    expect(hold).toBeDefined();
    expect(await warehouse.hold("sync")).toBeUndefined();
    expect(await Promise.all([other.hold("sync"), other.hold("sync"), other.hold("sync")])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const another = await other.hold("another sync");
    expect(await another?.isHeld()).toBe(true);
    await hold?.release();
    const next = await other.hold("sync");
    expect(await next?.isHeld()).toBe(true);
    await other.close();
    expect(await (await warehouse.hold("sync"))?.isHeld()).toBe(true);
  });

  it("is lost with its connection, and says so", async () => {
    const proxy = await openProxy(database.options);
    const far = await openPostgres({ ...database.options, port: proxy.port }, duckDbParquetReader);
    const hold = await far.hold("fragile");
    expect(await hold?.isHeld()).toBe(true);
    proxy.cut();
    expect(await hold?.isHeld()).toBe(false);
    await hold?.release();
    await far.close();
    await proxy.close();
  });
});
