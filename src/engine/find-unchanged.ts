/** Syncs for which a run would have nothing to do: `run --changed-only` leaves them out. */
import type { Sync } from "../domain/sync.ts";
import type { JournalReader } from "../journal/journal.ts";
import type { Source } from "../journal/source.ts";
import { modelsOf } from "./read-build.ts";

/**
 * Unchanged is a sync whose newest plan was applied and closed, was made from the newest build of its models and under
 * the definition that its file has now, and left nothing behind: no row waits, none was withheld, none is unsettled. Refused
 * rows do not count: they are tried again by runs that take place for another reason, at the latest after the next build.
 */
export async function findUnchanged<Desired>(
  journal: Pick<JournalReader, "status">,
  source: Pick<Source<Desired>, "newestBuild">,
  syncs: readonly Sync[],
): Promise<ReadonlySet<string>> {
  const unchanged = new Set<string>();
  for (const sync of syncs) {
    const { lastPlan, places, notSent } = await journal.status(sync.name);
    const isApplied = lastPlan?.state === "closed" && lastPlan.applyingAtMs !== null;
    if (!isApplied || lastPlan.definitionHash !== sync.definitionHash) continue;
    const isLeft = places.some(({ unsettled }) => unsettled > 0) || notSent.some(isTriedAgain);
    if (isLeft) continue;
    const build = await source.newestBuild(modelsOf(sync));
    if (build?.invocationId === lastPlan.invocationId) unchanged.add(sync.name);
  }
  return unchanged;
}

function isTriedAgain({ class: unsent }: { readonly class: string }): boolean {
  return unsent === "waiting" || unsent === "withheld";
}
