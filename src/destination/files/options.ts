import type { SyncProperty } from "../../domain/sync.ts";
import type { Clock } from "../../platform/clock.ts";
import type { FileContent } from "./columns.ts";
import type { FileStore } from "./store.ts";
import type { FileFormat } from "./table-text.ts";

export interface FilesOptions {
  /** Where the files lie, as the sync names it: it stands for the account. Without a password. */
  readonly address: string;
  readonly store: FileStore;
  readonly content: FileContent;
  readonly format: FileFormat;
  readonly sync: string;
  /** The target that writes: another one must not write the same folders. */
  readonly target: string;
  readonly properties: readonly SyncProperty[];
  readonly coolDownMs?: number;
  /** Rows of one file of changes; of a snapshot, what is held in memory at once. */
  readonly rowsPerBatch?: number;
  readonly clock: Clock;
}

export const DEFAULTS = {
  /** L: a commit is bounded, and nothing takes effect after its time-out but what a server holds up. */
  coolDownMs: 60_000,
  rowsPerBatch: { changes: 50_000, snapshot: 5_000 },
} as const;

/** Rows are held in memory once: as much as about 100,000 of them with ten properties. */
export const BATCH_BYTES_MAX = 64 * 1024 * 1024;
