/** A list at a stand-in, also a dynamic one, beside an audience in DuckDB: who differs and why, and nothing is written. */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareList, type ComparedPerson } from "../../src/engine/compare-list.ts";
import { openSqlJournal, sqlOf } from "../../src/journal/sql/open-sql-journal.ts";
import { SqlAudiences } from "../../src/journal/sql/sql-audiences.ts";
import { SqlSource } from "../../src/journal/sql/sql-source.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { syncNamed } from "../engine/engine-setup.ts";
import { setUpKlaviyo, type KlaviyoSetup } from "./destination-klaviyo-setup.ts";
import { setUp, type Setup } from "./destination-setup.ts";
import { setUpFiles } from "./files-setup.ts";
import { setUpMailchimp, type MailchimpSetup } from "./mailchimp-setup.ts";

const SYNC = syncNamed("gold", { properties: [], suppress: { model: "aud_suppressed" } });
const access = { read: <Result>(work: (schema: string) => Promise<Result>) => work("main") };
let warehouse: DuckDbWarehouse;
let listId: string;

/**
 * ann and bob are Golden, cid is Silver, dan is in no audience, eve is Golden and suppressed, fay is Golden without an address,
 * gus is Golden and suppressed; two customers have the address both@example.com.
 */
beforeEach(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  for (const statement of [
    "create table aud_members (customer_id varchar, email varchar, reason_code varchar)",
    "insert into aud_members select name, name || '@example.com', null from unnest(['ann', 'bob', 'cid', 'dan', 'eve', 'gus']) as t (name)",
    "insert into aud_members values ('fay', null, null), ('kit', 'both@example.com', null), ('lou', 'both@example.com', null)",
    "create table aud_tier as select name as customer_id, 'Golden' as audience from unnest(['ann', 'bob', 'eve', 'fay', 'gus']) as t (name)",
    "insert into aud_tier values ('cid', 'Silver')",
    "create table aud_suppressed as select name as customer_id from unnest(['eve', 'gus']) as t (name)",
    "create table tierline_builds as select 'b' as invocation_id, timestamp '2026-01-08' as as_of, timestamp '2026-01-08' as started_at, timestamp '2026-01-08' as finished_at",
    "create table tierline_build_nodes as select 'b' as invocation_id, 'model.x.' || name as unique_id, name as model, 'main.' || name as relation_name, 'success' as status from unnest(['aud_members', 'aud_tier', 'aud_suppressed']) as t (name)",
  ])
    await warehouse.run(statement);
});
afterEach(async () => warehouse.close());

const PEOPLE = ["ann", "cid", "dan", "eve", "stranger", "both"];

/** Of ann, cid, dan, eve, a stranger and somebody who could be two. */
function withList(kind: "MANUAL" | "DYNAMIC", options: Parameters<typeof setUp>[0] = {}): Setup {
  const setup = setUp(options);
  const { byHand } = setup.sandbox;
  const people = PEOPLE.map((name) => byHand.addContact({ email: `${name}@example.com` }));
  listId = byHand.addList("VIP customers", kind, people);
  return setup;
}

async function compare(setup: Pick<Setup, "clock" | "destination">, list = "VIP customers", sync = SYNC) {
  const { clock, destination } = setup;
  const options = { warehouse, schema: "tierline", target: "dev", clock, source: access, position: null };
  const journal = await openSqlJournal({ ...options, random: { fraction: () => 0, id: () => "state" } });
  const source = new SqlSource(warehouse, access);
  const audiences = new SqlAudiences({ warehouse, access, source, sql: sqlOf(options), hasState: true });
  const people: ComparedPerson[] = [];
  const request = { model: "aud_tier", audience: "Golden", list };
  const answer = await compareList({ journal, source, audiences }, { sync, destination }, request, async (page) => {
    people.push(...page);
  });
  return { answer, rows: people.map(({ side, key, reason, audience }) => [side, key, reason, audience]) };
}

