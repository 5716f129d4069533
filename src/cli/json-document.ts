/** The one document on standard output with `--json`, at every exit code. */
import type { ErrorReport } from "../engine/error-report.ts";

/**
 * What JSON allows as it is although terminals obey it or hide it: further controls, directions, separators. Such a
 * character stands only within a text, where its escape means the same.
 */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export const JSON_SCHEMA_VERSION = 1;

/** A command's own keys may be missing only when `error` is set. */
export function jsonDocument(command: string, exitCode: number, body: object, error: ErrorReport | null): string {
  return JSON.stringify({
    schema_version: JSON_SCHEMA_VERSION,
    command,
    exit_code: exitCode,
    ...body,
    error,
  }).replaceAll(OBEYED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
