/** A dbt project with a warehouse of its own in a temporary folder, built by the real dbt. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type DbtResult, runForked } from "./forked-dbt.ts";
import { type Instant, type Member, instantText, writeRaw } from "./shop.ts";

export const REPOSITORY = resolve(import.meta.dirname, "../..");
const PACKAGE_PARTS = ["dbt_project.yml", "models", "macros", "seeds", "test/dbt"] as const;
export const DBT = process.env["TIERLINE_DBT"] ?? join(REPOSITORY, ".venv/bin/dbt");

/** For `vi.setConfig`: a build takes seconds on a machine of its own, and minutes on one that ten others share. */
export const PATIENT = { testTimeout: 600_000, hookTimeout: 600_000 };

export type Cell = string | number | boolean | null;
/** Decimals, big integers and timestamps are text. */
export type Row = Readonly<Record<string, Cell>>;

function cell(value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  throw new Error("a list or structure is no cell");
}

/**
 * Copies what dbt reads of this repository, as a project of its own: its staging models and its rules are switched on. What
 * destinations report is not: its table exists after a first reading.
 */
export function copyPackage(to: string): void {
  for (const part of PACKAGE_PARTS) cpSync(join(REPOSITORY, part), join(to, part), { recursive: true });
  const path = join(to, "dbt_project.yml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replaceAll(/(?<!feedback: \{)\+enabled: false/gu, "+enabled: true"));
}

export class DbtProject {
  readonly folder: string;
  readonly #warehouse: string;

  /** Starts from a copy of the package; `fill` may change it, or put another project there. */
  constructor(fill: (folder: string) => void = copyPackage) {
    this.folder = mkdtempSync(join(tmpdir(), "tierline-dbt-"));
    this.#warehouse = join(this.folder, "warehouse.duckdb");
    fill(this.folder);
    this.write(
      "profiles.yml",
      `tierline:\n  target: test\n  outputs:\n    test: {type: duckdb, path: ${this.#warehouse}, schema: main, threads: 4}\n`,
    );
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, ".."), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Replaces text that must be there, once. */
  edit(path: string, from: string, to: string): void {
    const text = readFileSync(join(this.folder, path), "utf8");
    const count = text.split(from).length - 1;
    if (count !== 1) throw new Error(`${path} holds '${from}' ${count} times`);
    writeFileSync(
      join(this.folder, path),
      text.replace(from, () => to),
    );
  }

  async load(members: readonly Member[]): Promise<void> {
    await this.#connected((run) => writeRaw(run, members));
  }

  /** Never rejects for dbt's own failures: look at the exit code. */
  dbt(command: readonly string[], { asOf }: { readonly asOf?: Instant } = {}): Promise<DbtResult> {
    return runForked({
      words: [...command, "--no-use-colors"],
      folder: this.folder,
      environment: {
        ...process.env,
        DBT_PROFILES_DIR: this.folder,
        DBT_PROJECT_DIR: this.folder,
        ...(asOf === undefined ? {} : { TIERLINE_AS_OF: instantText(asOf) }),
      },
    });
  }

  /** Like `dbt`, but a failure is an error that shows dbt's words. Resolves to what dbt printed. */
  async succeed(command: readonly string[], options: { readonly asOf?: Instant } = {}): Promise<string> {
    const result = await this.dbt(command, options);
    if (result.exitCode !== 0) throw new Error(`dbt ${command.join(" ")} failed:\n${result.output}`);
    return result.output;
  }

  async rows(sql: string): Promise<readonly Row[]> {
    if (!existsSync(this.#warehouse)) throw new Error("no warehouse yet: load members or build first");
    return this.#connected(async (run) => run(sql));
  }

  /** For tables that no model makes. */
  async create(sql: string): Promise<void> {
    await this.#connected((run) => run(sql));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #connected<Result>(work: (run: (sql: string) => Promise<readonly Row[]>) => Promise<Result>): Promise<Result> {
    const instance = await DuckDBInstance.fromCache(this.#warehouse);
    const connection = await instance.connect();
    try {
      return await work(async (sql) => {
        const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
        return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])));
      });
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }
}
