/** What a database said, without the values of rows: those are somebody's data. */

const LINES_MAX = 6;
const TEXT_LENGTH_MAX = 500;

/** These speak of SQL or of the project's files alone; what they quote was written by the project's authors. */
const SPEAKS_OF_SQL = /^(?:Binder|Catalog|Parser|Syntax|Not implemented|Permission|IO) (?:Error|Exception)/u;
const SPEAKS_OF_FILES = /^\s*(?:Compilation|Parsing|Dependency) Error/u;

/**
 * The message under dbt's headline, at most 6 lines. Addresses are masked always; everything quoted, and numbers of five
 * digits or more, unless the message is about SQL itself.
 */
export function databaseWords(message: string): string {
  const lines = message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(?:Runtime|Database|Compilation|Parsing) Error(?: in .*)?$/u.test(line))
    .filter((line) => !line.startsWith("compiled code at "));
  const words = lines.slice(0, LINES_MAX).join("\n").slice(0, TEXT_LENGTH_MAX);
  const masked = words.replaceAll(/[^\s"'<>(),;:=]+@[^\s"'<>(),;:=]+/gu, "…@…");
  if (SPEAKS_OF_FILES.test(message) || SPEAKS_OF_SQL.test(lines[0] ?? "")) return masked;
  return masked
    .replaceAll(/'[^'\n]*'/gu, "'…'")
    .replaceAll(/"[^"\n]*:[^"\n]*"/gu, '"…"')
    .replaceAll(/\d{5,}/gu, "…");
}