const DIFFERENCES = [
  ["both", "ann", null, null],
  ["only_list", "cid", "other_audience", "Silver"],
  ["only_list", "dan", "no_audience", null],
  ["only_list", "eve", "suppressed", null],
  ["only_list", null, "unknown_contact", null],
  ["only_list", null, "ambiguous_contact", null],
  ["only_audience", "bob", "missing", null],
  ["only_audience", "fay", "no_address", null],
  ["left_out", "gus", "suppressed", null],
];

describe.each(["MANUAL", "DYNAMIC"] as const)("a %s list", (kind) => {
  it("differs from the audience, each with a reason, and nothing is written", async () => {
    const setup = withList(kind);
    const { answer, rows } = await compare(setup);
    expect(answer).toMatchObject({ is: "compared", list: { count: 6, kind, isWritable: kind === "MANUAL" } });
    expect(rows).toEqual(DIFFERENCES);
    const writes = setup.sent.filter(({ method, url }) => method !== "GET" && !/batch\/read/u.test(url));
    expect(writes).toEqual([]);
  });
});

it.each(["klaviyo", "mailchimp"] as const)("a segment that %s fills itself is no different", async (type) => {
  const setup = type === "klaviyo" ? setUpKlaviyo() : setUpMailchimp();
  fillSegment(
    setup,
    PEOPLE.map((name) => `${name}@example.com`),
  );
  const sync = { ...SYNC, destination: { ...SYNC.destination, type } };
  const { answer, rows } = await compare(setup, "VIP customers", sync);
  expect(answer).toMatchObject({ is: "compared", list: { count: 6, isWritable: false } });
  expect(rows).toEqual(DIFFERENCES);
  expect(setup.sent.filter(({ method }) => method !== "GET")).toEqual([]);
});

function fillSegment({ sandbox }: KlaviyoSetup | MailchimpSetup, addresses: readonly string[]): void {
  const { byHand } = sandbox;
  if ("addProfile" in byHand) {
    byHand.addSegment(
      "VIP customers",
      addresses.map((email) => byHand.addProfile({ email })),
    );
    return;
  }
  const segmentId = byHand.addSegment("VIP customers", "static");
  for (const address of addresses) byHand.addToSegment(segmentId, byHand.addMember(address));
  byHand.makeSaved(segmentId);
}

it("says that there is no such list", async () => {
  await expect(compare(setUp())).rejects.toMatchObject({
    code: "list_missing",
    message: 'There is no list "VIP customers" at HubSpot.',
    // The name was given on the command line: no line of a file is wrong.
    location: undefined,
    remedy: "Give the list's name as it stands there: tierline compare AUDIENCE LIST",
  });
  await expect(compare(setUp(), "loyalty goldn")).rejects.toMatchObject({
    remedy: expect.stringMatching(/^Did you mean "Loyalty Golden"\? /u),
  });
});

it("says that a destination cannot be asked who is on a list", async () => {
  const setup = withList("MANUAL");
  const { destination, root } = setUpFiles();
  await expect(compare({ ...setup, destination })).rejects.toMatchObject({
    code: "cannot_ask",
    location: SYNC.location,
  });
  rmSync(root, { recursive: true });
});

it("says that the list moved while it was read", async () => {
  let reads = 0;
  const setup = withList("MANUAL", {
    beforeSend: ({ url }, { byHand }) => {
      // The first is the count. Before the members themselves come two more people join, and leave before the second count.
      if (!/memberships/u.test(url)) return;
      reads += 1;
      const joining = ["max", "moe"].map((name) => `${name}@example.com`);
      if (reads === 2) late.push(...joining.map((email) => byHand.addContact({ email })));
      if (reads === 2) for (const recordId of late) byHand.addToList(listId, recordId);
      if (reads === 3) for (const recordId of late) byHand.removeFromList(listId, recordId);
    },
  });
  const late: string[] = [];
  await expect(compare(setup)).rejects.toMatchObject({ code: "list_moved" });
});

it("is refused where the models were not built", async () => {
  await warehouse.run("update tierline_build_nodes set status = 'error' where model = 'aud_tier'");
  expect((await compare(withList("MANUAL"))).answer).toMatchObject({
    is: "refused",
    refusal: { code: "build_failed" },
  });
});
