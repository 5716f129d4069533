/** From the paths of a command line to one file per raw table. */
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { judgeFileName, type FileFormat } from "./judge-file-name.ts";
import type { Problem } from "./load-refused-error.ts";
import { rawTables, type RawTable } from "./raw-tables.ts";

export interface SourceFile {
  readonly table: RawTable;
  /** As named on the command line, or the directory's path and the file's name. */
  readonly path: string;
  /** Its name alone, as `_source_file` keeps it. */
  readonly name: string;
  readonly format: FileFormat;
  readonly bytes: number;
}

export interface FoundFiles {
  /** In the order of `rawTables`. */
  readonly files: readonly SourceFile[];
  /** What a directory holds besides, by name, sorted; hidden files are not mentioned. */
  readonly ignored: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Reads directories one level deep. A file given twice counts once. Two files for one table, names that are nearly a
 * table's, and paths that are no file are problems.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const named: Finding[] = [];
  for (const path of paths) named.push(...(await findAt(path)));
  const findings = await withoutRepeats(named);
  const files = findings.flatMap((finding) => (finding.kind === "file" ? [finding.file] : []));
  const problems = findings.flatMap((finding) => (finding.kind === "problem" ? [finding.problem] : []));
  const twice = rawTables.flatMap((table) => severalFilesOf(table, files));
  return {
    files: rawTables.flatMap((table) => files.filter((file) => file.table === table)),
    ignored: findings.flatMap((finding) => (finding.kind === "ignored" ? [finding.name] : [])).toSorted(),
    problems: [...problems, ...twice],
  };
}

type Finding =
  | { readonly kind: "file"; readonly file: SourceFile }
  | { readonly kind: "ignored"; readonly name: string }
  | { readonly kind: "problem"; readonly problem: Problem };

async function findAt(path: string): Promise<readonly Finding[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [problem(path, "There is no such file or directory.", "Check the path.")];
  if (found.isDirectory()) return findInDirectory(path);
  if (!found.isFile()) return [problem(path, "It is no ordinary file.", "Write the rows to a file and load that.")];
  return [findFile(path, found.size, "named")];
}

async function findInDirectory(directory: string): Promise<readonly Finding[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith(".")).toSorted();
  const findings: Finding[] = [];
  for (const name of names) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    const isFile = found?.isFile() === true;
    const finding: Finding = findFile(path, found?.size ?? 0, "listed");
    findings.push(
      finding.kind === "file" && !isFile
        ? problem(path, "It is no file.", "Put the table's file in its place, or rename this.")
        : finding,
    );
  }
  if (!findings.some((finding) => finding.kind !== "ignored"))
    findings.push(
      problem(
        directory,
        "It holds no file of a raw table.",
        `Files are called ${fileNames()}, each also with .gz, or .parquet.`,
      ),
    );
  return findings;
}

function findFile(path: string, bytes: number, how: "named" | "listed"): Finding {
  const name = basename(path);
  const judged = judgeFileName(name);
  if (judged.kind === "table")
    return { kind: "file", file: { table: judged.table, path, name, format: judged.format, bytes } };
  if (judged.kind === "near") return problem(path, judged.why, judged.remedy);
  if (how === "listed") return { kind: "ignored", name };
  return problem(
    path,
    "No raw table is called so.",
    `Files are called ${fileNames()}, each also with .gz, or .parquet.`,
  );
}

async function withoutRepeats(findings: readonly Finding[]): Promise<readonly Finding[]> {
  const seen = new Set<string>();
  const kept: Finding[] = [];
  for (const finding of findings) {
    if (finding.kind === "file") {
      const path = await realpath(finding.file.path);
      if (seen.has(path)) continue;
      seen.add(path);
    }
    kept.push(finding);
  }
  return kept;
}

function severalFilesOf(table: RawTable, files: readonly SourceFile[]): readonly Problem[] {
  const [first, ...others] = files.filter((file) => file.table === table);
  if (first === undefined) return [];
  return others.map((other) => ({
    file: other.path,
    line: null,
    row: null,
    column: null,
    value: null,
    why: `It is a second file for ${table.name}, besides ${first.path}.`,
    remedy: "Load them one after the other, or keep only one of them.",
  }));
}

function problem(path: string, why: string, remedy: string): Finding {
  return { kind: "problem", problem: { file: path, line: null, row: null, column: null, value: null, why, remedy } };
}

function fileNames(): string {
  return rawTables.map((table) => `${table.name}.csv`).join(", ");
}
