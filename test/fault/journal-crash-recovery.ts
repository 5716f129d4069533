/** The runners after the one that did not live to its end: what it promised is there, and they converge. */
import { expect } from "vitest";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import type { Told } from "./journal-crash-run.ts";
import { ALLOWANCE, basis, crashRequest, MEMBERS, proposePlaces, SYNC } from "./journal-crash-setup.ts";

export interface NextRunner {
  readonly journal: Journal<DesiredRelations>;
  readonly lease: Lease;
  readonly warehouse: Warehouse;
  /** Where the state is. */
  readonly schema: string;
}

/** Ends the lease. */
export async function expectRecovery({ journal, lease, warehouse, schema }: NextRunner, told: Told): Promise<void> {
  await closeWhatIsOpen(journal, lease, told);
  await expectNoStrayTables(warehouse, schema);
  await applyAll(journal, lease, 2);
  expect(await applyAll(journal, lease, 3)).toBe(0);
  await lease.end();
}

export async function acquire(journal: Journal<DesiredRelations>): Promise<Lease> {
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("A dead runner still holds the lease.");
  return lease;
}

/** Contacts 1 to 3,000, then their list enters: nothing was sent to the list. */
async function closeWhatIsOpen(journal: Journal<DesiredRelations>, lease: Lease, told: Told): Promise<void> {
  const open = await journal.openPlan(lease);
  if (told.isClosed) expect(open).toBeUndefined();
  if (told.isAnnounced && !told.isClosed && open === undefined) expect(told.appended).toBe(MEMBERS);
  if (open === undefined) return;
  if (told.isAnnounced) {
    expect(open.state).toBe("applying");
    // Recorded before the first call, not by the end that this run never had.
    expect((await journal.status(SYNC)).lastRun).toMatchObject({ finishedAtMs: null, allowance: ALLOWANCE });
  }
  const counts = await journal.close(lease, open.planNo, 0);
  if (open.state === "planned") return expect(counts).toEqual({ accepted: 0, refused: 0, withheld: 0, unsettled: 0 });
  expect(counts.accepted).toBeGreaterThanOrEqual(told.appended);
  expect(counts.accepted + counts.unsettled).toBe(2 * MEMBERS);
}

async function expectNoStrayTables(warehouse: Warehouse, schema: string): Promise<void> {
  const strays = await warehouse.rows(
    `select table_name from information_schema.tables where table_schema = '${schema}' and table_name like 'plan~_%' escape '~' ` +
      `and table_name not in (select 'plan_' || sync || '_' || plan_no from ${schema}.plans)`,
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
