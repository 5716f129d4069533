/** Takes a list with the people who are there: looked at first, then kept or claimed, once, recorded. */
import type { Decision, TakeOverHow } from "../domain/decision.ts";
import type { Engine, Refusal, SyncTask } from "./engine.ts";
import { lookAtList, type ListSeen } from "./look-at-list.ts";
import { leaseLost } from "./send-waves.ts";
import { underLease } from "./under-lease.ts";

export interface TakeOverRequest {
  /** The list's name in the sync file. */
  readonly list: string;
  readonly how: TakeOverHow;
  readonly decision: Decision;
}

export interface ListTaken extends Omit<ListSeen, "is" | "placeNo"> {
  readonly is: "taken";
  readonly placeNo: number;
}

/**
 * Under the sync's lease. Nothing is written at the destination; state changes once everybody was read, in one
 * transaction. Errors as `lookAtList` has them, and `TransientError` `lease_held`, `lease_lost`.
 */
export async function takeOver<Desired>(
  engine: Engine<Desired>,
  task: SyncTask,
  { list, how, decision }: TakeOverRequest,
): Promise<ListTaken | { readonly is: "refused"; readonly refusal: Refusal }> {
  const { journal } = engine;
  return underLease(engine, task.sync.name, async (lease) => {
    const seen = await lookAtList(engine, task, list);
    if (seen.is === "refused") return seen;
    const { spec, accountId, listId, people } = seen;
    if ((await lease.leftMs()) === 0) throw leaseLost(lease);
    const present = people.map(({ recordId, known, identity }) => ({
      recordId,
      claimed: how === "claim" && known !== null && identity !== null ? { identity, memberKey: known.identity } : null,
    }));
    const { placeNo } = await journal.propose(lease, spec, accountId);
    await journal.takeOver(lease, placeNo, { listId, how, present }, decision);
    return { ...seen, is: "taken", placeNo };
  });
}
