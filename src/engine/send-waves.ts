/** Sends the waves of an announced plan: pages to batches to receipts, with bounded memory and concurrency. */
import { WAVES, type Wave } from "../domain/change.ts";
import { TransientError, type TierlineError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";
import type { Receipt } from "../domain/receipt.ts";
import type { Batch, Destination, SettleIo, SubmitIo, SubmitResult } from "../destination/destination.ts";
import type { Journal, Lease } from "../journal/journal.ts";
import { checkReceipts, checkSettled, unansweredBatch } from "./check-receipts.ts";
import { cutBatches } from "./cut-batches.ts";
import { asTierlineError } from "./exit-code.ts";
import { findStaying } from "./find-staying.ts";

export interface Sending<Desired> {
  readonly journal: Journal<Desired>;
  readonly destination: Destination;
  readonly lease: Lease;
  readonly planNo: number;
  readonly planMadeAtMs: number;
  readonly places: ReadonlyMap<number, Place>;
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
  readonly onReceipts: (receipts: readonly Receipt[]) => void;
}

/** Rows per page; several batches, so that a page is no brake. */
const PAGE_ROWS = 1_000;

/** What ended the sending early, and at which place; or null: every ready row was submitted. */
export type SendEnd =
  | { readonly is: "stopped"; readonly cause: TierlineError; readonly place: Place }
  | { readonly is: "interrupted" }
  | null;

/**
 * Rejects only when the journal fails or the lease was lost: then nothing more can be recorded, and the next run closes
 * the plan. Everything under way has ended when it settles.
 */
export async function sendWaves<Desired>(sending: Sending<Desired>): Promise<SendEnd> {
  for (const wave of WAVES) {
    if (sending.signal.aborted) return { is: "interrupted" };
    await sending.journal.settleUnready(sending.lease, sending.planNo, wave);
    const end = await sendWave(sending, wave);
    await sending.journal.flush();
    if (end !== null) return end;
  }
  return null;
}

async function sendWave<Desired>(sending: Sending<Desired>, wave: Wave): Promise<SendEnd> {
  const { journal, destination, planNo, places } = sending;
  const { limits } = destination;
  const batches = cutBatches(journal, { planNo, places, limits }, wave, PAGE_ROWS);
  const stop = new AbortController();
  const signal = AbortSignal.any([sending.signal, stop.signal]);
  let first: SendEnd = null;
  let gathered = 0;
  const send = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = await batches.next();
      if (next.done === true || signal.aborted) return;
      const result = await submit(sending, next.value, signal);
      gathered += result.gathered ?? 0;
      await append(sending, result.receipts);
      if (result.stop === null) continue;
      first ??= { is: "stopped", cause: result.stop, place: next.value.place };
      stop.abort();
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await send();
    } catch (thrown) {
      stop.abort();
      throw thrown;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, limits.concurrency) }, guarded));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw asTierlineError(failed.reason);
  const settled = await settle(sending, gathered, signal);
  first ??= settled;
  if (first !== null) return first;
  return sending.signal.aborted ? { is: "interrupted" } : null;
}

/**
 * Has what the wave's batches gathered written. Rejects where rows stay without an answer: the next run closes the plan
 * then, and they become unsettled.
 */
async function settle<Desired>(sending: Sending<Desired>, gathered: number, signal: AbortSignal): Promise<SendEnd> {
  const { destination, lease } = sending;
  if (gathered === 0 || destination.settle === undefined) {
    checkSettled(gathered, 0);
    return null;
  }
  const guard = guardLease(lease, signal);
  let answered = 0;
  let end: SendEnd = null;
  for await (const { place, receipts, stop } of destination.settle(guard.io)) {
    await append(sending, receipts);
    answered += receipts.length;
    const cause = stop ?? (guard.isShort() ? leaseLost(lease) : null);
    if (cause !== null) end ??= { is: "stopped", cause, place };
  }
  checkSettled(gathered, answered);
  return end;
}

/** What is asked before each request, and whether the lease was ever too short for one. */
function guardLease(lease: Lease, signal: AbortSignal): { readonly io: SettleIo; readonly isShort: () => boolean } {
  let isShort = false;
  const beforeRequest = async (timeoutMs: number): Promise<boolean> => {
    const isHeld = (await lease.leftMs()) > timeoutMs;
    isShort ||= !isHeld;
    return isHeld && !signal.aborted;
  };
  return { io: { beforeRequest, signal }, isShort: () => isShort };
}

async function submit<Desired>(sending: Sending<Desired>, batch: Batch, signal: AbortSignal): Promise<SubmitResult> {
  const guard = guardLease(sending.lease, signal);
  const io: SubmitIo = {
    ...guard.io,
    planNo: sending.planNo,
    planMadeAtMs: sending.planMadeAtMs,
    staying: async (memberKeys) => await findStaying(sending.journal, batch.place, memberKeys),
    kept: async (recordIds) => await sending.journal.kept(batch.place.placeNo, recordIds),
    suppressed: async (addresses) => await sending.journal.suppressed(sending.planNo, addresses),
  };
  try {
    const result = checkReceipts(batch, await sending.destination.submit(batch, io));
    return guard.isShort() ? { ...result, stop: result.stop ?? leaseLost(sending.lease) } : result;
  } catch (thrown) {
    return unansweredBatch(batch, asTierlineError(thrown));
  }
}

async function append<Desired>(sending: Sending<Desired>, receipts: readonly Receipt[]): Promise<void> {
  const isWritten = await sending.journal.append(sending.lease, sending.planNo, receipts);
  if (!isWritten) throw leaseLost(sending.lease);
  sending.onReceipts(receipts);
}

export function leaseLost({ sync }: Lease): TransientError {
  return new TransientError(
    "lease_lost",
    `Another runner took over the sync ${sync}, or its lease ended: it ran out, or its connection to the warehouse broke.`,
    { remedy: "Nothing more is sent. Let another runner finish, if there is one, then run again." },
  );
}
