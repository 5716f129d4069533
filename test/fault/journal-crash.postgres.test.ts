/**
 * Connections cut while the journal writes: what was promised is there, what is stale writes nothing, and the next runs
 * converge.
 */
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TransientError } from "../../src/domain/errors.ts";
import { openSqlJournal, type SqlJournalOptions } from "../../src/journal/sql/open-sql-journal.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import { openPostgres } from "../../src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { testClock } from "../contract/journal-under-test.ts";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { openProxy } from "../support/postgres-proxy.ts";
import { watchStatements, type Cut } from "./cut-at-statement.ts";
import { acquire, expectRecovery, type NextRunner } from "./journal-crash-recovery.ts";
import { runOnce, toldBy, type Runner, type Told } from "./journal-crash-run.ts";
import { basis, crashRequest, MEMBERS, models } from "./journal-crash-setup.ts";

const LEASE_MS = 60_000;
const NEXT_NAME = "next";
const clock = testClock(1_000_000);

let database: TestDatabase;
/** Ends sessions at once: its own is open already. */
let administrator: Client;
/** The statements of one undisturbed run. */
let whole: Played;
let count = 0;

beforeAll(async () => {
  database = await createDatabase();
  for (const text of models) await database.admin(text);
  const { host, port, user, password, database: name } = database.options;
  administrator = new Client({ host, port, user, password, database: name });
  await administrator.connect();
  whole = await play();
});
afterAll(async () => {
  await administrator.end();
  await database.drop();
});

interface Played {
  readonly schema: string;
  readonly texts: readonly string[];
  readonly told: Told;
  readonly runner: Runner | undefined;
  readonly error: unknown;
  /** The runner's own, which opens new connections for whoever goes on after a cut. */
  readonly warehouse: Warehouse;
  end(): Promise<void>;
}

const optionsOf = (warehouse: Warehouse, schema: string): SqlJournalOptions => ({
  warehouse,
  schema,
  target: "dev",
  clock,
  random: systemRandom,
  source: { read: (work) => work("models") },
  position: null,
  leaseMs: LEASE_MS,
});

/** A run in a schema of its own, through a proxy. Without a cut it runs to its end. */
async function play(at?: Pick<Cut, "nth" | "moment">): Promise<Played> {
  count += 1;
  const [schema, applicationName] = [`tierline_${count}`, `crash ${count}`];
  const proxy = await openProxy(database.options);
  const warehouse = await openPostgres({ ...database.options, port: proxy.port, applicationName }, duckDbParquetReader);
  const ending: Promise<unknown>[] = [];
  const cut = (): void => {
    // By the network, so that the statement never comes; or by the server, in the middle of it.
    if (at?.moment === "before") proxy.cut();
    else ending.push(endSessions(applicationName));
  };
  const watched = watchStatements(applicationName, at === undefined ? undefined : { ...at, cut });
  const lines: string[] = [];
  let runner: Runner | undefined;
  let error: unknown;
  try {
    await runOnce(optionsOf(warehouse, schema), (line, by) => {
      lines.push(line);
      runner = by;
    });
  } catch (caught) {
    error = caught;
  }
  watched.end();
  await Promise.all(ending);
  const end = async (): Promise<void> => {
    await warehouse.close();
    await proxy.close();
  };
  return { schema, texts: watched.texts, told: toldBy(lines), runner, error, warehouse, end };
}

const endSessions = (applicationName: string): Promise<unknown> =>
  administrator.query("select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = $1", [
    applicationName,
  ]);

/** Everything that the state holds. */
async function contentOf(schema: string): Promise<readonly unknown[]> {
  const tables = await database.admin(
    `select table_name from information_schema.tables where table_schema = '${schema}' order by 1`,
  );
  const each = tables.map(
    ({ table_name: name }) =>
      `select '${String(name)}' as name, md5(string_agg(cast(t as text), chr(10) order by cast(t as text))) as content from ${schema}.${String(name)} as t`,
  );
  return database.admin(each.join(" union all "));
}

/** The next runner, on connections of its own, once the server has noticed that the first one's are gone. */
async function takeOver({ schema }: Played, work: (next: Omit<NextRunner, "schema">) => Promise<void>): Promise<void> {
  await database.waitUntil(
    "not exists (select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))",
  );
  clock.ms += LEASE_MS;
  const warehouse = await database.open({ applicationName: NEXT_NAME });
  try {
    const journal = await openSqlJournal(optionsOf(warehouse, schema));
    await work({ journal, lease: await acquire(journal), warehouse });
  } finally {
    await warehouse.close();
  }
}

