/** The leases of a command. */
import { TransientError } from "../domain/errors.ts";
import {
  isHeldElsewhere,
  type HeldElsewhere,
  type Journal,
  type JournalReader,
  type Lease,
} from "../journal/journal.ts";
import { attempt, type Outcome } from "./attempt.ts";

/** By sync: who was seen to hold its lease, as `HeldElsewhere` names them. */
export type Holders = ReadonlyMap<string, string>;

export interface Passing {
  /** Leases that these still hold are passed over. */
  readonly passesOver?: Holders;
  /** Told of each lease that is held elsewhere. */
  readonly onHeld?: (sync: string, heldBy: string) => void;
  /** Told once of all leases that are taken, if there are any. */
  readonly onTaken?: (syncs: readonly string[]) => void;
}

export interface TakenLeases {
  readonly leases: ReadonlyMap<string, Lease>;
  /** By sync: who holds it. */
  readonly held: ReadonlyMap<string, TransientError>;
}

/**
 * In name order, so that two commands cannot deadlock, and of two that begin at once the one that has the first has all.
 * `TransientError` `lease_held`, and none is kept, when somebody else holds one, unless that is to be passed over.
 */
export async function takeLeases<Desired>(
  journal: Journal<Desired>,
  syncs: readonly string[],
  { passesOver = new Map(), onHeld = () => undefined, onTaken = () => undefined }: Passing = {},
): Promise<TakenLeases> {
  const leases = new Map<string, Lease>();
  const held = new Map<string, TransientError>();
  try {
    for (const sync of syncs.toSorted()) {
      const lease = await journal.acquire(sync);
      if (!isHeldElsewhere(lease)) {
        leases.set(sync, lease);
        continue;
      }
      onHeld(sync, lease.heldBy);
      if (passesOver.get(sync) !== lease.heldBy) throw leaseHeld(sync, lease);
      held.set(sync, leaseHeld(sync, lease));
    }
    if (leases.size > 0) onTaken([...leases.keys()]);
    return { leases, held };
  } catch (thrown) {
    // What went wrong first is what counts.
    await attempt(async () => endLeases(leases));
    throw thrown;
  }
}

/** Of these syncs, those whose plan is announced. Before that another build beside theirs would make their plan stale. */
export async function whoSends(journal: Pick<JournalReader, "status">, holders: Holders): Promise<Holders> {
  const sending = new Map<string, string>();
  for (const [sync, heldBy] of holders)
    if ((await journal.status(sync)).lastPlan?.state === "applying") sending.set(sync, heldBy);
  return sending;
}

function leaseHeld(sync: string, lease: HeldElsewhere): TransientError {
  return new TransientError("lease_held", `Somebody else runs the sync ${sync}: ${lease.heldBy}.`, {
    remedy: whenToRunAgain(lease),
  });
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
