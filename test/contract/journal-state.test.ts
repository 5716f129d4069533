/** What the SQL journal keeps, forgets and refuses of its state. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SCHEMA_VERSION } from "../../src/journal/sql/create-tables.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import { isHeldElsewhere, type Lease } from "../../src/journal/journal.ts";
import type { JournalUnderTest } from "./journal-under-test.ts";
import { sqlOnDuckDb } from "./journal-under-test.ts";
import { manualClock } from "../support/manual-clock.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const clock = manualClock();
let under: JournalUnderTest & { readonly warehouse: Warehouse };

beforeEach(async () => {
  under = await sqlOnDuckDb(clock);
});
afterEach(async () => {
  await under.end();
});

async function acquire(sync = "gold"): Promise<Lease> {
  const lease = await under.journal.acquire(sync);
  if (isHeldElsewhere(lease)) throw new Error("held");
  return lease;
}

async function applyOne(lease: Lease): Promise<number> {
  const planNo = await planOne(lease);
  await under.journal.announce(lease, planNo, { definitionHash: "d", invocationId: "b" });
  await under.journal.close(lease, planNo, 0);
  return planNo;
}

async function planOne(lease: Lease): Promise<number> {
  const spec = { kind: "contact", name: "contacts", model: null, audience: null } as const;
  const place = await under.journal.propose(lease, spec, "account");
  const { planNo } = await under.plan(lease, {
    sync: lease.sync,
    runNo: 1,
    definitionHash: "d",
    invocationId: "b",
    asOf: "2026-01-01T00:00:00Z",
    places: [{ place, isInFile: true, countAtDestination: null }],
    coolDownMs: 0,
    onLeave: "clear",
    identifiedBy: "member",
    properties: ["points"],
    mappingHash: "m",
    desired: {
      members: {
        model: "aud_members",
        isConsentAsked: false,
        rows: [{ key: "ann", email: "ann@x", reason: null, properties: ["1"] }],
      },
      suppress: null,
      audiences: [],
    },
  });
  return planNo;
}

async function tablesOf(sync: string): Promise<readonly unknown[]> {
  const rows = await under.warehouse.rows(
    `select table_name from information_schema.tables where regexp_matches(table_name, '^plan_${sync}_') order by 1`,
  );
  return rows.map((row) => row["table_name"]);
}

describe("the state", () => {
  it("forgets a plan's rows and receipts 30 days after it was closed, and keeps its head", async () => {
    const lease = await acquire();
    const planNo = await applyOne(lease);
    await lease.end();
    clock.advance(30 * DAY_MS);
    await (await acquire()).end();
    expect(await under.journal.planRows(planNo, { limit: 9 })).toHaveLength(1);
    clock.advance(1);
    await (await acquire()).end();
    await under.crash();
    expect(await under.journal.planRows(planNo, { limit: 9 })).toEqual([]);
    expect((await under.journal.planHead(planNo))?.state).toBe("closed");
    expect(await under.warehouse.hasRelation("tierline", `plan_gold_${planNo}`)).toBe(false);
    expect(await under.journal.status("gold")).toMatchObject({ lastPlan: { planNo }, notSent: [] });
    const next = await acquire();
    expect(await applyOne(next)).toBe(planNo + 1);
  });

  it("never forgets a plan that is open", async () => {
    const lease = await acquire();
    await applyOne(lease);
    await under.warehouse.run("update tierline.plans set state = 'applying'");
    await lease.end();
    clock.advance(90 * DAY_MS);
    await acquire();
    expect(await under.journal.planRows(1, { limit: 9 })).toHaveLength(1);
  });

  it("forgets the plans of a sync that nobody runs any more, once another one runs", async () => {
    const gone = await acquire("gone");
    await applyOne(gone);
    await planOne(gone);
    await gone.end();
    // The one that waits could be applied for a day. 30 days later rows go, and a day more is left to the sync itself.
    clock.advance(31 * DAY_MS);
    await (await acquire()).end();
    expect(await tablesOf("gone")).toEqual(["plan_gone_1", "plan_gone_2"]);
    clock.advance(1);
    await acquire();
    expect(await tablesOf("gone")).toEqual([]);
    expect((await under.journal.plans(9)).map(({ planNo, state }) => [planNo, state])).toEqual([
      [2, "closed"],
      [1, "closed"],
    ]);
  });

  it("leaves the plans of another sync alone while somebody runs it, or while one is being applied", async () => {
    const [running, dead] = [await acquire("running"), await acquire("dead")];
    await applyOne(running);
    await planOne(dead);
    await under.warehouse.run("update tierline.plans set state = 'applying' where sync = 'dead'");
    await dead.end();
    clock.advance(90 * DAY_MS);
    await acquire();
    expect([...(await tablesOf("running")), ...(await tablesOf("dead"))]).toEqual(["plan_running_1", "plan_dead_2"]);
    expect(await running.leftMs()).toBeGreaterThan(0);
    await running.end();
  });

  it("written by a newer Tierline is refused", async () => {
    await under.warehouse.run(`update tierline.state set schema_version = ${SCHEMA_VERSION + 1}`);
    await expect(under.crash()).rejects.toMatchObject({
      constructor: ConfigError,
      code: "state_newer",
      message: `The state has schema version ${SCHEMA_VERSION + 1}; this Tierline knows ${SCHEMA_VERSION}.`,
    });
  });

  it("knows a sync by the name in its tables alone", async () => {
    await expect(under.journal.acquire('gold"; drop schema tierline; --')).rejects.toMatchObject({ code: "sync_name" });
    expect(await under.journal.status("unheard")).toEqual({
      sync: "unheard",
      paused: null,
      lastRun: null,
      lastPlan: null,
      lastAppliedPlan: null,
      places: [],
      notSent: [],
    });
    expect(await under.journal.member("unheard", "ann")).toEqual([]);
  });
});
