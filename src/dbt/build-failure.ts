/** Why a build is none that a plan may be made from. */
import { join } from "node:path";
import { ConfigError, type Problem, type SourceLocation, type TierlineError } from "../domain/errors.ts";
import type { Manifest, ManifestNode, RunResult } from "./artifacts.ts";
import { contractWords } from "./contract-words.ts";
import { databaseWords } from "./database-words.ts";
import { knownFailure } from "./known-failure.ts";

const CAUSES_MAX = 20;
/** What the stubs of `tierline init` raise. */
const NOT_FILLED_IN = /\bis not filled in yet\b/u;
/** Unknown words count as failures: a new one must not pass for a success. */
const GOOD = new Set(["success", "pass", "warn", "no-op", "reused"]);

export function isGood({ status }: RunResult): boolean {
  return GOOD.has(status);
}

/** The failure of single nodes; those that were only skipped are counted. */
export function nodeFailure(
  results: readonly RunResult[],
  manifest: Manifest | undefined,
  targetFolder: string,
): TierlineError {
  const bad = results.filter((result) => !isGood(result));
  const failed = bad.filter((result) => result.status !== "skipped");
  const known = failed.map((result) => knownFailure(result.message ?? "")).find((error) => error !== undefined);
  if (known !== undefined) return known;
  const unfilled = failed.filter((result) => NOT_FILLED_IN.test(result.message ?? ""));
  if (unfilled.length > 0) return notFilledIn(unfilled, manifest);
  const absent = absentTables(failed, manifest);
  if (absent !== undefined) return absent;
  const causes = (failed.length > 0 ? failed : bad).map((result) => describeNode(result, manifest, targetFolder));
  const [first] = causes;
  const others = causes.length > 1 ? ` ${causes.length - 1} more failed.` : "";
  const skipped = bad.length - failed.length;
  const left = skipped > 0 ? ` ${skipped} that depend on what failed were skipped.` : "";
  return new ConfigError("dbt_failed", `${asSentence(first?.message ?? "A node failed")}${others}${left}`, {
    remedy: first?.remedy ?? "Mend it and build again; nothing was sent.",
    causes: causes.slice(0, CAUSES_MAX),
    ...(first?.location === undefined ? {} : { location: first.location }),
  });
}

/**
 * Before the first load: every failure is that of a model which reads a raw table that is not there. One sentence says more
 * than the same words once per model. What reads elsewhere is not ours to explain.
 */
function absentTables(failed: readonly RunResult[], manifest: Manifest | undefined): TierlineError | undefined {
  const tables = failed.map((result) => {
    const sources = manifest?.nodes[result.unique_id]?.depends_on.nodes.filter((id) => id.startsWith(RAW_SOURCES));
    const isAbsent = /Catalog Error: .*does not exist|relation "[^"]*" does not exist|Not found: Table/su.test(
      result.message ?? "",
    );
    return isAbsent ? sources?.map((id) => `raw.${id.slice(RAW_SOURCES.length)}`) : undefined;
  });
  const names = [...new Set(tables.flatMap((sources) => sources ?? []))].toSorted();
  if (names.length === 0 || tables.some((sources) => sources === undefined || sources.length === 0)) return undefined;
  const are = names.length === 1 ? "is" : "are";
  return new ConfigError("dbt_failed", `Nothing was loaded yet: ${names.join(", ")} ${are} not in the warehouse.`, {
    remedy:
      "Load first: tierline load DIR\nIf your events are in the warehouse already, let the staging models read them: docs/models.md",
  });
}

const RAW_SOURCES = "source.tierline.raw.";

