/** A plan is there when all of it is: what fails, dies or loses its lease before leaves nothing that counts. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Scratch, Warehouse } from "../../src/warehouse/warehouse.ts";
import { basis, crashRequest, models, proposePlaces, SYNC } from "../fault/journal-crash-setup.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/seeded-random.ts";

const HOUR_MS = 60 * 60 * 1000;
const clock = manualClock();
let warehouse: Warehouse;
/** What happens once the rows of the next plan are stored, before it is said that there is a plan. */
let interlude: (() => Promise<void>) | undefined;

beforeEach(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  for (const text of models) await warehouse.run(text);
  interlude = undefined;
});
afterEach(async () => {
  await warehouse.close();
});

let opened = 0;
async function open(): Promise<Journal<DesiredRelations>> {
  const interrupted = new Proxy(warehouse, {
    get: (target, name) => {
      if (name === "scratch") return scratchThen;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  opened += 1;
  return openSqlJournal({
    warehouse: interrupted,
    schema: "tierline",
    target: "dev",
    clock,
    random: seededRandom(opened),
    source: { read: (work) => work("models") },
    position: null,
  });
}

async function scratchThen<Result>(work: (scratch: Scratch) => Promise<Result>): Promise<Result> {
  const result = await warehouse.scratch(work);
  const now = interlude;
  interlude = undefined;
  await now?.();
  return result;
}

async function acquire(journal: Journal<DesiredRelations>): Promise<Lease> {
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("held");
  return lease;
}

async function plan(journal: Journal<DesiredRelations>, lease: Lease): Promise<number> {
  const places = await proposePlaces(journal, lease);
  return (await journal.plan(lease, crashRequest(places, 1))).planNo;
}

async function planTables(): Promise<readonly unknown[]> {
  const rows = await warehouse.rows(
    "select table_name from information_schema.tables where table_schema = 'tierline' and regexp_matches(table_name, '^(plan|unsent|suppressed)_') order by 1",
  );
  return rows.map((row) => row["table_name"]);
}

function tablesOf(planNo: number): readonly string[] {
  return ["plan", "suppressed", "unsent"].map((name) => `${name}_gold_${planNo}`);
}

describe("a plan that is not finished", () => {
  it("leaves nothing behind when its making fails, and the plan that waited goes on waiting", async () => {
    const journal = await open();
    const lease = await acquire(journal);
    expect(await plan(journal, lease)).toBe(1);
    await warehouse.run("alter table models.aud_tier rename to gone");
    await expect(plan(journal, lease)).rejects.toMatchObject({ code: "relation_missing" });
    interlude = () => Promise.reject(new Error("The connection broke."));
    await warehouse.run("alter table models.gone rename to aud_tier");
    await expect(plan(journal, lease)).rejects.toThrow("The connection broke.");
    expect(await planTables()).toEqual(tablesOf(1));
    expect((await journal.plans(9)).map(({ planNo, state }) => [planNo, state])).toEqual([[1, "planned"]]);
    expect((await journal.openPlan(lease))?.planNo).toBe(1);
    expect(await journal.planHead(2)).toBeUndefined();
    expect(await journal.announce(lease, 1, basis)).toEqual({ is: "announced" });
    await journal.close(lease, 1, 0);
    // Numbers are never used twice: tables of a plan are nobody else's.
    expect(await plan(journal, lease)).toBe(4);
  });

  it("of a runner that lost its lease meanwhile is none, and does not touch the plan made since", async () => {
    const late = await open();
    const lateLease = await acquire(late);
    const next = await open();
    let made = 0;
    interlude = async () => {
      made = await plan(next, await acquire(next));
    };
    await expect(plan(late, lateLease)).rejects.toMatchObject({ code: "lease_lost" });
    expect(made).toBe(2);
    expect(await planTables()).toEqual(tablesOf(2));
    expect((await next.plans(9)).map(({ planNo, state }) => [planNo, state])).toEqual([[2, "planned"]]);
    await next.changes(made, 1, 0, 9);
  });

  it("of a runner that died is cleared away by a lease an hour later, and is not seen before", async () => {
    const dead = await open();
    const lease = await acquire(dead);
    const stored = new Promise<void>((resolve) => {
      interlude = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    void plan(dead, lease);
    await stored;
    const next = await open();
    await (await acquire(next)).end();
    expect(await planTables()).toEqual(tablesOf(1));
    expect(await next.plans(9)).toEqual([]);
    expect(await next.status(SYNC)).toMatchObject({ lastPlan: null });
    clock.advance(HOUR_MS);
    await (await acquire(next)).end();
    expect(await planTables()).toEqual(tablesOf(1));
    clock.advance(1);
    const later = await acquire(next);
    expect(await planTables()).toEqual([]);
    expect(await plan(next, later)).toBe(2);
  });
});

describe("a draft that a later lease gave up", () => {
  it("leaves no table when its runner's statement ends after all", async () => {
    const late = await open();
    const lease = await acquire(late);
    interlude = async () => {
      clock.advance(HOUR_MS + 1);
      await (await acquire(await open())).end();
      expect(await planTables()).toEqual([]);
      await warehouse.run("create table tierline.plan_gold_1 as select 1 as ordinal");
    };
    await expect(plan(late, lease)).rejects.toMatchObject({ code: "lease_lost" });
    expect(await planTables()).toEqual([]);
  });
});

describe("a plan that an earlier Tierline made", () => {
  it("is not taken for one without suppressed addresses", async () => {
    const journal = await open();
    const planNo = await plan(journal, await acquire(journal));
    expect(await journal.suppressed(planNo, ["ann@example.com"])).toEqual(new Set());
    await warehouse.run(`drop table tierline.suppressed_gold_${planNo}`);
    await expect(journal.suppressed(planNo, ["ann@example.com"])).rejects.toMatchObject({
      code: "plan_older",
      message: `Plan ${planNo} was made by an earlier Tierline, which did not keep whose addresses are suppressed.`,
      remedy: "Run `tierline plan` again and apply the new plan.",
    });
  });
});

describe("a state that was interrupted while it was made", () => {
  it("is none for who only looks, and is made by the next who writes", async () => {
    const { readSqlJournal } = await import("../../src/journal/sql/open-sql-journal.ts");
    await open();
    await warehouse.run("delete from tierline.state");
    await warehouse.run("drop table tierline.decisions");
    const options = { warehouse, schema: "tierline", target: "dev", clock, position: null };
    const source = { read: <Result>(work: (schema: string) => Promise<Result>): Promise<Result> => work("models") };
    expect(await readSqlJournal({ ...options, source })).toBeUndefined();
    const journal = await open();
    await plan(journal, await acquire(journal));
    expect((await readSqlJournal({ ...options, source })) === undefined).toBe(false);
  });
});
