/** The lease on a server: by whom it is held, when it ends, and that nothing passes a newer fence. */
import process from "node:process";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { takeLeases } from "../../src/engine/hold-leases.ts";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal, sqlOf, type SqlJournalOptions } from "../../src/journal/sql/open-sql-journal.ts";
import { sqlDeliveryBook } from "../../src/journal/sql/sql-delivery-book.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Heartbeat } from "../../src/platform/heartbeat.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import { openPostgres } from "../../src/warehouse/postgres/open-postgres.ts";
import type { PostgresWarehouse } from "../../src/warehouse/postgres/postgres-warehouse.ts";
import { createDatabase, waiting, type TestDatabase } from "../support/postgres-database.ts";
import { openProxy } from "../support/postgres-proxy.ts";
import { testClock } from "./journal-under-test.ts";

const LEASE_MS = 60_000;
let database: TestDatabase;
let first: PostgresWarehouse;
let second: PostgresWarehouse;
let clock: Clock & { ms: number };

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  [first, second] = [await database.open(), await database.open()];
  clock = testClock(1_000_000);
  await database.admin("drop schema if exists tierline cascade");
});

afterEach(async () => {
  await first.close();
  await second.close();
});

const optionsOf = (warehouse: PostgresWarehouse): SqlJournalOptions => ({
  warehouse,
  schema: "tierline",
  target: "dev",
  clock,
  random: systemRandom,
  source: { read: (work) => work("public") },
  position: null,
  leaseMs: LEASE_MS,
});

const journalOf = (warehouse: PostgresWarehouse, heartbeat?: Heartbeat): Promise<Journal<DesiredRelations>> =>
  openSqlJournal({ ...optionsOf(warehouse), ...(heartbeat === undefined ? {} : { heartbeat }) });

async function take(journal: Journal<DesiredRelations>, sync = "gold"): Promise<Lease> {
  const lease = await journal.acquire(sync);
  if (isHeldElsewhere(lease)) throw new Error(`held by ${lease.heldBy}`);
  return lease;
}

it("of two that take the leases of several syncs at once one has them all, so that none builds beside the other", async () => {
  const journals = [await journalOf(first), await journalOf(second)];
  const syncs = ["bronze", "gold", "silver"];
  const taken = await Promise.allSettled(journals.map((journal) => takeLeases(journal, syncs)));
  const counts = taken.map((one) => (one.status === "fulfilled" ? one.value.leases.size : one.reason.code));
  expect(counts).toContain(3);
  expect(counts).toContain("lease_held");
});

it("of two schedulers on PostgreSQL that know the same last delivery one claims the next, each time", async () => {
  await journalOf(first);
  await journalOf(second);
  const books = [first, second].map((warehouse) => sqlDeliveryBook(warehouse, sqlOf(optionsOf(warehouse))));
  let beforeMs: number | null = null;
  for (const atMs of [1_000, 2_000, 3_000, 4_000, 5_000]) {
    const claims = await Promise.all(books.map((book) => book.claim("digest", beforeMs, atMs)));
    expect(claims.filter((isMine) => isMine)).toHaveLength(1);
    beforeMs = atMs;
  }
  expect(await database.admin("select count(*)::int as row_count from tierline.report_deliveries")).toEqual([
    { row_count: 2 },
  ]);
  expect(await books[0]?.last("report")).toBeNull();
});

