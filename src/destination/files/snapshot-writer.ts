/** The rows of a wave are gathered, and each place's snapshot is written once: what it costs is everybody at the place. */
import type { TierlineError } from "../../domain/errors.ts";
import type { SettledRows, SettleIo, SubmitIo } from "../destination.ts";
import { createReceiptBook, NOT_SENT } from "../kit/receipt-book.ts";
import { commitFiles } from "./commit-files.ts";
import { openGathering, receiptsOf, type GatheredPlace, type Gathering, type PlaceAnswer } from "./gathering.ts";
import type { BatchRows } from "./row-table.ts";
import { prepareSnapshot } from "./write-snapshot.ts";
import { asTierlineError, writableRows, writingOf, type Writer, type WriterParts } from "./writer.ts";

interface Written {
  /** Of all rows of the place: they share its commit. */
  readonly answer: PlaceAnswer;
  readonly stop: TierlineError | null;
}

export function createSnapshotWriter(parts: WriterParts): Writer {
  const { options } = parts;
  let gathering: Gathering | undefined;

  const endGathering = async (): Promise<void> => {
    const ended = gathering;
    gathering = undefined;
    await ended?.end();
  };

  const gather = async ({ planNo }: SubmitIo, rows: BatchRows): Promise<void> => {
    // What a plan that broke off left is not written by the next one.
    if (gathering?.planNo !== planNo) await endGathering();
    gathering ??= await openGathering(planNo, options.clock.nowMs());
    await gathering.add(rows);
  };

  return {
    submit: async (batch, io) => {
      const book = createReceiptBook(batch.changes);
      const rows = writableRows(options, batch, book);
      if (rows.rows.length === 0 || io.signal.aborted) return { receipts: book.finish(NOT_SENT), stop: null };
      try {
        await gather(io, rows);
        return { receipts: book.answered(), stop: null, gathered: rows.rows.length };
      } catch (cause) {
        const stop = asTierlineError(cause);
        return { receipts: book.finish(stop.code), stop };
      }
    },
    settle: async function* (io): AsyncGenerator<SettledRows, void, void> {
      if (gathering === undefined) return;
      let stopped: string | undefined;
      try {
        for (const gathered of gathering.places.values()) {
          const { place } = gathered;
          const isOver = stopped !== undefined || io.signal.aborted;
          const { answer, stop }: Written = isOver
            ? { answer: { outcome: "withheld", reason: stopped ?? NOT_SENT }, stop: null }
            : await writePlace(parts, gathering, gathered, io);
          stopped ??= stop?.code;
          for await (const receipts of receiptsOf(gathering, gathered, answer)) yield { place, receipts, stop: null };
          if (stop !== null) yield { place, receipts: [], stop };
        }
      } finally {
        await endGathering();
      }
    },
    close: endGathering,
  };
}

async function writePlace(
  parts: WriterParts,
  { tables, directory }: Gathering,
  gathered: GatheredPlace,
  io: SettleIo,
): Promise<Written> {
  const { options, begun, onRequest } = parts;
  let outcome: "withheld" | "unsettled" = "withheld";
  const onCounting = (): void => {
    outcome = "unsettled";
  };
  try {
    const writing = writingOf(parts, gathered.place, directory);
    const prepared = await prepareSnapshot(writing, gathered, tables);
    const isWritten = await commitFiles(options.store, prepared, { io, onRequest, onCounting });
    if (!isWritten) return { answer: { outcome, reason: NOT_SENT }, stop: null };
    begun.add(writing.folder);
    return { answer: { outcome: "accepted" }, stop: null };
  } catch (cause) {
    const stop = asTierlineError(cause);
    return { answer: { outcome, reason: stop.code }, stop };
  }
}
