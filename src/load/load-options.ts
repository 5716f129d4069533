/** What a load is told, and what it tells while it runs. */

export interface LoadOptions {
  /** ISO 8601, UTC, ending in `Z`: becomes `_loaded_at`. */
  readonly loadedAt: string;
  /** Rows that cannot be loaded are kept in `raw.quarantine` under this id, and the others loaded. Without it they stop the load. */
  readonly quarantineId?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** When aborted, the load rejects with its reason and has changed nothing. Not looked at during a statement. */
  readonly signal?: AbortSignal;
}

export interface LoadProgress {
  readonly step: "unpacking" | "inspecting" | "reading" | "storing" | "committing";
  /** As named on the command line; null while committing. */
  readonly file: string | null;
  /** Of the file's bytes, while unpacking or inspecting it; 0 of 0 in the other steps, which a warehouse does in one go. */
  readonly bytes: number;
  readonly bytesTotal: number;
}