describe("a lease on PostgreSQL", () => {
  it("may be asked for by many requests at once, and the driver has nothing to say against it", async () => {
    const warnings: string[] = [];
    const hear = ({ message }: Error): number => warnings.push(message);
    process.on("warning", hear);
    try {
      const lease = await take(await journalOf(first));
      const left = await Promise.all([lease.leftMs(), lease.leftMs(), lease.leftMs()]);
      expect(left.map((ms) => ms > 0)).toEqual([true, true, true]);
      await Promise.all([lease.leftMs(), lease.end()]);
      expect(isHeldElsewhere(await (await journalOf(second)).acquire("gold"))).toBe(false);
    } finally {
      process.off("warning", hear);
    }
    expect(warnings).toEqual([]);
  });

  it("is one process's at a time, also long after it would have expired", async () => {
    const [mine, theirs] = [await journalOf(first), await journalOf(second)];
    const lease = await take(mine);
    clock.ms += 10 * LEASE_MS;
    expect(await theirs.acquire("gold")).toEqual({ heldBy: "fence 1", endsInMs: null });
    const left = await lease.leftMs();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(LEASE_MS);
    await lease.end();
    expect((await take(theirs)).fence).toBe(2);
  });

  it("is not taken from a dead process before it expired, and then is", async () => {
    const proxy = await openProxy(database.options);
    const far = await openPostgres({ ...database.options, port: proxy.port }, duckDbParquetReader);
    const lease = await take(await journalOf(far));
    proxy.cut();
    expect(await lease.leftMs()).toBe(0);
    const next = await journalOf(second);
    await expect
      .poll(async () => second.hold("tierline tierline gold").then((hold) => hold?.release().then(() => true)), {
        timeout: 10_000,
      })
      .toBe(true);
    expect(await next.acquire("gold")).toEqual({ heldBy: "fence 1", endsInMs: LEASE_MS });
    clock.ms += LEASE_MS - 1;
    expect(isHeldElsewhere(await next.acquire("gold"))).toBe(true);
    clock.ms += 1;
    expect((await take(next)).fence).toBe(2);
    await far.close();
    await proxy.close();
  });

  it("is renewed by a heartbeat while nobody asks for it, until it is given back", async () => {
    const beats: (() => Promise<unknown>)[] = [];
    let isBeating = true;
    const journal = await journalOf(first, (beat) => {
      beats.push(beat);
      return () => {
        isBeating = false;
      };
    });
    const lease = await take(journal);
    const expiry = "select expires_at_ms from tierline.leases where sync = 'gold'";
    const takenAtMs = clock.ms;
    expect(await first.rows(expiry)).toEqual([{ expires_at_ms: takenAtMs + LEASE_MS }]);
    clock.ms += LEASE_MS / 2;
    for (const beat of beats) await beat();
    expect(await first.rows(expiry)).toEqual([{ expires_at_ms: takenAtMs + 1.5 * LEASE_MS }]);
    await lease.end();
    expect([beats.length, isBeating]).toEqual([1, false]);
  });

  it("keeps syncs apart, so that two processes may run two of them", async () => {
    const [mine, theirs] = [await journalOf(first), await journalOf(second)];
    const [gold, silver] = [await take(mine, "gold"), await take(theirs, "silver")];
    const spec = { kind: "contact", name: "contacts", model: null, audience: null } as const;
    const names = ["a", "b", "c", "d"];
    const proposed = await Promise.all([
      ...names.map((name) => mine.propose(gold, { ...spec, name }, "account")),
      ...names.map((name) => theirs.propose(silver, { ...spec, name }, "account")),
    ]);
    // Numbered across syncs, each number once.
    expect(new Set(proposed.map((place) => place.placeNo))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    for (const lease of [gold, silver]) await lease.end();
  });

  it("lets no write of an older fence through that began before the newer one was taken", async () => {
    const mine = await journalOf(first);
    const lease = await take(mine);
    const runNo = await mine.beginRun(lease, null);
    const moving = second.atomically([
      { text: "update tierline.leases set fence = fence + 1 where sync = 'gold'", parameters: [] },
      { text: waiting("exists (select 1 from pg_locks where not granted)"), parameters: [] },
    ]);
    await database.waitUntil("exists (select 1 from pg_stat_activity where query like 'do $%not granted%')");
    // It waits for the row's lock: what it reads of the lease is what the other wrote.
    await mine.finishRun(lease, runNo, { asOf: null, exitCode: 0 });
    await moving;
    expect(await first.rows("select exit_code from tierline.runs")).toEqual([{ exit_code: null }]);
    await lease.end();
  });
});