/** dbt stopped before it ran any node, or died. */
export function earlyFailure(errors: readonly string[], otherLines: readonly string[]): TierlineError {
  const said =
    errors.at(-1) ??
    otherLines
      .filter((line) => line.trim() !== "" && !/^(?:Usage: |Try ')/u.test(line))
      .slice(-6)
      .join("\n");
  const known = knownFailure([...errors, ...otherLines].join("\n"));
  if (known !== undefined) return known;
  const location = locationIn(said);
  return new ConfigError(
    "dbt_failed",
    `dbt stopped before it built anything: ${databaseWords(said) || "it said nothing."}`,
    {
      remedy: "Mend it and build again; nothing was sent.",
      ...(location === undefined ? {} : { location }),
    },
  );
}

/** Stubs that `tierline init` wrote: however many there are, they are one thing to do. */
function notFilledIn(results: readonly RunResult[], manifest: Manifest | undefined): TierlineError {
  const files = results
    .map(({ unique_id: id }) => manifest?.nodes[id]?.original_file_path ?? id)
    .toSorted((a, b) => a.localeCompare(b, "en"));
  const [first = ""] = files;
  return new ConfigError(
    "staging_not_filled_in",
    `${files.join(", ")} ${files.length === 1 ? "is" : "are"} not filled in yet.`,
    {
      remedy: "Each says in a comment which columns it should answer with, and how; then build again.",
      location: { file: first },
    },
  );
}

function describeNode(result: RunResult, manifest: Manifest | undefined, targetFolder: string): Problem {
  const node = manifest?.nodes[result.unique_id];
  const name = node?.name ?? result.unique_id.split(".")[2] ?? result.unique_id;
  const isTest = result.unique_id.startsWith("test.");
  const location = node === undefined ? undefined : locationOf(node, manifest, result);
  if (isTest && result.status === "fail") {
    const rows = result.failures ?? 0;
    const sql =
      node === undefined
        ? targetFolder
        : join(targetFolder, "compiled", node.package_name, node.original_file_path, node.path);
    return {
      code: "test_failed",
      message: `The test ${name} found ${rows} ${rows === 1 ? "row that breaks" : "rows that break"} its rule.`,
      remedy: `Mend the data or the model and build again; nothing was sent. The rows: run the SQL in ${sql}`,
      ...(location === undefined ? {} : { location }),
    };
  }
  const what = node?.resource_type ?? (isTest ? "test" : "node");
  const ofContract = contractWords(result.message ?? "");
  const failed = `failed: ${ofContract ?? databaseWords(result.message ?? result.status)}`;
  return {
    code: "node_failed",
    message: `The ${what} ${name} ${result.status === "skipped" ? "was skipped" : failed}`,
    remedy:
      ofContract === undefined
        ? "Mend it and build again; nothing was sent."
        : "Select each column with its type, as cast(… as …) as name, and build again; nothing was sent.",
    ...(location === undefined ? {} : { location }),
  };
}

/** The database's words end as they please. */
function asSentence(words: string): string {
  return /[.!?]$/u.test(words) ? words : `${words}.`;
}

/** A package's files lie in dbt_packages. A line is told only where the compiled SQL has as many lines as the model. */
function locationOf(node: ManifestNode, manifest: Manifest | undefined, result: RunResult): SourceLocation {
  const isOwn = node.package_name === manifest?.metadata.project_name;
  const file = isOwn ? node.original_file_path : join("dbt_packages", node.package_name, node.original_file_path);
  const excerpt = /^\s*LINE \d+: ?(.*)$/mu
    .exec(result.message ?? "")?.[1]
    ?.trim()
    .replaceAll(/^\.{3}|\.{3}$/gu, "");
  const compiled = (result.compiled_code ?? "").split("\n");
  const raw = node.raw_code.split("\n");
  if (excerpt === undefined || excerpt === "" || raw.length !== compiled.length) return { file };
  const matches = compiled.flatMap((line, index) => (line.includes(excerpt) ? [index] : []));
  const [index] = matches;
  const text = index === undefined ? undefined : raw[index];
  if (matches.length !== 1 || index === undefined || text === undefined) return { file };
  return { file, line: index + 1, text };
}

/** `in model broken (models/broken.sql)` with `line 3` below; YAML errors say `near line 3`. */
function locationIn(words: string): SourceLocation | undefined {
  const file =
    /\(([^()\s]+\.(?:sql|ya?ml|csv|py|md))\)/u.exec(words)?.[1] ??
    /(?:schema file at|reading \S+:) (\S+\.ya?ml)/u.exec(words)?.[1];
  if (file === undefined) return undefined;
  const line = /\bline (\d+)/u.exec(words)?.[1];
  return line === undefined ? { file } : { file, line: Number(line) };
}
