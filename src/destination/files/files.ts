/**
 * Files as a destination: a local folder, a bucket or an SFTP server. Nobody there answers for anybody, so a row is accepted
 * once the file that says it, and the manifest of that file, are durable. See docs/files.md.
 */
import { InvariantError } from "../../domain/errors.ts";
import { withTemporaryDirectory } from "../../platform/temporary-directory.ts";
import type { BatchLimit, Destination } from "../destination.ts";
import { createChangesWriter } from "./changes-writer.ts";
import { readNewest } from "./folder.ts";
import { BATCH_BYTES_MAX, DEFAULTS, type FilesOptions } from "./options.ts";
import { folderOf } from "./place-folder.ts";
import { beginPlace } from "./begin-place.ts";
import { createSnapshotWriter } from "./snapshot-writer.ts";

export function createFiles(options: FilesOptions): Destination {
  const { store, sync, content } = options;
  /** Places that this run takes: what lies in their folders is not theirs. */
  const begun = new Set<string>();
  let requestCount = 0;
  const parts = { options, begun, onRequest: () => (requestCount += 1) };
  const writer = content === "snapshot" ? createSnapshotWriter(parts) : createChangesWriter(parts);
  const maxRows = options.rowsPerBatch ?? DEFAULTS.rowsPerBatch[content];
  const limit: BatchLimit = { maxRows, maxBytes: BATCH_BYTES_MAX };
  const limits = { enter: limit, update: limit, leave: limit };

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
    submit: async (batch, io) => await writer.submit(batch, io),
    ...(writer.settle === undefined ? {} : { settle: writer.settle }),
    close: async () => {
      await writer.close();
      await store.close();
    },
  };
}

function cannotReadBack(): InvariantError {
  return new InvariantError("cannot_read_back", "Files cannot be asked who is there.");
}
