/** One engine with the package's models: filled with raw rows, built by the real dbt, its marts read. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { REPOSITORY, copyPackage } from "../dbt-project.ts";
import { type Instant, instantText } from "../shop.ts";
import type { MartRows } from "./mart-csv.ts";
import type { RawRows } from "./raw-tables.ts";
import { watchState } from "./watch-state.ts";

/** What differs between engines. */
export interface EngineAccess {
  readonly name: string;
  /** SQLFluff's name of it. */
  readonly dialect: "duckdb" | "postgres" | "bigquery";
  /** The program with the adapter. */
  readonly dbt: string;
  /** The output of profiles.yml, as JSON. Models land in its schema or dataset `loyalty`. */
  readonly output: Readonly<Record<string, unknown>>;
  /** Leaves exactly these rows in the four tables of schema `raw`. */
  fill(rows: RawRows): Promise<void>;
  read(model: string): Promise<MartRows>;
  close(): Promise<void>;
}

const linted = z.array(
  z.object({
    filepath: z.string(),
    violations: z.array(z.object({ code: z.string(), description: z.string(), start_line_no: z.int() })),
  }),
);

export class EngineProject {
  readonly access: EngineAccess;
  readonly folder = mkdtempSync(join(tmpdir(), "tierline-engine-"));

  constructor(access: EngineAccess) {
    this.access = access;
    copyPackage(this.folder);
    // A test of dbt's, for this comparison alone.
    cpSync(join(import.meta.dirname, "macros_answer.sql"), join(this.folder, "test/dbt/macros_answer.sql"));
    watchState(this.folder, "loyalty");
    const profiles = { tierline: { target: "test", outputs: { test: access.output } } };
    // YAML reads JSON.
    writeFileSync(join(this.folder, "profiles.yml"), JSON.stringify(profiles));
  }

  /** Models and tests; a failure is an error with dbt's words. */
  async build(asOf: Instant): Promise<void> {
    const { exitCode, all } = await execa(this.access.dbt, ["build", "--no-use-colors", "--quiet"], {
      cwd: this.folder,
      reject: false,
      all: true,
      env: { DBT_PROFILES_DIR: this.folder, DBT_PROJECT_DIR: this.folder, TIERLINE_AS_OF: instantText(asOf) },
    });
    if (exitCode !== 0) throw new Error(`dbt build on ${this.access.name} failed:\n${all}`);
  }

  /** Every model and test as it was sent, per file; and what SQLFluff has against them, in the engine's dialect. */
  async lint(): Promise<{ readonly files: number; readonly violations: readonly string[] }> {
    const sent = ["models", "test"].map((part) => `target/compiled/tierline/${part}`);
    const options = { dialect: this.access.dialect, config: join(import.meta.dirname, "sqlfluff.cfg"), format: "json" };
    const { stdout } = await execa(
      join(REPOSITORY, ".venv-sqlfluff/bin/sqlfluff"),
      [
        "lint",
        ...sent,
        ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
        ...["ignore-local-config", "disable-progress-bar"].map((name) => `--${name}`),
      ],
      { cwd: this.folder, reject: false },
    );
    const files = linted.parse(JSON.parse(stdout));
    const violations = files.flatMap(({ filepath, violations: found }) =>
      found.map(({ code, description, start_line_no: line }) => `${filepath}:${line} ${code} ${description}`),
    );
    return { files: files.length, violations };
  }

  async dispose(): Promise<void> {
    await this.access.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
