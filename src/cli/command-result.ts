/** What a command gives back; `main` prints it, as text or as one JSON document. */
import type { DescribedError } from "./describe-error.ts";
import type { ExitCode } from "./exit-code.ts";

export interface CommandResult {
  readonly exitCode: ExitCode;
  /** The command's part of the JSON document. Its shape: `json/`, `schemas/json/`. */
  readonly body: object;
  /** Lines for people, on standard output. */
  readonly lines: readonly string[];
  /** Set when the exit code is not 0 and the lines do not say why. */
  readonly error: DescribedError | null;
  /** True for a server, whose normal end is an interrupt. */
  readonly isEndedBySignal?: boolean;
}
