/** A decision about one sync: under its lease, after what a dead runner left was closed. */
import { InvariantError } from "../domain/errors.ts";
import type { Lease } from "../journal/journal.ts";
import { attempt } from "./attempt.ts";
import type { Engine } from "./engine.ts";
import { endLeases, takeLeases } from "./hold-leases.ts";
import { closeOpenPlan } from "./plan-sync.ts";

/** `TransientError` `lease_held` when somebody else runs the sync; then nothing was done. */
export async function underLease<Result>(
  { journal, stallMs }: Pick<Engine<never>, "journal" | "stallMs">,
  sync: string,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  const { leases } = await takeLeases(journal, [sync]);
  const worked = await attempt(async () => {
    const [lease] = leases.values();
    if (lease === undefined) throw new InvariantError("lease_missing", "A lease that was taken is not there.");
    await closeOpenPlan(journal, lease, stallMs);
    return work(lease);
  });
  const ended = await attempt(async () => endLeases(leases));
  // What went wrong first is what counts.
  if (worked.is === "failed") throw worked.error;
  if (ended.is === "failed") throw ended.error;
  return worked.value;
}
