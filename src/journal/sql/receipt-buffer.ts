/**
 * Receipts on their way into the store: at once, one append after another, so that the first receipt of a row is one everybody
 * agrees on; or, where a statement costs as much as many rows, together every few seconds. What a crash loses of them is
 * unsettled, as if it had never been answered.
 */
import type { Receipt } from "../../domain/receipt.ts";
import type { Lease } from "../journal.ts";
import type { JournalClock } from "./journal-clock.ts";
import { leaseLost } from "./make-plan.ts";

export interface ReceiptBufferParts {
  readonly clock: JournalClock;
  /** How long receipts may wait for others. 0: not at all. */
  readonly delayMs: number;
  /** False: fenced, nothing was written. */
  write(lease: Lease, planNo: number, receipts: readonly Receipt[]): Promise<boolean>;
}

/** Of one plan, in the order of their coming. */
interface Waiting {
  readonly lease: Lease;
  readonly planNo: number;
  readonly receipts: Receipt[];
  readonly sinceMs: number;
}

const ROWS_MAX = 5_000;

export class ReceiptBuffer {
  readonly #parts: ReceiptBufferParts;
  #waiting: Waiting | undefined;
  /** Of all writes so far. */
  #written: Promise<boolean> = Promise.resolve(true);
  /** Of the newest write that was fenced. */
  #fenced: Lease | undefined;

  constructor(parts: ReceiptBufferParts) {
    this.#parts = parts;
  }

  async append(lease: Lease, planNo: number, receipts: readonly Receipt[]): Promise<boolean> {
    const { clock, delayMs } = this.#parts;
    if (delayMs === 0) return this.#write({ lease, planNo, receipts: [...receipts], sinceMs: 0 });
    const nowMs = await clock.nowMs();
    if (this.#waiting !== undefined && this.#waiting.planNo !== planNo) this.#begin();
    this.#waiting ??= { lease, planNo, receipts: [], sinceMs: nowMs };
    this.#waiting.receipts.push(...receipts);
    const isFull = this.#waiting.receipts.length >= ROWS_MAX;
    if (isFull || nowMs - this.#waiting.sinceMs >= delayMs) this.#begin();
    // So that memory is bounded, too, should the store be slower than the answers come.
    if (isFull) await this.#written;
    return this.#fenced !== lease;
  }

  /** Everything is stored when it resolves. `TransientError` `lease_lost` when receipts that waited were fenced. */
  async flush(): Promise<void> {
    this.#begin();
    const written = this.#written;
    this.#written = Promise.resolve(true);
    await written;
    if (this.#fenced === undefined || this.#parts.delayMs === 0) return;
    throw leaseLost(this.#fenced.sync);
  }

  #begin(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    // Whoever waits for all of them is told what went wrong.
    if (waiting !== undefined) this.#write(waiting).catch(() => false);
  }

  #write({ lease, planNo, receipts }: Waiting): Promise<boolean> {
    const writing = this.#written.then(async () => {
      const isWritten = await this.#parts.write(lease, planNo, receipts);
      if (!isWritten) this.#fenced = lease;
      return isWritten;
    });
    // Whoever appended and waited has been told what went wrong; of what went on by itself, `flush` tells.
    this.#written = this.#parts.delayMs === 0 ? writing.catch(() => true) : writing;
    this.#written.catch(() => false);
    return writing;
  }
}
