/** What the runner does that will not live to its end, and what it told of it before. */
import type { Receipt } from "../../src/domain/receipt.ts";
import { isHeldElsewhere, type Journal, type Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal, type SqlJournalOptions } from "../../src/journal/sql/open-sql-journal.ts";
import { ALLOWANCE, basis, crashRequest, MEMBERS, proposePlaces, SYNC } from "./journal-crash-setup.ts";

const BATCH_ROWS = 250;

/** Who says it. */
export interface Runner {
  readonly journal: Journal<DesiredRelations>;
  readonly lease: Lease;
}

/** Plans, announces, appends and closes; says a line for what was promised to be durable. */
export async function runOnce(options: SqlJournalOptions, say: (line: string, runner: Runner) => void): Promise<void> {
  const journal: Journal<DesiredRelations> = await openSqlJournal(options);
  const lease = await journal.acquire(SYNC);
  if (isHeldElsewhere(lease)) throw new Error("held");
  const runner = { journal, lease };
  const runNo = await journal.beginRun(lease, ALLOWANCE);
  const places = await proposePlaces(journal, lease);
  const { planNo } = await journal.plan(lease, crashRequest(places, runNo));
  say(`planned ${planNo}`, runner);
  await journal.announce(lease, planNo, basis);
  say("announced", runner);
  for (let first = 1; first <= MEMBERS; first += BATCH_ROWS) {
    const receipts = Array.from({ length: BATCH_ROWS }, (_, index): Receipt => accepted(first + index));
    await journal.append(lease, planNo, receipts);
    await journal.flush();
    say(`appended ${first + BATCH_ROWS - 1}`, runner);
  }
  await journal.close(lease, planNo, 0);
  say("closed", runner);
  await lease.end();
  say("ended", runner);
}

function accepted(ordinal: number): Receipt {
  return { ordinal, outcome: "accepted", reason: null, message: null, recordId: `r${ordinal}`, ticket: null };
}

export interface Told {
  readonly isAnnounced: boolean;
  /** Rows whose receipts were promised to be durable. */
  readonly appended: number;
  readonly isClosed: boolean;
  readonly isEnded: boolean;
}

export function toldBy(lines: readonly string[]): Told {
  const appended = lines.findLast((line) => line.startsWith("appended "));
  return {
    isAnnounced: lines.includes("announced"),
    appended: Number(appended?.split(" ")[1] ?? 0),
    isClosed: lines.includes("closed"),
    isEnded: lines.includes("ended"),
  };
}
