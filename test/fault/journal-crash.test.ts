/** SIGKILL while the journal writes: what was promised is there, what was not is unsettled, and the next runs converge. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { ALLOWANCE, basis, crashRequest, MEMBERS, models, proposePlaces, SYNC } from "./journal-crash-setup.ts";

interface Died {
  readonly statements: number;
  readonly isAnnounced: boolean;
  /** Rows whose receipts were promised to be durable. */
  readonly appended: number;
  readonly isClosed: boolean;
  readonly isEnded: boolean;
}

let folder: string;
/** What one undisturbed run does. */
let whole: Died;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tierline-crash-"));
  const path = join(folder, "state.whole.duckdb");
  await prepare(path);
  whole = await killAt(path, Number.MAX_SAFE_INTEGER);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a runner killed in the middle", () => {
  it("would have ended by itself, had nobody killed it", () => {
    expect(whole).toMatchObject({ isAnnounced: true, appended: MEMBERS, isClosed: true, isEnded: true });
  });

  // The plan is made in the first half of the statements; the last tenth closes it.
  it.each([5, 15, 20, 25, 30, 35, 40, 45, 60, 75, 88, 91, 93, 95, 97])(
    "after %i %% of its statements leaves a state from which the next ones converge",
    async (percent) => {
      const path = join(folder, `state.${percent}.duckdb`);
      await prepare(path);
      const died = await killAt(path, Math.ceil((whole.statements * percent) / 100));
      expect(died.isEnded).toBe(false);
      await withJournal(path, async (journal, warehouse) => {
        const lease = await acquire(journal);
        await closeWhatIsOpen(journal, lease, died);
        await expectNoStrayTables(warehouse);
        await applyAll(journal, lease, 2);
        expect(await applyAll(journal, lease, 3)).toBe(0);
        await lease.end();
      });
    },
  );
});

async function prepare(path: string): Promise<void> {
  const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  for (const text of models) await warehouse.run(text);
  await warehouse.close();
}

function killAt(path: string, statement: number): Promise<Died> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "journal-crash-child.ts"), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    let rest = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      if (lines.filter((line) => line === "statement").length >= statement) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", () => {
      const appended = lines.findLast((line) => line.startsWith("appended "));
      resolve({
        statements: lines.filter((line) => line === "statement").length,
        isAnnounced: lines.includes("announced"),
        appended: Number(appended?.split(" ")[1] ?? 0),
        isClosed: lines.includes("closed"),
        isEnded: lines.includes("ended"),
      });
    });
  });
}

async function withJournal(
  path: string,
  work: (journal: Journal<DesiredRelations>, warehouse: Warehouse) => Promise<void>,
): Promise<void> {
  const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  try {
    const journal = await openSqlJournal({
      warehouse,
      schema: "tierline",
      target: "dev",
      clock: systemClock,
      random: systemRandom,
      source: { read: (read) => read("models") },
      position: null,
    });
    await work(journal, warehouse);
  } finally {
    await warehouse.close();
  }
}

async function acquire(journal: Journal<DesiredRelations>): Promise<Lease> {
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("A dead runner still holds the lease.");
  return lease;
}

/** Contacts 1 to 3,000, then their list enters: nothing was sent to the list. */
async function closeWhatIsOpen(journal: Journal<DesiredRelations>, lease: Lease, died: Died): Promise<void> {
  const open = await journal.openPlan(lease);
  if (died.isClosed) expect(open).toBeUndefined();
  if (died.isAnnounced && !died.isClosed && open === undefined) expect(died.appended).toBe(MEMBERS);
  if (open === undefined) return;
  if (died.isAnnounced) {
    expect(open.state).toBe("applying");
    // Recorded before the first call, not by the end that this run never had.
    expect((await journal.status(SYNC)).lastRun).toMatchObject({ finishedAtMs: null, allowance: ALLOWANCE });
  }
  const counts = await journal.close(lease, open.planNo, 0);
  if (open.state === "planned") return expect(counts).toEqual({ accepted: 0, refused: 0, withheld: 0, unsettled: 0 });
  expect(counts.accepted).toBeGreaterThanOrEqual(died.appended);
  expect(counts.accepted + counts.unsettled).toBe(2 * MEMBERS);
}

async function expectNoStrayTables(warehouse: Warehouse): Promise<void> {
  const strays = await warehouse.rows(
    "select table_name from information_schema.tables where table_schema = 'tierline' and table_name like 'plan~_%' escape '~' " +
      "and table_name not in (select 'plan_' || sync || '_' || plan_no from tierline.plans)",
  );
  expect(strays).toEqual([]);
}

/** Plans, has everything accepted, and closes; gives the number of rows sent. */
async function applyAll(journal: Journal<DesiredRelations>, lease: Lease, runNo: number): Promise<number> {
  const places = await proposePlaces(journal, lease);
  const { planNo, counts } = await journal.plan(lease, crashRequest(places, runNo));
  for (const place of counts.places) {
    expect(place.enter + place.update + place.unchanged).toBe(MEMBERS);
    expect(place.leave + place.waiting + place.refused).toBe(0);
  }
  await journal.announce(lease, planNo, basis);
  let sent = 0;
  for (const wave of [1, 2] as const) {
    expect(await journal.settleUnready(lease, planNo, wave)).toBe(0);
    for (;;) {
      const page = await journal.changes(planNo, wave, 0, 1_000);
      if (page.length === 0) break;
      sent += page.length;
      await journal.append(
        lease,
        planNo,
        page.map(({ ordinal, recordId, identity }) => ({
          ordinal,
          outcome: "accepted",
          reason: null,
          message: null,
          recordId: recordId ?? `r${identity}`,
          ticket: null,
        })),
      );
    }
  }
  expect(await journal.close(lease, planNo, 0)).toMatchObject({ accepted: sent, unsettled: 0 });
  return sent;
}
