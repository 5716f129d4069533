/** Audiences as marketers look at them, asked of a DuckDB file with models and state in it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { isHeldOut } from "../../src/domain/holdout.ts";
import { CONTACT_PLACE_NAME, type Place } from "../../src/domain/place.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { Sync } from "../../src/domain/sync.ts";
import type { AudienceMember } from "../../src/journal/audience-reader.ts";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal, sqlOf } from "../../src/journal/sql/open-sql-journal.ts";
import { SqlAudiences } from "../../src/journal/sql/sql-audiences.ts";
import { SqlSource } from "../../src/journal/sql/sql-source.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { syncNamed } from "../engine/engine-setup.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/seeded-random.ts";

const MODELS = ["aud_members", "aud_tier", "aud_suppressed"];
const BUILD = {
  invocationId: "b",
  asOf: "2026-01-08T00:00:00Z",
  startedAt: "2026-01-08T00:00:00Z",
  finishedAt: "2026-01-08T00:00:09Z",
  nodes: MODELS.map((model) => ({ model, relation: `main.${model}`, status: "success" })),
};
const SYNC: Sync = syncNamed("gold", {
  properties: [],
  suppress: { model: "aud_suppressed" },
  consent: { column: "email_consent" },
});
const DAY_MS = 86_400_000;
const clock = manualClock();
let warehouse: DuckDbWarehouse;
let journal: Journal<DesiredRelations>;
let lease: Lease;
let places: readonly Place[];

/** ann and fay are as they should be; bob is suppressed, cid did not agree, dan has no address; gil is nobody's member. */
beforeEach(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  for (const statement of [
    "create table aud_members (customer_id varchar, email varchar, email_consent boolean, reason_code varchar)",
    "insert into aud_members values ('ann', ' Ann@example.com', true, null), ('bob', 'bob@example.com', true, null), ('cid', 'cid@example.com', false, null), ('dan', null, true, null), ('fay', 'fay@example.com', true, null)",
    "create table aud_tier as select customer_id, 'Golden' as audience from aud_members where customer_id <> 'fay'",
    "insert into aud_tier values ('fay', 'Silver'), ('gil', 'Silver')",
    "create table aud_suppressed as select 'bob' as customer_id",
  ])
    await warehouse.run(statement);
  clock.advance(Date.parse("2026-01-08T06:00:00Z") - clock.nowMs());
  journal = await openSqlJournal({ ...options(), position: null });
  const acquired = await journal.acquire("gold");
  if (isHeldElsewhere(acquired)) throw new Error("held");
  lease = acquired;
  await journal.propose(lease, { kind: "contact", name: CONTACT_PLACE_NAME, model: null, audience: null }, "1");
  for (const audience of ["Golden", "Silver"])
    await journal.propose(lease, { kind: "list", name: `Loyalty ${audience}`, model: "aud_tier", audience }, "1");
  places = await journal.places("gold");
});
afterEach(async () => warehouse.close());

const options = () => ({
  warehouse,
  schema: "tierline",
  target: "dev",
  clock,
  random: seededRandom(3),
  source: { read: <Result>(work: (schema: string) => Promise<Result>) => work("main") },
  position: null,
});

const reader = (hasState = true): SqlAudiences =>
  new SqlAudiences({
    warehouse,
    access: options().source,
    source: new SqlSource(warehouse, options().source),
    sql: sqlOf(options()),
    hasState,
  });

/** One run: every change is accepted with a record of its own, but those of `refused`. */
async function send(refused: readonly string[] = []): Promise<void> {
  const source = new SqlSource(warehouse, options().source);
  const runNo = await journal.beginRun(lease, null);
  const head = await journal.plan(lease, {
    sync: "gold",
    runNo,
    definitionHash: "d",
    invocationId: "b",
    asOf: BUILD.asOf,
    places: places.map((place) => ({ place, isInFile: true, countAtDestination: null })),
    desired: await source.desired(SYNC, BUILD),
    coolDownMs: 0,
    onLeave: "clear",
    properties: [],
    mappingHash: "m",
    identifiedBy: "member",
  });
  await journal.announce(lease, head.planNo, { definitionHash: "d", invocationId: "b" });
  for (const wave of [1, 2, 3] as const) {
    await journal.settleUnready(lease, head.planNo, wave);
    const changes = await journal.changes(head.planNo, wave, 0, 100);
    await journal.append(
      lease,
      head.planNo,
      changes.map((change) => answer(change, refused)),
    );
  }
  await journal.close(lease, head.planNo, 0);
}

function answer({ ordinal, memberKey }: Change, refused: readonly string[]): Receipt {
  const isRefused = refused.includes(memberKey);
  const outcome = isRefused ? ("refused" as const) : ("accepted" as const);
  return {
    ordinal,
    outcome,
    reason: isRefused ? "invalid_email" : null,
    message: null,
    recordId: isRefused ? null : `record ${memberKey}`,
    ticket: null,
  };
}

const counts = async (hasState = true) =>
  (await reader(hasState).funnels(SYNC, BUILD, places)).map((funnel) => Object.values(funnel));

async function membersOf(audience: string): Promise<readonly AudienceMember[]> {
  const found: AudienceMember[] = [];
  await reader().members(SYNC, BUILD, { model: "aud_tier", audience }, async (page) => void found.push(...page));
  return found;
}

