/** A bulk import job: rows that were taken in, and what became of each when the job is done. */
import type { RowFault } from "../kit/route.ts";
import type { GivenProfile } from "./profile-input.ts";

export interface ImportError {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly pointer: string;
  readonly originalPayload: unknown;
}

export interface ImportJob {
  readonly id: string;
  readonly createdAtMs: number;
  readonly startsAtMs: number;
  readonly completesAtMs: number;
  readonly rows: readonly GivenProfile[];
  readonly listIds: readonly string[];
  readonly rowFault: RowFault;
  /** Who asks for it is told that there is none; it runs all the same. */
  readonly isLost: boolean;
  /** Nothing of it is carried out. */
  readonly isCancelled: boolean;
  /** Undefined until it is complete. */
  done: { readonly profileIds: readonly string[]; readonly errors: readonly ImportError[] } | undefined;
}

export type JobStatus = "queued" | "processing" | "complete" | "cancelled";

export function statusOf(job: ImportJob, nowMs: number): JobStatus {
  if (job.isCancelled && nowMs >= job.startsAtMs) return "cancelled";
  if (job.done !== undefined) return "complete";
  return nowMs >= job.startsAtMs ? "processing" : "queued";
}
