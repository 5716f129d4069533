/**
 * Files as a destination: a local folder, a bucket or an SFTP server. Nobody there answers for anybody, so a row is accepted
 * once the file that says it, and the manifest of that file, are durable. See docs/files.md.
 */
import { tmpdir } from "node:os";
import { InvariantError, TierlineError } from "../../domain/errors.ts";
import { withTemporaryDirectory } from "../../platform/temporary-directory.ts";
import type { Batch, BatchLimit, Destination, SubmitIo, SubmitResult } from "../destination.ts";
import { createReceiptBook, NOT_SENT, type ReceiptBook } from "../kit/receipt-book.ts";
import { misfitOf } from "./check-row.ts";
import { columnsOf } from "./columns.ts";
import { readNewest } from "./folder.ts";
import { BATCH_BYTES_MAX, DEFAULTS, type FilesOptions } from "./options.ts";
import { folderOf } from "./place-folder.ts";
import { beginPlace } from "./begin-place.ts";
import { isRoomProblem, storeError } from "./store-error.ts";
import { prepare, type Prepared } from "./write-batch.ts";

/** The files say it already; that is an answer only while the lease lasts. */
const NOTHING: NonNullable<Prepared> = { staged: [], outdated: [] };
/** A file, its manifest, and the manifest of the place. */
const COMMITS_PER_BATCH = 3;

export function createFiles(options: FilesOptions): Destination {
  const { store, sync } = options;
  /** Places that this run takes: what lies in their folders is not theirs. */
  const begun = new Set<string>();
  let requestCount = 0;
  const limit: BatchLimit = { maxRows: options.rowsPerFile ?? DEFAULTS.rowsPerFile, maxBytes: BATCH_BYTES_MAX };
  const limits = { enter: limit, update: limit, leave: limit };

  const perform = async (batch: Batch, book: ReceiptBook, io: SubmitIo, directory: string): Promise<void> => {
    const folder = folderOf(sync, batch.place);
    const columns = columnsOf(batch.place.kind, options.content, options.properties);
    const rows = batch.changes.filter((row) => {
      const misfit = misfitOf(row, columns);
      if (misfit !== undefined) book.refuse(row, "invalid_value", `The column ${misfit} cannot hold its value.`);
      return misfit === undefined;
    });
    if (rows.length === 0 || io.signal.aborted) return;
    const parts = { options, batch, rows, store, folder, directory, isOurs: begun.has(folder) };
    const prepared = await prepare(parts);
    if (!(await commit(prepared ?? NOTHING, batch, book, io))) return;
    begun.add(folder);
    for (const row of rows) book.accept(row, row.identity);
  };

  /** False: it was not allowed any more. */
  const commit = async (
    { staged, outdated }: NonNullable<Prepared>,
    { changes }: Batch,
    book: ReceiptBook,
    io: SubmitIo,
  ): Promise<boolean> => {
    try {
      if (!(await io.beforeRequest(COMMITS_PER_BATCH * store.commitTimeoutMs))) return false;
      requestCount += staged.length === 0 ? 0 : 1;
      for (const [at, one] of staged.entries()) {
        // Nothing counts by the first one alone: a file without its manifest, or word of a snapshot that never came.
        if (at > 0) book.markAmbiguous(changes.filter((row) => !book.has(row)));
        await one.commit();
      }
    } finally {
      for (const one of staged) await one.discard();
    }
    for (const path of outdated) await store.remove(path);
    return true;
  };

  const submit = async (batch: Batch, io: SubmitIo): Promise<SubmitResult> => {
    const book = createReceiptBook(batch.changes);
    let stop: TierlineError | null = null;
    try {
      await withTemporaryDirectory("files", options.clock.nowMs(), async (directory) => {
        await perform(batch, book, io, directory);
      });
    } catch (cause) {
      stop = asTierlineError(cause);
    }
    return { receipts: book.finish(stop?.code ?? NOT_SENT), stop };
  };

  const found = async (listId: string) => {
    const newest = await readNewest({ store, folder: listId });
    if (newest === undefined) return undefined;
    return { listId, count: newest.content === "snapshot" ? newest.rows : 0 };
  };

  return {
    limits: { batches: { contact: limits, list: limits }, windows: [{ ms: 1_000, requests: 1_000 }], concurrency: 1 },
    coolDownMs: options.coolDownMs ?? DEFAULTS.coolDownMs,
    get requestCount() {
      return requestCount;
    },
    identify: async () => {
      await store.check();
      return { accountId: options.address, missingScopes: null, dailyRequests: null };
    },
    // Whoever is in a folder that nobody took is not ours, and not kept either: the folder begins anew.
    find: async (place) =>
      place.kind === "contact" ? { listId: null, count: 0 } : { listId: folderOf(sync, place), count: 0 },
    findById: found,
    take: async (place) => {
      await store.check();
      const taken = { listId: place.kind === "contact" ? null : folderOf(sync, place), count: 0, isCreatedByUs: true };
      // Contacts are taken before each write; a list but once.
      if (place.kind === "contact" && place.takenAtMs !== null) return taken;
      const folder = folderOf(sync, place);
      await withTemporaryDirectory("files", options.clock.nowMs(), async (directory) => {
        await beginPlace({ options, store, folder, directory }, place);
      });
      begun.add(folder);
      return taken;
    },
    contacts: () => {
      throw cannotReadBack();
    },
    readContacts: async () => {
      throw cannotReadBack();
    },
    submit,
    close: async () => await store.close(),
  };
}

function cannotReadBack(): InvariantError {
  return new InvariantError("cannot_read_back", "Files cannot be asked who is there.");
}

function asTierlineError(cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  if (isRoomProblem(cause)) return storeError(cause, tmpdir());
  return new InvariantError(
    "submit_failed_unforeseen",
    "Files could not be written in a way the adapter does not know.",
    {
      cause,
    },
  );
}
