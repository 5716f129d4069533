/** What dbt or the database says where we know better than it what to do. Its sentences are those of dbt-core 1.11. */
import { ConfigError, TransientError, type TierlineError } from "../domain/errors.ts";

interface Known {
  readonly pattern: RegExp;
  /** Gets the groups of the pattern. */
  readonly error: (...groups: readonly string[]) => TierlineError;
}

const KNOWN: readonly Known[] = [
  {
    pattern: /Could not set lock on file(?:.*\(PID (\d+)\))?/su,
    error: (holder = "") =>
      new TransientError(
        "warehouse_locked",
        `The warehouse is in use by ${holder === "" ? "another process" : `process ${holder}`}, so dbt could not write it.`,
        { remedy: "Wait until that process has ended, then try again." },
      ),
  },
  {
    pattern: /Two models are called (\w+): (\S+) \((\w+)\) and (\S+) \(tierline\)/u,
    error: (name = "", file = "", project = "", own = "") => sameName(name, file, project, own),
  },
  {
    // Both lie in one schema, which dbt itself refuses. It names them in the order in which it read them.
    pattern:
      /two resources with the database representation(?=.*- \w+\.(?!tierline\.)(\w+)\.(\w+) \((\S+)\))(?=.*- \w+\.tierline\.\2 \((\S+)\))/su,
    error: (project = "", name = "", file = "", own = "") => sameName(name, file, project, own),
  },
  {
    pattern:
      /two schema\.yml entries for the same resource named (stg_loyalty__\w+|tier_policies|tier_levels)\..*- (\S+)\s+(\S+)/su,
    error: (name = "", first = "", second = "") =>
      new ConfigError("described_twice", `${name} is described by Tierline already, and once more by the project.`, {
        remedy: `Remove ${name} from the project's own file (one of ${first}, ${second}): Tierline's package brings its columns, their types and tests.`,
      }),
  },
  {
    pattern:
      /'\w+\.tierline\.\w+' \(\S+\) depends on a node named '(stg_loyalty__\w+)' which (?:was not found|is disabled)/u,
    error: (name = "") =>
      new ConfigError("staging_missing", `The project has no model ${name}, from which Tierline's models begin.`, {
        remedy:
          `Write it: \`npx tierline init\` makes what is missing. If \`tierline load\` fills this warehouse, switch Tierline's ` +
          "own on instead, in dbt_project.yml: models: {tierline: {staging: {+enabled: true}}}",
      }),
  },
  {
    pattern:
      /'\w+\.tierline\.\w+' \(\S+\) depends on a node named '(tier_policies|tier_levels)' which (?:was not found|is disabled)/u,
    error: (name = "") =>
      new ConfigError("rules_missing", `The project has no seed ${name}, which holds the rules of the programme.`, {
        remedy: "`npx tierline init` writes it where it is missing.",
      }),
  },
  {
    pattern: /package 'tierline' depends on the root project node '[a-z]+\.\w+\.(\w+)'/u,
    error: (name = "") =>
      new ConfigError(
        "warning_as_error",
        `dbt takes for an error that Tierline's models read the project's ${name}, as they should.`,
        {
          remedy:
            "Silence that one warning in dbt_project.yml: flags: {warn_error_options: {silence: [PackageNodeDependsOnRootProjectNode]}}",
        },
      ),
  },
  {
    pattern:
      /attached in read-only mode|Cannot open file "[^"]*": Permission denied|opened in read-only mode|permission denied for/u,
    error: () =>
      new ConfigError("warehouse_not_writable", "dbt may not write to the warehouse of this target.", {
        remedy:
          "Give the user who runs dbt the right to write the DuckDB file and its folder (and to create schemas), or choose another target with --target.",
        location: { file: "profiles.yml" },
      }),
  },
];

/** Undefined for whatever is new to us. */
export function knownFailure(words: string): TierlineError | undefined {
  for (const { pattern, error } of KNOWN) {
    const found = pattern.exec(words);
    if (found !== null) return error(...found.slice(1).map((group: string | undefined) => group ?? ""));
  }
  return undefined;
}

function sameName(name: string, file: string, project: string, own: string): ConfigError {
  const isOurs = /^(?:stg_loyalty__|tier_policies$|tier_levels$)/u.test(name);
  return new ConfigError("same_name", `${file} of ${project} and Tierline's ${own} have one name, ${name}.`, {
    remedy: isOurs
      ? `Keep one: without "+enabled: true" under models: or seeds: tierline: in dbt_project.yml, Tierline's is off.`
      : `Rename your file; with config(alias='${name}') its table keeps its name, if it lies in another schema than Tierline's.`,
    location: { file },
  });
}
