/** What a database said through dbt, without the values of rows. */
import { engineWords } from "../domain/engine-words.ts";

/** dbt's own words about the project's files; what they quote was written by the project's authors. */
const SPEAKS_OF_FILES = /^\s*(?:Compilation|Parsing|Dependency) Error/u;

/** The message under dbt's headline, as `engineWords` shows it; what is about the project's files is shown as it is. */
export function databaseWords(message: string): string {
  const lines = message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(?:Runtime|Database|Compilation|Parsing) Error(?: in .*)?$/u.test(line))
    .filter((line) => !line.startsWith("compiled code at "));
  return engineWords(lines.join("\n"), SPEAKS_OF_FILES.test(message) || undefined);
}
