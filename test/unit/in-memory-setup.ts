/** A journal in memory with one sync, and short words for what its tests say. */
import { expect } from "vitest";
import type { Receipt } from "../../src/domain/receipt.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import type { DesiredMember, DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { isHeldElsewhere, type Lease, type PlannedPlace, type PlanRequest } from "../../src/journal/journal.ts";

export const SYNC = "gold";
export const coolDownMs = 900;

/** A journal whose clock stands at `clock.ms`, and a sync with contacts (1), Golden (2) and Silver (3). */
export async function begin(): Promise<{
  journal: InMemoryJournal;
  clock: { ms: number };
  lease: Lease;
  places: PlannedPlace[];
}> {
  const clock = { ms: 1_000 };
  const journal = new InMemoryJournal({
    clock: { nowMs: () => clock.ms, sleep: async () => undefined },
    leaseMs: 60,
  });
  const lease = await take(journal);
  const places: PlannedPlace[] = [];
  for (const [name, audience] of [
    ["contacts", null],
    ["Golden", "g"],
    ["Silver", "s"],
  ] as const) {
    const kind = audience === null ? "contact" : "list";
    const model = audience === null ? null : "aud_tier";
    const place = await journal.propose(lease, { kind, name, model, audience }, "account");
    places.push({ place, isInFile: true, countAtDestination: null });
  }
  return { journal, clock, lease, places };
}

export async function take(journal: InMemoryJournal): Promise<Lease> {
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("held");
  return lease;
}

export function member(key: string, email: string | null, reason: string | null = null): DesiredMember {
  return { key, email, reason, properties: ["1"] };
}

export function desiredRows(
  members: readonly DesiredMember[],
  tiers: Readonly<Record<string, string>> = {},
): DesiredRows {
  const rows = Object.entries(tiers).map(([memberKey, audience]) => ({ memberKey, audience }));
  return {
    members: { model: "aud_members", isConsentAsked: false, rows: members },
    suppress: null,
    audiences: [{ model: "aud_tier", holdout: null, rows }],
  };
}

export function requestFor(places: readonly PlannedPlace[], desired: DesiredRows, runNo = 1): PlanRequest<DesiredRows> {
  return {
    sync: SYNC,
    runNo,
    definitionHash: "d",
    invocationId: "b",
    asOf: "2026-01-01T00:00:00Z",
    places,
    desired,
    coolDownMs,
    onLeave: "clear",
    identifiedBy: "member",
    properties: ["points"],
    mappingHash: "m",
  };
}

export const basis = { definitionHash: "d", invocationId: "b" };
export const accepted: Receipt = {
  ordinal: 0,
  outcome: "accepted",
  reason: null,
  message: null,
  recordId: null,
  ticket: null,
};

/** One line per plan row: ordinal, op, place, identity; what it follows is not shown by `planRows`. */
export async function rowsOf(journal: InMemoryJournal, planNo: number): Promise<readonly string[]> {
  const rows = await journal.planRows(planNo, { limit: 100 });
  return rows.map(
    (row) => `${row.ordinal} ${row.op} ${row.placeNo} ${row.identity}${row.note === null ? "" : ` ${row.note}`}`,
  );
}

export async function apply(
  journal: InMemoryJournal,
  lease: Lease,
  planNo: number,
  answers: readonly Receipt[],
): Promise<void> {
  expect(await journal.announce(lease, planNo, basis)).toEqual({ is: "announced" });
  expect(await journal.append(lease, planNo, answers)).toBe(true);
  await journal.close(lease, planNo, 0);
}

export async function* list(...values: string[]): AsyncGenerator<string> {
  yield* values;
}
