/** Finds the program dbt and makes sure that it is one we know. */
import { access, constants, open, realpath } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { ConfigError } from "../domain/errors.ts";
import type { Environment } from "../platform/environment.ts";
import { askProgram } from "./program-output.ts";

export interface DbtSearch {
  /** From tierline.yml, absolute; null when it names none. */
  readonly named: string | null;
  readonly environment: Environment;
  /** Absolute folder with dbt_project.yml. */
  readonly project: string;
  /** Absolute folder of Tierline itself, whose set-up may have made an environment. */
  readonly packageFolder: string;
  /** The engine whose adapter dbt must have. */
  readonly engine: Engine;
}

export type Engine = "duckdb" | "postgres" | "bigquery";

export interface DbtProgram {
  /** Absolute. */
  readonly path: string;
  /** As `1.11.16`. */
  readonly version: string;
  /** Of the engine's adapter. */
  readonly adapter: string;
  /** Of the DuckDB that dbt has; null where it has none, or the program does not tell. */
  readonly duckdb: string | null;
}

/** Names and versions of what is installed, a line each. */
const VERSIONS = [
  "import importlib.metadata as m",
  "for name in ('dbt-core', 'duckdb', 'dbt-duckdb', 'dbt-postgres', 'dbt-bigquery'):",
  "  try: print(name, m.version(name))",
  "  except m.PackageNotFoundError: pass",
].join("\n");
/**
 * Where the set-up makes an environment (setup/python-environment.js). That of BigQuery comes first; a team's own `.venv`
 * may have the adapter as well.
 */
const ENVIRONMENTS: Readonly<Record<Engine, readonly string[]>> = {
  duckdb: [".venv"],
  postgres: [".venv"],
  bigquery: [".venv-bigquery", ".venv"],
};
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * The first of: tierline.yml, `TIERLINE_DBT`, `.venv` of the project, `.venv` of Tierline, PATH; for BigQuery
 * `.venv-bigquery` before each `.venv`. The first that is there is taken or refused, never passed over. Costs a start of Python (50 ms); `dbt --version` takes 2 s and asks the network.
 * `ConfigError` `dbt_not_found`, `dbt_version`.
 */
export async function findDbt(search: DbtSearch): Promise<DbtProgram> {
  const path = await locate(search);
  const { engine } = search;
  const made = ENVIRONMENTS[engine][0] ?? ".venv";
  // In a folder of its own where the project has an environment that is somebody else's.
  const ownEnvironment = path?.startsWith(join(search.project, made)) === true;
  const folder = ownEnvironment ? join(search.project, ".tierline") : search.project;
  const install = installLine(search.packageFolder, folder, engine);
  if (path === undefined)
    throw new ConfigError("dbt_not_found", "dbt was not found.", {
      remedy: `Install it for Tierline: ${install}`,
    });
  const { versions, isDenied } = await readVersions(path, search.environment);
  const refused = (what: string): ConfigError =>
    new ConfigError("dbt_version", `${path} ${what}.`, {
      remedy: `Install the versions that were tested: ${install}\nThen set TIERLINE_DBT=${join(folder, made, "bin", "dbt")}`,
    });
  if (isDenied) throw refused("or its Python may not be started by this user");
  const [core, adapter, duckdb] = ["dbt-core", `dbt-${engine}`, "duckdb"].map((name) => versions.get(name));
  if (core === undefined)
    throw refused("is not the dbt-core 1.11 that Tierline knows (dbt 2 and the dbt Cloud program are others)");
  if (!core.startsWith("1.11.")) throw refused(`is dbt-core ${core}; Tierline knows 1.11`);
  if (adapter === undefined) throw refused(`lacks the adapter dbt-${engine}`);
  if (engine === "duckdb" && duckdb !== undefined && !duckdb.startsWith("1."))
    throw refused(`writes files of DuckDB ${duckdb}, which the DuckDB 1.5 here cannot read`);
  return { path, version: core, adapter, duckdb: duckdb ?? null };
}

/** Makes the engine's environment in the folder, where it is found before any other dbt. */
export function installLine(packageFolder: string, folder: string, engine: Engine): string {
  const name = environmentOf(engine);
  return `node ${join(packageFolder, "setup", "prepare-python.js")} ${folder}${name === "dbt" ? "" : ` ${name}`}`;
}

/** As the set-up calls the environment that holds the engine's adapter. */
export function environmentOf(engine: Engine): "dbt" | "dbt-bigquery" {
  return engine === "bigquery" ? "dbt-bigquery" : "dbt";
}

async function locate({ named, environment, project, packageFolder, engine }: DbtSearch): Promise<string | undefined> {
  const variable = environment["TIERLINE_DBT"];
  const given = named ?? (variable === undefined || variable === "" ? null : resolve(project, variable));
  if (given !== null) {
    if (await isProgram(given)) return given;
    throw new ConfigError("dbt_not_found", `${given} is no program that can be started.`, {
      remedy: named === null ? "Correct or unset TIERLINE_DBT." : "Correct `dbt` in tierline.yml, or remove it.",
      ...(named === null ? {} : { location: { file: "tierline.yml" } }),
    });
  }
  const folders = [
    ...[project, packageFolder].flatMap((place) => ENVIRONMENTS[engine].map((name) => join(place, name, "bin"))),
    ...(environment["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder)),
  ];
  for (const folder of folders) if (await isProgram(join(folder, "dbt"))) return join(folder, "dbt");
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** By name, as far as they can be told; `dbt-core` is missing for a program that is something else. */
interface Versions {
  readonly versions: ReadonlyMap<string, string>;
  readonly isDenied: boolean;
}

async function readVersions(path: string, environment: Environment): Promise<Versions> {
  const python = await interpreterOf(path);
  if (python === undefined) return versionsFromProgram(path, environment);
  const answer = await askProgram(python, ["-I", "-c", VERSIONS], { environment, timeoutMs: ANSWER_TIMEOUT_MS });
  const found = new Map(
    [...answer.stdout.matchAll(/^(\S+) (\S+)$/gmu)].map(([, name = "", version = ""]) => [name, version]),
  );
  return found.has("dbt-core") ? { versions: found, isDenied: false } : versionsFromProgram(path, environment);
}

/** The Python in the first line of a script, or in the second where a path is too long for the first. */
async function interpreterOf(path: string): Promise<string | undefined> {
  const file = await open(await realpath(path), "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    const [first = "", second = ""] = buffer.subarray(0, bytesRead).toString("latin1").split("\n");
    const direct = /^#!\s*(\/\S*python[\d.]*)\s*$/u.exec(first)?.[1];
    return (
      direct ??
      (first.startsWith("#!/bin/sh") ? /'''exec'\s+"?(\/[^"]*?python[\d.]*)"?\s/u.exec(second)?.[1] : undefined)
    );
  } finally {
    await file.close();
  }
}

/** Slow, but it works through the shims of version managers. It does not say which DuckDB there is. */
async function versionsFromProgram(path: string, environment: Environment): Promise<Versions> {
  const { stdout, isDenied } = await askProgram(path, ["--version"], { environment, timeoutMs: ANSWER_TIMEOUT_MS });
  const core = /installed:\s+(\d+\.\d+\.\S+)/u.exec(stdout)?.[1];
  const adapters = [...stdout.matchAll(/(duckdb|postgres|bigquery):\s+(\d+\.\d+\.\S+)/gu)];
  const versions = new Map([
    ...(core === undefined ? [] : [["dbt-core", core] as const]),
    ...adapters.map(([, name = "", version = ""]) => [`dbt-${name}`, version] as const),
  ]);
  return { versions, isDenied };
}
