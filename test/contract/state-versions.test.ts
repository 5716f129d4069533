/** Old states are brought to today's schema; a state belongs to one target; a new way of hashing updates nobody. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import { createStateTables, SCHEMA_VERSION } from "../../src/journal/sql/create-tables.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { MIGRATIONS } from "../../src/journal/sql/migrations/migrate-state.ts";
import { openSqlJournal, readSqlJournal, type SqlJournalOptions } from "../../src/journal/sql/open-sql-journal.ts";
import { CONTACT_HASHES, type ContactHash } from "../../src/journal/sql/statements/member-columns.ts";
import { stateTables } from "../../src/journal/sql/tables.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { OLD_STATE_AT_MS, oldStateRequest } from "../data/old-state-models.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/seeded-random.ts";

let folder: string;
let warehouse: DuckDbWarehouse;
const clock = manualClock();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tierline-old-state-"));
  const path = join(folder, "state.dev.duckdb");
  writeFileSync(path, gunzipSync(readFileSync(new URL("../data/state-v1.duckdb.gz", import.meta.url))));
  warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  clock.advance(OLD_STATE_AT_MS + 7_200_000 - clock.nowMs());
});
afterEach(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true });
});

function options(): SqlJournalOptions {
  return {
    warehouse,
    schema: "tierline",
    target: "dev",
    clock,
    random: seededRandom(2),
    source: { read: (work) => work("models") },
    position: null,
  };
}

const open = (changes: Partial<SqlJournalOptions> = {}): Promise<Journal<DesiredRelations>> =>
  openSqlJournal({ ...options(), ...changes });

async function acquire(journal: Journal<DesiredRelations>, sync = "gold"): Promise<Lease> {
  const lease = await journal.acquire(sync);
  if (isHeldElsewhere(lease)) throw new Error("held");
  return lease;
}

async function plan(journal: Journal<DesiredRelations>, lease: Lease, runNo: number): Promise<PlanHead> {
  return journal.plan(lease, await oldStateRequest(journal, lease, runNo));
}

const rows = (sql: string): Promise<readonly object[]> => warehouse.rows(sql);
const synced = (): Promise<readonly object[]> => rows("select * from tierline.synced_gold order by place_no, identity");

const columns = (schema: string): Promise<readonly object[]> =>
  rows(
    `select table_name, column_name, data_type from information_schema.columns where table_schema = '${schema}'
     and table_name not like 'plan!_%' escape '!' and table_name not like 'unsent!_%' escape '!' and table_name not like 'suppressed!_%' escape '!' order by all`,
  );

describe("a state of schema version 1", () => {
  it("keeps every row, and the next plan is the one it had stored", async () => {
    const before = {
      synced: await synced(),
      kept: await rows("select * from tierline.kept order by 1, 2"),
      receipts: await rows("select * from tierline.receipts order by plan_no, ordinal"),
      planned: await rows("select * from tierline.plan_gold_3 order by ordinal"),
      unsent: await rows("select * from tierline.unsent_gold_3 order by all"),
    };
    expect(before.synced.length).toBeGreaterThan(3);
    expect(before.kept).toHaveLength(8);
    expect(before.unsent.length).toBeGreaterThan(0);

    const journal = await open();
    expect(await rows("select schema_version, target from tierline.state")).toEqual([
      { schema_version: SCHEMA_VERSION, target: "dev" },
    ]);
    expect(await rows("select hash_version, count(*) as row_count from tierline.refused_gold group by all")).toEqual([
      { hash_version: 1, row_count: 1 },
    ]);
    // As it was when the waiting plan was made: Dan has gone, and it was run 4.
    await warehouse.run("delete from models.aud_members where customer_id = 'dan'");
    await warehouse.run("delete from models.aud_tier where customer_id = 'dan'");
    const lease = await acquire(journal);
    const { planNo } = await plan(journal, lease, 4);
    expect(await rows(`select * from tierline.plan_gold_${planNo} order by ordinal`)).toEqual(before.planned);
    expect(await rows(`select * from tierline.unsent_gold_${planNo} order by all`)).toEqual(before.unsent);
    expect(await rows("select * from tierline.kept order by 1, 2")).toEqual(before.kept);
    expect(await rows("select * from tierline.receipts order by plan_no, ordinal")).toEqual(before.receipts);
    expect((await journal.planHead(2))?.counts.places).toHaveLength(3);
    expect(await journal.status("other")).toMatchObject({ lastRun: { runNo: 3, allowance: { by: "ann" } } });
  });

  it("has the same tables afterwards as a new one", async () => {
    await open();
    const fresh = await open({ schema: "fresh" });
    for (const sync of ["gold", "other"]) await acquire(fresh, sync);
    expect(await columns("fresh")).toEqual(await columns("tierline"));
    expect((await columns("fresh")).length).toBeGreaterThan(50);
  });

  it("keeps its version when a step fails, and is migrated by the next try from wherever that one ended", async () => {
    await warehouse.run("alter table tierline.refused_other rename to out_of_reach");
    await expect(open()).rejects.toThrow();
    expect(await rows("select * from tierline.state")).toMatchObject([{ schema_version: 1 }]);
    expect(await rows("select * from tierline.state")).not.toMatchObject([{ target: expect.anything() }]);
    await warehouse.run("alter table tierline.out_of_reach rename to refused_other");
    await open();
    expect(await rows("select schema_version from tierline.state")).toEqual([{ schema_version: SCHEMA_VERSION }]);
    expect(await rows("select hash_version from tierline.refused_gold")).toEqual([{ hash_version: 1 }]);
  });

  it("is not touched by who only reads: the error says what to run once", async () => {
    await expect(readSqlJournal(options())).rejects.toMatchObject({
      constructor: ConfigError,
      code: "state_older",
      remedy: expect.stringContaining("tierline plan"),
    });
    expect(await rows("select schema_version from tierline.state")).toEqual([{ schema_version: 1 }]);
    await open();
    expect(await (await readSqlJournal(options()))?.syncs()).toEqual(["gold", "other"]);
    await expect(readSqlJournal({ ...options(), target: "prod" })).rejects.toMatchObject({ code: "other_target" });
  });

  it("has one migration per version, without gaps", () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(
      Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => index + 2),
    );
    const sql = { dialect: warehouse.dialect, tables: stateTables(warehouse.dialect, "t"), hashes: CONTACT_HASHES };
    expect(createStateTables(sql).length).toBeGreaterThan(7);
  });
});

describe("a state of another target", () => {
  it("is refused, both targets named, and left as it is", async () => {
    await open();
    const refused = open({ target: "prod" });
    await expect(refused).rejects.toMatchObject({ constructor: ConfigError, code: "other_target" });
    await expect(refused).rejects.toThrow("The state belongs to the target dev, not to prod.");
    expect(await rows("select target from tierline.state")).toEqual([{ target: "dev" }]);
    expect(await (await open()).syncs()).toEqual(["gold", "other"]);
  });
});

describe("a new version of the hash", () => {
  const second: ContactHash = {
    version: 2,
    expression: (dialect, mapping) => dialect.md5(`'second' || ${mapping} || address || property_1 || property_2`),
  };
  const hashes = [...CONTACT_HASHES, second];

  it("updates nobody; a row takes it when it is said again", async () => {
    const journal = await open();
    const lease = await acquire(journal);
    const before = await plan(journal, lease, 5);
    await lease.end();

    const later = await open({ hashes });
    const held = await acquire(later);
    const after = await plan(later, held, 5);
    expect(after.counts.places).toEqual(before.counts.places);
    // Ann stays; what was unsettled or refused is said again; Dan has come back.
    expect(after.counts.places[0]).toMatchObject({ unchanged: 1, update: 0 });

    await warehouse.run("update models.aud_members set tier_name = 'Platinum' where customer_id = 'ann'");
    const changed = await plan(later, held, 5);
    expect(changed.counts.places[0]).toMatchObject({ unchanged: 0, update: 1 });
    await later.announce(held, changed.planNo, { definitionHash: "definition", invocationId: "build" });
    const ann = (await later.changes(changed.planNo, 1, 0, 9)).find(({ identity }) => identity === "ann");
    await later.append(held, changed.planNo, [
      {
        ordinal: ann?.ordinal ?? 0,
        outcome: "accepted",
        reason: null,
        message: null,
        recordId: "r-ann",
        ticket: null,
      },
    ]);
    await later.close(held, changed.planNo, 0);
    expect(await rows("select hash_version from tierline.synced_gold where identity = 'ann' and place_no = 1")).toEqual(
      [{ hash_version: 2 }],
    );
    clock.advance(10_000);
    expect((await plan(later, held, 6)).counts.places[0]).toMatchObject({ unchanged: 1, update: 0 });
  });

  it("lets a refusal of the old version wait as long as before", async () => {
    const journal = await open({ hashes });
    const lease = await acquire(journal);
    // Bob was refused in runs 1 and 2, so that he waits until run 4.
    expect((await plan(journal, lease, 3)).counts.places[0]?.refusedBy).toMatchObject({ invalid_address: 1 });
    await warehouse.run("update tierline.refused_gold set hash_version = 2");
    expect((await plan(journal, lease, 3)).counts.places[0]?.refusedBy).not.toHaveProperty("invalid_address");
  });
});
