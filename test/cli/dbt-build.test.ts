/** The real dbt against a small project: what is a success, what a failure says, and that nothing is left behind. */
import { readFile, readdir, readlink, writeFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import type { DbtModel } from "../../src/domain/dbt-model.ts";
import { ConfigError, TierlineError } from "../../src/domain/errors.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { makeTinyProject, PACKAGE_FOLDER } from "./tiny-dbt-project.ts";

async function failureOf(work: Promise<unknown>): Promise<TierlineError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TierlineError) return error;
    throw error;
  }
  throw new Error("The build succeeded.");
}

/** Processes, other than this one, that have this folder as working directory. */
async function processesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/u.test(name))) {
    const directory = await readlink(`/proc/${id}/cwd`).catch(() => "");
    if (directory === folder && id !== String(process.pid)) found.push(id);
  }
  return found;
}

async function readRows(path: string, sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.fromCache(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  connection.closeSync();
  instance.closeSync();
  return reader.getRows();
}

describe("a build", () => {
  test("succeeds, builds what the syncs need, shows progress, and parses once", async () => {
    await using project = await makeTinyProject();
    let seen: readonly DbtModel[] = [];
    const result = await project.build({
      checkModels: (models) => {
        seen = models;
      },
    });
    expect(result).toMatchObject({ asOf: "2026-11-22T09:00:00Z", models: 2, tests: 2, warnings: 0 });
    expect(result.invocationId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(seen.map(({ name, columns, hasAllColumns }) => [name, columns, hasAllColumns])).toEqual(
      expect.arrayContaining([
        ["aud_members", ["id", "as_of"], false],
        ["unrelated", [], false],
      ]),
    );
    const ends = project.progress.filter(({ is }) => is === "finished");
    expect(ends.map(({ node, resource, status }) => `${resource} ${node} ${status}`).toSorted()).toEqual([
      "model aud_members success",
      "model base success",
      "test not_null_aud_members_id pass",
      "test unique_aud_members_id pass",
    ]);
    expect(ends.map(({ total }) => total)).toEqual([4, 4, 4, 4]);

    const work = join(project.folder, ".tierline", "dbt", "dev");
    const name = (await readdir(work)).find((entry) => entry.startsWith("partial_parse.")) ?? "";
    const parsed = await readFile(join(work, name));
    await project.build({ asOf: "2026-11-23T09:00:00Z" });
    // Another instant is no reason to parse again: dbt has not written a new file.
    expect((await readFile(join(work, name))).equals(parsed)).toBe(true);
    expect(await readdir(work)).toHaveLength(3);
    const rows = await readRows(join(project.folder, "warehouse.duckdb"), "select as_of from loyalty.aud_members");
    expect(rows).toEqual([["2026-11-23T09:00:00Z"]]);
    // dbt made it, and it may hold addresses.
    expect((await stat(join(project.folder, "warehouse.duckdb"))).mode & 0o777).toBe(0o600);
  });

  test("that fails names each model with file, line and the database's words", async () => {
    await using project = await makeTinyProject();
    await project.write("models/aud_members.sql", "select\n  id,\n  nope\nfrom {{ ref('base') }}\n");
    await project.write("models/aud_after.sql", "select * from {{ ref('aud_members') }}\n");
    await project.write(
      "models/aud_bad.sql",
      "{{ config(materialized='table') }}select cast(id || '@example.com' as integer) as id from {{ ref('base') }}\n",
    );
    const error = await failureOf(project.build({ models: ["aud_after", "aud_bad"] }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.code).toBe("dbt_failed");
    expect(error.message).toContain("1 more failed.");
    expect(error.message).toContain("3 that depend on what failed were skipped."); // aud_after and two tests
    expect(error.causes).toHaveLength(2);
    const [missing, conversion] = error.causes.toSorted((a, b) => (a.message < b.message ? 1 : -1));
    expect(conversion?.message).toContain("The model aud_bad failed: Conversion Error: Could not convert string");
    expect(JSON.stringify(error.causes)).not.toContain("1@example.com");
    expect(missing?.code).toBe("node_failed");
    expect(missing?.message).toContain(
      'The model aud_members failed: Binder Error: Referenced column "nope" not found',
    );
    expect(missing?.location).toEqual({ file: "models/aud_members.sql", line: 3, text: "  nope" });
  });

  test("whose test fails says how many rows and where their SQL is", async () => {
    await using project = await makeTinyProject();
    await project.write("models/base.sql", "select 1 as id, '' as as_of union all select 1, ''\n");
    const error = await failureOf(project.build());
    expect(error.code).toBe("dbt_failed");
    expect(error.message).toBe("The test unique_aud_members_id found 1 row that breaks its rule.");
    expect(error.location?.file).toBe("models/models.yml");
    const sql = /in (\/\S+\.sql)$/u.exec(error.remedy ?? "")?.[1] ?? "";
    expect(await readFile(sql, "utf8")).toContain("aud_members");
  });

  test("of a project that cannot be parsed names the file", async () => {
    await using project = await makeTinyProject();
    await project.write("models/aud_members.sql", "select {{ nope('x' }} as id\n");
    const error = await failureOf(project.build());
    expect([error.code, error.location]).toEqual(["dbt_failed", { file: "models/aud_members.sql", line: 1 }]);
    expect(error.message).toContain("unexpected '}', expected ')'");
  });

  test("of a model that is not there stops before anything is built", async () => {
    await using project = await makeTinyProject();
    const error = await failureOf(project.build({ models: ["aud_members", "aud_nope"] }));
    expect([error.code, error.message]).toEqual(["unknown_model", "The dbt project has no enabled model aud_nope."]);
    expect(project.progress.filter(({ is }) => is === "finished")).toEqual([]);
    const located = new ConfigError("unknown_model", "Located.");
    const refuse = (): void => {
      throw located;
    };
    await expect(project.build({ models: ["aud_nope"], checkModels: refuse })).rejects.toBe(located);
  });

  test("of a warehouse that is in use says by whom", async () => {
    await using project = await makeTinyProject();
    const path = join(project.folder, "warehouse.duckdb");
    const hold = join(project.folder, "hold.py");
    await writeFile(
      hold,
      `import duckdb, sys\nc = duckdb.connect(${JSON.stringify(path)})\nprint('open', flush=True)\nsys.stdin.read()\n`,
    );
    const holder = execa(join(PACKAGE_FOLDER, ".venv", "bin", "python"), [hold], { buffer: false, stdout: "pipe" });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const error = await failureOf(project.build());
    holder.stdin.end();
    await holder;
    expect([error.code, error.message]).toEqual([
      "warehouse_locked",
      `The warehouse is in use by process ${holder.pid}, so dbt could not write it.`,
    ]);
  });
});

describe("a build that is not waited for", () => {
  const SLOW =
    "{{ config(materialized='table') }}select count(*) as id, '' as as_of from range(40000000000) r(i) where i % 7 = 3\n";

  test("ends with the interrupt, leaving no process", async () => {
    await using project = await makeTinyProject();
    await project.write("models/base.sql", SLOW);
    const interrupt = new AbortController();
    const onProgress = (): void => interrupt.abort();
    const error = await failureOf(project.build({ signal: interrupt.signal, onProgress }));
    expect(error.code).toBe("interrupted");
    expect(await processesIn(project.folder)).toEqual([]);
  });

  test("dies with us, even when we are killed", async () => {
    await using project = await makeTinyProject();
    await project.write("models/base.sql", SLOW);
    const runner = execa(process.execPath, [join(import.meta.dirname, "killed-build.ts"), project.folder], {
      reject: false,
      buffer: false,
    });
    await new Promise((resolve) => runner.stdout.once("data", resolve));
    expect(await processesIn(project.folder)).not.toEqual([]);
    runner.kill("SIGKILL");
    await runner;
    const diesWithinMs = 5_000;
    for (let waitedMs = 0; waitedMs < diesWithinMs; waitedMs += 50) {
      if ((await processesIn(project.folder)).length === 0) break;
      await systemClock.sleep(50);
    }
    expect(await processesIn(project.folder)).toEqual([]);
  });

  test("ends when its time is up", async () => {
    await using project = await makeTinyProject();
    await project.write("models/base.sql", SLOW);
    const error = await failureOf(project.build({ timeoutMs: 12_000 }));
    expect([error.code, error.message]).toEqual(["dbt_timeout", "dbt was stopped after 12 s; nothing was sent."]);
    expect(await processesIn(project.folder)).toEqual([]);
  });
});