describe("the funnel of an audience", () => {
  it("says before anything was sent who could be", async () => {
    // Golden: ann, bob, cid, dan; without bob (suppressed) and cid: 2, of whom dan has no address. Silver: fay and gil, of
    // whom the members know nothing: they did not agree.
    const before = [
      ["aud_tier", "Golden", 4, 1, 1, 0, 2, 1, 0, 0],
      ["aud_tier", "Silver", 2, 0, 1, 0, 1, 1, 0, 0],
    ];
    expect(await counts()).toEqual(before);
    expect(await counts(false)).toEqual(before);
  });

  it("counts after a run who is known and on the list", async () => {
    await send(["fay"]);
    expect(await counts()).toEqual([
      ["aud_tier", "Golden", 4, 1, 1, 0, 2, 1, 1, 1],
      ["aud_tier", "Silver", 2, 0, 1, 0, 1, 1, 0, 0],
    ]);
  });

  it("subtracts who is held out of the model's lists", async () => {
    const holdout = { buckets: 5_000, seed: "x" };
    const funnels = await reader().funnels({ ...SYNC, suppress: null, consent: null, holdout }, BUILD, places);
    const inHoldout = (names: readonly string[]) => names.filter((name) => isHeldOut(holdout, name)).length;
    // By the specification two of Golden and one of Silver.
    expect([inHoldout(["ann", "bob", "cid", "dan"]), inHoldout(["fay", "gil"])]).toEqual([2, 1]);
    expect(funnels.map(({ named, heldOut, sendable }) => [named, heldOut, sendable])).toEqual([
      [4, 2, 2],
      [2, 1, 1],
    ]);
  });
});

describe("the members of an audience", () => {
  it("are those who may be sent, with the address as it is sent, by key", async () => {
    expect(await membersOf("Golden")).toEqual([
      { key: "ann", address: "ann@example.com", properties: [] },
      { key: "dan", address: "", properties: [] },
    ]);
    expect((await membersOf("Silver")).map(({ key }) => key)).toEqual(["fay"]);
    expect(await membersOf("Bronze")).toEqual([]);
  });
});

describe("deliveries", () => {
  it("are counted when a plan closes, and outlive its rows", async () => {
    await send(["fay"]);
    clock.advance(40 * DAY_MS);
    await lease.end();
    await journal.acquire("gold");
    expect(await warehouse.rows("select * from tierline.receipts")).toEqual([]);
    const day = Date.parse("2026-01-08") / DAY_MS;
    const [contact, golden, silver] = places.map(({ placeNo }) => placeNo);
    const row = { sync: "gold", day, op: "enter", rows: 1 };
    expect(await reader().deliveries(0)).toEqual([
      { ...row, placeNo: contact, outcome: "accepted", reason: null },
      { ...row, placeNo: contact, outcome: "refused", reason: "invalid_email" },
      { ...row, placeNo: golden, outcome: "accepted", reason: null },
      { ...row, placeNo: silver, outcome: "withheld", reason: "predecessor" },
    ]);
    const atMs = Date.parse("2026-01-08T06:00:00Z");
    expect([...(await reader().lastDelivered())]).toEqual([
      [contact, atMs],
      [golden, atMs],
    ]);
    expect(await reader().deliveries(atMs + 1)).toEqual([]);
  });

  it("are counted by plan, also of one of which nothing was accepted", async () => {
    // Every contact is refused, so nobody comes to a list; then ann and fay are contacts and on their lists: 4.
    await send(["ann", "dan", "fay"]);
    await send();
    expect([...(await reader().acceptedSince(1))]).toEqual([
      [1, 0],
      [2, 4],
    ]);
    expect([...(await reader().acceptedSince(2)).keys()]).toEqual([2]);
    expect(await reader(false).acceptedSince(1)).toEqual(new Map());
  });

  it("of a plan that was never announced are none", async () => {
    await send();
    const before = await reader().deliveries(0);
    await warehouse.run("delete from aud_tier where customer_id = 'ann'");
    await journal.close(lease, 1, 0);
    expect(await reader().deliveries(0)).toEqual(before);
  });
});

it("finds the newest plan over a build of that instant or before", async () => {
  await send();
  expect(await reader().planAsOf("gold", "2026-01-07T23:59:59.000Z")).toBeUndefined();
  expect((await reader().planAsOf("gold", "2026-01-08T00:00:00Z"))?.planNo).toBe(1);
});

it("tells who took an audience out, when, how many and why; without a state nobody did", async () => {
  const [, golden] = places;
  await journal.recordExport(lease, golden?.placeNo ?? 0, 2, { by: "kim", reason: "gift boxes" });
  expect(await reader().exports("gold")).toEqual([
    { placeNo: golden?.placeNo, by: "kim", reason: "gift boxes", atMs: clock.nowMs(), rows: 2 },
  ]);
  expect(await reader(false).exports("gold")).toEqual([]);
});

it("records no export under a lease that was lost", async () => {
  await lease.end();
  await journal.acquire("gold");
  await expect(journal.recordExport(lease, null, 2, { by: "kim", reason: "x" })).rejects.toMatchObject({
    code: "lease_lost",
  });
  expect(await reader().exports("gold")).toEqual([]);
});
