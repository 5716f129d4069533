/** What a command gives back; `main` prints it, as text or as one JSON document. */
import type { ErrorReport } from "../engine/error-report.ts";

export interface CommandResult {
  readonly exitCode: number;
  /** The command's part of the JSON document. Its shape: `json/`, `schemas/json/`. */
  readonly body: object;
  /** Lines for people, on standard output. */
  readonly lines: readonly string[];
  /** Set when the exit code is not 0 and the lines do not say why. */
  readonly error: ErrorReport | null;
  /** Lines between what happened and what to do, on standard error. */
  readonly notes?: readonly string[];
  /** True for a server, whose normal end is an interrupt. */
  readonly isEndedBySignal?: boolean;
}
