/** What a database engine said, without the values of rows: those are somebody's data. */
import { ADDRESS_SIGN } from "./address-sign.ts";

const LINES_MAX = 6;
const TEXT_LENGTH_MAX = 500;

/** DuckDB's words about SQL or files alone; what they quote was written by the project's authors. */
const SPEAKS_OF_SQL = /^(?:Binder|Catalog|Parser|Syntax|Not implemented|Permission|IO) (?:Error|Exception)/u;
const NAME_CHARACTERS = String.raw`[^\s"'<>(),;:=]+`;
const ADDRESS = new RegExp(NAME_CHARACTERS + ADDRESS_SIGN + NAME_CHARACTERS, "giu");
/** Servers quote in their own language: `"Ada"`, `»Ada«`, `„Ada“`. */
const QUOTES = "\"'«»‹›„“”‚‘’「」『』";
const QUOTED = new RegExp(String.raw`([${QUOTES}])[\s\S]*([${QUOTES}])|["«»„「『][\s\S]*$`, "u");

/**
 * At most 6 lines. Addresses are masked always. Unless the words are about SQL itself (`isOfSql`; by default as DuckDB
 * begins them), so is everything between the first and the last quote, since a value may hold quotes and line ends
 * itself, what PostgreSQL puts in parentheses, what follows on further lines, and numbers of five digits or more.
 */
export function engineWords(said: string, isOfSql = SPEAKS_OF_SQL.test(said)): string {
  const words = isOfSql ? said.split("\n").slice(0, LINES_MAX).join("\n") : withoutValues(said);
  return words.replaceAll(ADDRESS, "…@…").slice(0, TEXT_LENGTH_MAX);
}

/** DuckDB quotes values either way and escapes nothing: `"Ann "Nan" Lee"`, `'O'Hara'`; its excerpt of the SQL begins with `LINE`. */
function withoutValues(text: string): string {
  const [said = ""] = text.split(/^LINE \d+:/mu);
  // `Key (email)=(ann@example.com) already exists.`, `Failing row contains (7, Ann Lee).`
  const open = said.replace(/(=|\bcontains )\([\s\S]*\)/u, "$1(…)");
  // BigQuery quotes nothing there: `Bad int64 value: Ann Lee`.
  const ended = open.replace(/(\bBad \w+ value: )[\s\S]+/u, "$1…");
  const masked = ended.replace(QUOTED, (_all, first?: string, last?: string) => `${first ?? '"'}…${last ?? '"'}`);
  const [line = ""] = masked.split("\n");
  return line.replaceAll(/\d{5,}/gu, "…");
}