/** Whoever was cut off and goes on as if nothing had happened. */
async function expectStale({ journal, lease }: Runner, schema: string): Promise<void> {
  const before = await contentOf(schema);
  expect(await journal.announce(lease, 1, basis)).toEqual({ is: "fenced" });
  const late = { outcome: "refused", reason: "late", message: null, recordId: null, ticket: null } as const;
  expect(await journal.append(lease, 1, [{ ordinal: MEMBERS, ...late }])).toBe(false);
  expect(await journal.settleUnready(lease, 1, 2)).toBe(0);
  expect(await journal.withholdRest(lease, 1, "late")).toBe(0);
  await journal.close(lease, 1, 0);
  await expect(journal.plan(lease, crashRequest([], 1))).rejects.toMatchObject({
    code: "lease_lost",
  });
  expect(await contentOf(schema)).toEqual(before);
}

/** The nth statement of a run in which this pattern is found, counted from 1 like the cut. */
function find(pattern: RegExp, nth = 1, after = 0): number {
  const found = whole.texts.flatMap((text, index) => (pattern.test(text) ? [index + 1] : []));
  const at = found[nth - 1];
  if (at === undefined) throw new Error(`No run has ${nth} statements like ${pattern.source}.`);
  return at + after;
}

type Point = readonly [what: string, at: () => Pick<Cut, "nth" | "moment">];

const before = (what: string, pattern: RegExp, nth = 1, after = 0): Point => [
  `before ${what}`,
  () => ({ nth: find(pattern, nth, after), moment: "before" }),
];
const during = (what: string, pattern: RegExp, nth = 1, after = 0): Point => [
  `during ${what}`,
  () => ({ nth: find(pattern, nth, after), moment: "during" }),
];

const PLAN_ROWS = /create table \S+"plan_gold_1" as/u;
const PLANNED = /set state = 'planned'/u;
const APPLYING = /set state = 'applying'/u;
const RECEIPTS = /insert into \S+"receipts"/u;
const FOLD = /merge into \S+"synced_gold"/u;
const CLOSED = /set state = 'closed'[^;]*where plan_no/u;
const OUTCOMES = /insert into \S+"outcomes"/u;

describe("connections cut", () => {
  it("would have done no harm to a run that nobody cut", async () => {
    expect([whole.error, whole.told]).toEqual([
      undefined,
      { isAnnounced: true, appended: MEMBERS, isClosed: true, isEnded: true },
    ]);
    // From the announcement and from the close on, what decides comes last but one before its commit.
    for (const pattern of [APPLYING, CLOSED]) expect(whole.texts[find(pattern, 1, 2) - 1]).toBe("commit");
    expect(whole.texts[find(PLANNED, 1, 1) - 1]).toBe("commit");
    await whole.end();
  });

  it.each([
    before("the lease is taken", /set fence = fence \+ 1/u),
    during("the storing of a plan's rows", PLAN_ROWS),
    during("the commit of a plan", PLANNED, 1, 1),
    before("the commit of the announcement", APPLYING, 1, 2),
    during("the commit of the announcement", APPLYING, 1, 2),
    during("the sixth receipts", RECEIPTS, 6),
    before("the fold", FOLD),
    before("the commit of the close", CLOSED, 1, 2),
    during("the commit of the close", CLOSED, 1, 2),
  ])("%s leave a state from which the next runs converge", async (_what, at) => {
    const cut = at();
    const played = await play(cut);
    // Ended by the server, the statement may have been done already; and what comes next has another connection.
    if (cut.moment === "before" || played.error !== undefined) expectCutOff(played.error);
    else expect(played.told.isEnded).toBe(true);
    await takeOver(played, async (next) => {
      if (played.runner !== undefined) await expectStale(played.runner, played.schema);
      await expectRecovery({ ...next, schema: played.schema }, played.told);
    });
    await played.end();
  });

  it("in the middle of a close, leave nothing half folded", async () => {
    const played = await play({ nth: find(FOLD), moment: "before" });
    expect(played.told).toMatchObject({ appended: MEMBERS, isClosed: false });
    await takeOver(played, async ({ journal, lease }) => {
      const content = await contentOf(played.schema);
      // Folded, it waits for the table in which it would count the outcomes.
      await administrator.query(`begin; lock table ${played.schema}.outcomes in share mode`);
      const closing = journal.close(lease, 1, 0).catch((error: unknown) => error);
      await database.waitUntil(`exists (${sessionsThatWait(NEXT_NAME)})`);
      const [waiting] = await database.admin(sessionsThatWait(NEXT_NAME));
      expect(waiting?.["query"]).toMatch(OUTCOMES);
      await endSessions(NEXT_NAME);
      await administrator.query("rollback");
      expectCutOff(await closing);
      expect(await contentOf(played.schema)).toEqual(content);
    });
    await takeOver(played, async (next) => {
      await expectRecovery({ ...next, schema: played.schema }, played.told);
    });
    await played.end();
  });
});

const sessionsThatWait = (applicationName: string): string =>
  `select query from pg_stat_activity where application_name = '${applicationName}' and wait_event_type = 'Lock'`;

function expectCutOff(error: unknown): void {
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code: expect.stringMatching(/^(?:warehouse_unreachable|lease_lost)$/u) });
}
