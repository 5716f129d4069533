/** What a database said, without the values of rows: those are somebody's data. */

const LINES_MAX = 6;
const TEXT_LENGTH_MAX = 500;

/** These speak of SQL or of the project's files alone; what they quote was written by the project's authors. */
const SPEAKS_OF_SQL = /^(?:Binder|Catalog|Parser|Syntax|Not implemented|Permission|IO) (?:Error|Exception)/u;
const SPEAKS_OF_FILES = /^\s*(?:Compilation|Parsing|Dependency) Error/u;

/**
 * The message under dbt's headline, at most 6 lines. Addresses are masked always. Unless the message is about SQL itself,
 * so is everything between its first and its last quote, since a value may hold quotes and line ends itself, what
 * follows on further lines, and numbers of five digits or more.
 */
export function databaseWords(message: string): string {
  const lines = message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(?:Runtime|Database|Compilation|Parsing) Error(?: in .*)?$/u.test(line))
    .filter((line) => !line.startsWith("compiled code at "));
  const isOfSql = SPEAKS_OF_FILES.test(message) || SPEAKS_OF_SQL.test(lines[0] ?? "");
  const words = isOfSql ? lines.slice(0, LINES_MAX).join("\n") : withoutValues(lines.join("\n"));
  return words.replaceAll(/[^\s"'<>(),;:=]+@[^\s"'<>(),;:=]+/gu, "…@…").slice(0, TEXT_LENGTH_MAX);
}

/** DuckDB quotes values either way and escapes nothing: `"Ann "Nan" Lee"`, `'O'Hara'`; its excerpt of the SQL begins with `LINE`. */
function withoutValues(text: string): string {
  const [said = ""] = text.split(/^LINE \d+:/mu);
  const masked = said.replace(/(["'])(?:.|\n)*["']/u, "$1…$1");
  const [first = ""] = masked.split("\n");
  return first.replaceAll(/\d{5,}/gu, "…");
}
