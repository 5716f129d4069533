/** Each batch becomes a file of changes at once: what a file costs is its own rows. */
import type { TierlineError } from "../../domain/errors.ts";
import { withTemporaryDirectory } from "../../platform/temporary-directory.ts";
import { createReceiptBook, NOT_SENT } from "../kit/receipt-book.ts";
import { commitFiles } from "./commit-files.ts";
import { prepareChanges } from "./write-changes.ts";
import { asTierlineError, writableRows, writingOf, type Writer, type WriterParts } from "./writer.ts";

export function createChangesWriter(parts: WriterParts): Writer {
  const { options, begun, onRequest } = parts;
  return {
    submit: async (batch, io) => {
      const book = createReceiptBook(batch.changes);
      const rows = writableRows(options, batch, book);
      const write = async (directory: string): Promise<void> => {
        const writing = writingOf(parts, batch.place, directory);
        const prepared = await prepareChanges(writing, rows);
        const onCounting = (): void => book.markAmbiguous(rows.rows);
        if (!(await commitFiles(options.store, prepared, { io, onRequest, onCounting }))) return;
        begun.add(writing.folder);
        for (const row of rows.rows) book.accept(row, row.identity);
      };
      let stop: TierlineError | null = null;
      try {
        if (rows.rows.length > 0 && !io.signal.aborted)
          await withTemporaryDirectory("files", options.clock.nowMs(), write);
      } catch (cause) {
        stop = asTierlineError(cause);
      }
      return { receipts: book.finish(stop?.code ?? NOT_SENT), stop };
    },
    close: async () => {},
  };
}
