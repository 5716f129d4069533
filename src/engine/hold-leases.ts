/** The leases of a command: all or none, in name order. */
import { TransientError } from "../domain/errors.ts";
import { isHeldElsewhere, type HeldElsewhere, type Journal, type Lease } from "../journal/journal.ts";
import { attempt, type Outcome } from "./attempt.ts";

/** Leases by sync, or the error that says which is held and by whom; then none is. Two commands cannot deadlock. */
export async function takeLeases<Desired>(
  journal: Journal<Desired>,
  syncs: readonly string[],
): Promise<ReadonlyMap<string, Lease> | TransientError> {
  const leases = new Map<string, Lease>();
  try {
    for (const sync of syncs.toSorted()) {
      const lease = await journal.acquire(sync);
      if (isHeldElsewhere(lease)) {
        await endLeases(leases);
        return new TransientError("lease_held", `Somebody else runs the sync ${sync}: ${lease.heldBy}.`, {
          remedy: whenToRunAgain(lease),
        });
      }
      leases.set(sync, lease);
    }
    return leases;
  } catch (thrown) {
    // What went wrong first is what counts.
    await attempt(async () => endLeases(leases));
    throw thrown;
  }
}

function whenToRunAgain({ endsInMs }: HeldElsewhere): string {
  if (endsInMs === null) return "Let it finish, then run again. Nothing was done.";
  const seconds = Math.ceil(endsInMs / 1000);
  return `It gives no sign of life. Unless it does, its lease ends by itself in ${seconds} s: run again then. Nothing was done.`;
}

/** All are given back, also where one cannot be, which ends by itself; rejects with the first error then. */
export async function endLeases(leases: ReadonlyMap<string, Lease>): Promise<void> {
  const ends: Outcome<void>[] = [];
  for (const lease of leases.values()) ends.push(await attempt(async () => lease.end()));
  for (const end of ends) if (end.is === "failed") throw end.error;
}
