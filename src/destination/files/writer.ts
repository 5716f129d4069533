/** What the two kinds of content share: whose rows can be written, where, and what a failure is called. */
import { tmpdir } from "node:os";
import type { Change } from "../../domain/change.ts";
import { InvariantError, TierlineError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { Batch, Destination } from "../destination.ts";
import type { ReceiptBook } from "../kit/receipt-book.ts";
import { misfitOf } from "./check-row.ts";
import { columnsOf } from "./columns.ts";
import type { PlaceWriting } from "./look-at-folder.ts";
import type { FilesOptions } from "./options.ts";
import { folderOf } from "./place-folder.ts";
import type { BatchRows } from "./row-table.ts";
import { isRoomProblem, storeError } from "./store-error.ts";

export interface WriterParts {
  readonly options: FilesOptions;
  /** Folders that this run took or wrote: what lies there is its own. */
  readonly begun: Set<string>;
  readonly onRequest: () => void;
}

export interface Writer extends Pick<Destination, "submit" | "settle"> {
  close(): Promise<void>;
}

/** The rows whose values their columns can hold; the others are refused. */
export function writableRows(options: FilesOptions, batch: Batch, book: ReceiptBook): BatchRows {
  const columns = columnsOf(batch.place.kind, options.content, options.properties);
  const rows = batch.changes.filter((row: Change) => {
    const misfit = misfitOf(row, columns);
    if (misfit !== undefined) book.refuse(row, "invalid_value", `The column ${misfit} cannot hold its value.`);
    return misfit === undefined;
  });
  return { batch, rows, columns, atMs: options.clock.nowMs() };
}

/** `directory`: on this machine, for files on their way. */
export function writingOf({ options, begun }: WriterParts, place: Place, directory: string): PlaceWriting {
  const { store, sync } = options;
  const folder = folderOf(sync, place);
  return { options, place, store, folder, directory, isOurs: begun.has(folder) };
}

export function asTierlineError(cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  if (isRoomProblem(cause)) return storeError(cause, tmpdir());
  return new InvariantError(
    "submit_failed_unforeseen",
    "Files could not be written in a way the adapter does not know.",
    { cause },
  );
}
