import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import { findDbt, type DbtProgram } from "../../src/dbt/find-dbt.ts";
import { PACKAGE_FOLDER } from "./tiny-dbt-project.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tierline-find-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

const saying = (core: string, adapter = "duckdb: 1.11.0"): string =>
  `#!/bin/sh\nprintf 'Core:\\n  - installed: ${core}\\nPlugins:\\n  - ${adapter} - Up to date!\\n'\n`;

const find = (changes: Partial<Parameters<typeof findDbt>[0]> = {}): Promise<DbtProgram> =>
  findDbt({
    named: null,
    environment: { PATH: "/usr/bin:/bin" },
    project: join(folder, "shop"),
    packageFolder: join(folder, "tierline"),
    engine: "duckdb",
    ...changes,
  });

async function refusal(work: Promise<unknown>): Promise<readonly [string, string, string | undefined]> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof ConfigError) return [error.code, error.message, error.remedy];
  throw new Error("nothing was refused", { cause: error });
}

describe("dbt is found", () => {
  test("in Tierline's own environment, with its version, without asking the network", async () => {
    expect(await find({ packageFolder: PACKAGE_FOLDER })).toEqual({
      path: join(PACKAGE_FOLDER, ".venv", "bin", "dbt"),
      version: "1.11.16",
      adapter: "1.11.0",
      duckdb: "1.5.6",
    });
  });

  test("in this order: named, variable, project, Tierline, PATH", async () => {
    const onPath = program("path/dbt", saying("1.11.1"));
    const environment = { PATH: `${dirname(onPath)}:/usr/bin:/bin` };
    expect((await find({ environment })).version).toBe("1.11.1");
    program("tierline/.venv/bin/dbt", saying("1.11.2"));
    expect((await find({ environment })).version).toBe("1.11.2");
    program("shop/.venv/bin/dbt", saying("1.11.3"));
    expect((await find({ environment })).version).toBe("1.11.3");
    const variable = { ...environment, TIERLINE_DBT: program("variable/dbt", saying("1.11.4")) };
    expect((await find({ environment: variable })).version).toBe("1.11.4");
    expect((await find({ environment: variable, named: program("named/dbt", saying("1.11.5")) })).version).toBe(
      "1.11.5",
    );
  });

  test.each([
    ["dbt 1.12", saying("1.12.7"), "is dbt-core 1.12.7; Tierline knows 1.11"],
    ["dbt 1.10", saying("1.10.9"), "is dbt-core 1.10.9; Tierline knows 1.11"],
    ["dbt 2", "#!/bin/sh\necho 'dbt 2.0.8'\n", "is not the dbt-core 1.11 that Tierline knows"],
    ["a program that fails", "#!/bin/sh\nexit 3\n", "is not the dbt-core 1.11 that Tierline knows"],
    ["no adapter", "#!/bin/sh\necho '  - installed: 1.11.16'\n", "lacks the adapter dbt-duckdb"],
  ])("and refused by name with the one command: %s", async (_name, text, words) => {
    const path = program("shop/.venv/bin/dbt", text);
    const [code, message, remedy] = await refusal(find());
    expect(code).toBe("dbt_version");
    expect(message).toContain(`${path} ${words}`);
    expect(remedy).toContain(
      `node ${join(folder, "tierline", "setup", "prepare-python.js")} ${join(folder, "shop", ".tierline")}\n` +
        `Then set TIERLINE_DBT=${join(folder, "shop", ".tierline", ".venv", "bin", "dbt")}`,
    );
  });

  test("with the adapter of its engine, for BigQuery from an environment of its own", async () => {
    expect(await find({ packageFolder: PACKAGE_FOLDER, engine: "postgres" })).toMatchObject({
      path: join(PACKAGE_FOLDER, ".venv", "bin", "dbt"),
      adapter: "1.11.0",
    });
    program("shop/.venv/bin/dbt", saying("1.11.16"));
    expect((await refusal(find({ engine: "bigquery" })))[1]).toMatch(/lacks the adapter dbt-bigquery\.$/u);
    const own = program("shop/.venv-bigquery/bin/dbt", saying("1.11.16", "bigquery: 1.12.0"));
    expect(await find({ engine: "bigquery" })).toMatchObject({ path: own, adapter: "1.12.0", duckdb: null });
    program("shop/.venv-bigquery/bin/dbt", saying("1.11.16", "bigquery: none"));
    expect((await refusal(find({ engine: "bigquery" })))[2]).toContain(
      `prepare-python.js ${join(folder, "shop", ".tierline")} dbt-bigquery\nThen set TIERLINE_DBT=${join(folder, "shop", ".tierline", ".venv-bigquery", "bin", "dbt")}`,
    );
  });

  test("and one whose Python this user may not start is no other dbt", async () => {
    const python = program("closed/python3", "");
    chmodSync(python, 0o600);
    const path = program("shop/.venv/bin/dbt", `#!${python}\n`);
    const [code, message] = await refusal(find());
    expect([code, message]).toEqual(["dbt_version", `${path} or its Python may not be started by this user.`]);
  });

  test("or told to be missing, never passed over when it was named", async () => {
    expect((await refusal(find()))[0]).toBe("dbt_not_found");
    program("shop/.venv/bin/dbt", saying("1.11.16"));
    expect((await refusal(find({ named: "/nowhere/dbt" })))[1]).toBe("/nowhere/dbt is no program that can be started.");
    expect(await refusal(find({ environment: { PATH: "", TIERLINE_DBT: "/nowhere/dbt" } }))).toEqual([
      "dbt_not_found",
      "/nowhere/dbt is no program that can be started.",
      "Correct or unset TIERLINE_DBT.",
    ]);
  });
});
