/** The leases of a command: all or none, in name order, kept alive while something long runs. */
import { TransientError } from "../domain/errors.ts";
import { isHeldElsewhere, type Journal, type Lease } from "../journal/journal.ts";
import type { Clock } from "../platform/clock.ts";

/** Looked at this often at the least, so that a lease without an end is noticed when it is lost. */
const LOOK_MS_MAX = 20_000;

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
          remedy: "Let it finish, then run again. Nothing was done.",
        });
      }
      leases.set(sync, lease);
    }
    return leases;
  } catch (thrown) {
    await endLeases(leases);
    throw thrown;
  }
}

export async function endLeases(leases: ReadonlyMap<string, Lease>): Promise<void> {
  for (const lease of leases.values()) await lease.end();
}

/** Does the work and looks at the leases meanwhile, which renews them. A lost one shows when it is used. */
export async function whileHeld<Result>(
  leases: ReadonlyMap<string, Lease>,
  clock: Clock,
  work: () => Promise<Result>,
): Promise<Result> {
  const done = new AbortController();
  const renewing = renew(leases, clock, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
    await renewing;
  }
}

async function renew(leases: ReadonlyMap<string, Lease>, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // A look that fails is not lost here: the same look stands before every request, and fails there.
    const looks = await Promise.allSettled([...leases.values()].map(async (lease) => lease.leftMs()));
    const left = looks.flatMap((look) => (look.status === "fulfilled" && look.value > 0 ? [look.value] : []));
    await Promise.allSettled([clock.sleep(Math.min(LOOK_MS_MAX, ...left.map((ms) => ms / 3)), signal)]);
  }
}
