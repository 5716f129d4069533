/** The one document on standard output with `--json`, at every exit code. */
import type { DescribedError } from "./describe-error.ts";
import type { ExitCode } from "./exit-code.ts";

export const JSON_SCHEMA_VERSION = 1;

/** Keys of every document. A command's own keys may be missing only when `error` is set. */
export interface JsonDocument {
  readonly schema_version: typeof JSON_SCHEMA_VERSION;
  readonly command: string;
  readonly exit_code: ExitCode;
  readonly error: DescribedError | null;
}

export function jsonDocument(command: string, exitCode: ExitCode, body: object, error: DescribedError | null): string {
  return JSON.stringify({ schema_version: JSON_SCHEMA_VERSION, command, exit_code: exitCode, ...body, error });
}
