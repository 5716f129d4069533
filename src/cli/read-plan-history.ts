/** The newest plans of all syncs, newest first: numbers for `plan show`. */
import type { PlanHead } from "../domain/plan.ts";
import type { JournalReader } from "../journal/journal.ts";

/** Plan numbers are global and without gaps, so they are walked down from the newest. */
export async function readPlanHistory(
  journal: Pick<JournalReader, "syncs" | "status" | "planHead">,
  limit: number,
): Promise<readonly PlanHead[]> {
  let newest = 0;
  for (const sync of await journal.syncs())
    newest = Math.max(newest, (await journal.status(sync)).lastPlan?.planNo ?? 0);
  const heads: PlanHead[] = [];
  for (let planNo = newest; planNo > 0 && heads.length < limit; planNo -= 1) {
    const head = await journal.planHead(planNo);
    if (head !== undefined) heads.push(head);
  }
  return heads;
}
