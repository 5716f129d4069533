/**
 * What DuckDB says, in our four classes. It throws plain `Error`s, so the words decide. Texts were read from DuckDB
 * 1.5.6; a test per row opens a real file and would show a change of wording.
 */
import {
  ConfigError,
  ContractError,
  type ErrorDetails,
  InvariantError,
  TierlineError,
  TransientError,
} from "../../domain/errors.ts";
import { engineWords } from "../../domain/engine-words.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly make: (match: RegExpMatchArray, cause: unknown) => TierlineError;
}

export function translateError(cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  for (const { pattern, make } of rules) {
    const match = message.match(pattern);
    if (match !== null) return make(match, cause);
  }
  return new ContractError("warehouse_statement", `DuckDB refused a statement: ${firstLineOf(engineWords(message))}`);
}

const rules: readonly Rule[] = [
  {
    pattern: /Could not set lock on file "([^"]*)".*?\(PID (\d+)\)/s,
    make: ([, file, pid], cause) =>
      new TransientError("warehouse_locked", `${file} is in use by process ${pid}.`, {
        cause,
        remedy: "Wait until that process has ended, then try again.",
      }),
  },
  {
    pattern: /Could not set lock on file "([^"]*)"/,
    make: ([, file], cause) =>
      new TransientError("warehouse_locked", `${file} is in use by another process.`, {
        cause,
        remedy: "Wait until that process has ended, then try again.",
      }),
  },
  {
    pattern: /different configuration than existing connections|already attached by database/,
    make: (_match, cause) =>
      new InvariantError("warehouse_open_twice", "One DuckDB file was opened in two ways at once.", { cause }),
  },
  {
    pattern: /database file with version number (\d+), but we can only read versions? (.*?)\./s,
    make: ([, version], cause) =>
      new ConfigError(
        "warehouse_version",
        `The DuckDB file has storage version ${version}, which this DuckDB cannot read.`,
        {
          cause,
          remedy:
            "It was written by a newer DuckDB. Use the dbt-duckdb and duckdb versions in Tierline's requirements file, or rebuild the file with them.",
        },
      ),
  },
  {
    pattern: /not a valid DuckDB database file/,
    make: (_match, cause) =>
      new ConfigError("warehouse_not_a_database", "The file is no DuckDB database.", {
        cause,
        ...fileNamedIn(cause),
        remedy: "Check the path in profiles.yml or tierline.yml.",
      }),
  },
  {
    pattern: /database does not exist|No such file or directory/,
    make: (_match, cause) =>
      new ConfigError("warehouse_missing", "The DuckDB file does not exist.", {
        cause,
        ...fileNamedIn(cause),
        remedy: "Build the models first, or check the path in profiles.yml.",
      }),
  },
  {
    pattern: /Permission denied|read-only mode|Read-only file system/i,
    make: (_match, cause) =>
      new ConfigError("warehouse_permission", "The DuckDB file cannot be opened or written with these rights.", {
        cause,
        ...fileNamedIn(cause),
        remedy: "Check the rights of the file and of its folder.",
      }),
  },
  {
    pattern: /No space left on device|Out of Memory Error|failed to (?:allocate|offload)/i,
    make: (_match, cause) =>
      new TransientError("warehouse_exhausted", "DuckDB ran out of memory or disk space.", {
        cause,
        remedy: "Free disk space beside the database file, or run on a machine with more memory.",
      }),
  },
  {
    pattern: /Catalog Error: (?:Table|View|Schema) with name (.+?) does not exist/,
    make: ([, relation], cause) =>
      new ConfigError("relation_missing", `The relation ${relation} does not exist in the warehouse.`, {
        cause,
        remedy: "Build the models first.",
      }),
  },
  {
    pattern: /TransactionContext Error.*?[Cc]onflict/s,
    make: (_match, cause) =>
      new TransientError("warehouse_conflict", "Two transactions changed the same rows at once.", { cause }),
  },
];

/** Only an absolute path, so that nothing else in quotes is ever taken for a file. */
function fileNamedIn(cause: unknown): Pick<ErrorDetails, "location"> {
  const file = /"(\/[^"]+)"/u.exec(cause instanceof Error ? cause.message : "")?.[1];
  return file === undefined ? {} : { location: { file } };
}

/** Below it stands an excerpt of a statement of ours. */
function firstLineOf(words: string): string {
  return words.split("\n")[0] ?? "";
}
