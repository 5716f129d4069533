/** The one document on standard output with `--json`, at every exit code. */
import type { ErrorReport } from "../engine/error-report.ts";

export const JSON_SCHEMA_VERSION = 1;

/** A command's own keys may be missing only when `error` is set. */
export function jsonDocument(command: string, exitCode: number, body: object, error: ErrorReport | null): string {
  return JSON.stringify({ schema_version: JSON_SCHEMA_VERSION, command, exit_code: exitCode, ...body, error });
}
