import type { Receipt } from "../../src/domain/receipt.ts";
import type { Batch, Destination, SubmitIo, SubmitResult } from "../../src/destination/destination.ts";

/** A batch as a wave of its own: submitted, and where rows are gathered, settled. Every change has its receipts here. */
export async function submitWhole(destination: Destination, batch: Batch, io: SubmitIo): Promise<SubmitResult> {
  const { stop, ...submitted } = await destination.submit(batch, io);
  const receipts: Receipt[] = [...submitted.receipts];
  let first = stop;
  for await (const part of destination.settle?.(io) ?? []) {
    receipts.push(...part.receipts);
    first ??= part.stop;
  }
  return { receipts, stop: first };
}
