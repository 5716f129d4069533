/** The set-up of a clone, as far as it can be told without installing anything. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { missingOptionalPackages } from "../../../setup/complete-lock.js";
import { translatePipConfiguration } from "../../../setup/installer-environment.js";
import { areNpmPackagesReady } from "../../../setup/npm-packages.js";
import { installPython, isPythonReady } from "../../../setup/python-environment.js";
import { withSetupLock } from "../../../setup/setup-lock.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  version: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  dev: z.boolean().optional(),
});
const lockSchema = z.object({ packages: z.record(z.string(), packageSchema) });

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tierline-setup-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("what is committed", () => {
  test("the npm lock has the packages of every platform, and what package.json asks for", () => {
    const lock = lockSchema.parse(JSON.parse(read("package-lock.json")));
    expect(missingOptionalPackages(JSON.parse(read("package-lock.json")))).toEqual({});
    const wanted = packageSchema.parse(JSON.parse(read("package.json")));
    const all = { ...wanted.dependencies, ...wanted.devDependencies };
    expect(Object.keys(all).length).toBeGreaterThan(10);
    for (const [name, version] of Object.entries(all))
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    expect([lock.packages[""]?.dependencies, lock.packages[""]?.devDependencies]).toEqual([
      wanted.dependencies,
      wanted.devDependencies,
    ]);
  });

  test("an optional package that is missing from a lock is described by its name", () => {
    const lock = {
      packages: {
        "node_modules/a": {
          dev: true,
          optionalDependencies: { "a-linux-x64-musl": "1.0.0", "a-darwin-arm64": "1.0.0", "a-win32-x64": "1.0.0" },
        },
        "node_modules/a/node_modules/a-win32-x64": {},
      },
    };
    expect(missingOptionalPackages(lock)).toEqual({
      "node_modules/a-linux-x64-musl": {
        version: "1.0.0",
        cpu: ["x64"],
        dev: true,
        libc: ["musl"],
        optional: true,
        os: ["linux"],
      },
      "node_modules/a-darwin-arm64": { version: "1.0.0", cpu: ["arm64"], dev: true, optional: true, os: ["darwin"] },
    });
  });

  test.each([
    ["requirements", 40, ["dbt-core==1.11.16", "dbt-duckdb==1.11.0", "dbt-postgres==1.11.0", "duckdb==1.5.6"]],
    ["bigquery", 60, ["dbt-core==1.11.16", "dbt-bigquery==1.12.0"]],
    ["sqlfluff", 10, ["sqlfluff==4.4.0"]],
    ["bigquery-emulator", 60, ["bqemulator==1.4.0", "duckdb==1.5.5", "duckdb-extension-spatial==1.5.5"]],
  ])("the Python packages of setup/%s.txt are locked by hash, and hold the pins", (name, least, pins) => {
    const requirements = read(`setup/${name}.txt`);
    for (const pin of pins) {
      expect(requirements).toMatch(new RegExp(`^${pin.replaceAll(".", "\\.")} \\\\$`, "mu"));
      expect(read(`setup/${name}.in`)).toContain(`${pin}\n`);
    }
    const packages = requirements.split("\n").filter((line) => /^[a-z]/u.test(line));
    expect(packages.length).toBeGreaterThan(least);
    for (const line of packages) expect(line, "each is followed by its hashes").toMatch(/\\$/u);
  });

  test("no lock names an index", () => {
    for (const file of [
      ...["requirements", "bigquery", "bigquery-emulator", "sqlfluff", "installer"].map((name) => `setup/${name}.txt`),
      "package-lock.json",
      ".npmrc",
    ])
      expect(read(file)).not.toMatch(/index-url|find-links|"resolved"|registry=/u);
  });

  test("dbt is the same in both of its locks", () => {
    const core = /^dbt-core==\S+/mu;
    expect(core.exec(read("setup/bigquery.txt"))?.[0]).toBe(core.exec(read("setup/requirements.txt"))?.[0]);
  });
});

/** A lock of one package that is needed and one that is optional. */
const lockOf = (version: string): string =>
  JSON.stringify({
    packages: { "": {}, "node_modules/a": { version }, "node_modules/b": { version: "1.0.0", optional: true } },
  });

describe("npm packages are ready", () => {
  test("when what is installed is what the lock says, optional ones aside", () => {
    write("package-lock.json", lockOf("1.0.0"));
    write("node_modules/node/bin/node", "");
    expect(areNpmPackagesReady(folder)).toBe(false);
    write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    expect(areNpmPackagesReady(folder)).toBe(true);
    write("package-lock.json", lockOf("1.0.1"));
    expect(areNpmPackagesReady(folder)).toBe(false);
  });

  test("not when an install was cut short", () => {
    write("package-lock.json", lockOf("1.0.0"));
    write("node_modules/.package-lock.json", '{"packages": {"node_mod');
    write("node_modules/node/bin/node", "");
    expect(areNpmPackagesReady(folder)).toBe(false);
    write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    rmSync(join(folder, "node_modules/node/bin/node"));
    expect(areNpmPackagesReady(folder)).toBe(false);
  });

  test("and a linked folder is somebody else's", () => {
    symlinkSync(tmpdir(), join(folder, "node_modules"));
    expect(areNpmPackagesReady(folder)).toBe(true);
  });
});

describe("the Python environment is ready", () => {
  test("not when it is missing, half made, or of other versions; when somebody's own holds the pins", () => {
    expect(isPythonReady(folder, "dbt")).toBe(false);
    const packages = ".venv/lib/python3.12/site-packages";
    for (const name of ["dbt_core-1.11.16", "dbt_duckdb-1.11.0", "dbt_postgres-1.11.0"])
      mkdirSync(join(folder, packages, `${name}.dist-info`), { recursive: true });
    expect(isPythonReady(folder, "dbt")).toBe(false);
    mkdirSync(join(folder, packages, "duckdb-1.5.6.dist-info"));
    expect(isPythonReady(folder, "dbt")).toBe(true);
    write(".venv/tierline-setup.json", "{}"); // Ours, and not finished.
    expect(isPythonReady(folder, "dbt")).toBe(false);
  });
});

/** A program that answers like Python of this version, with or without the modules that make environments. */
const standIn = (version: string, canMakeEnvironments: boolean): string =>
  `#!/bin/sh\necho '[[${version.replaceAll(".", ", ")}], ${canMakeEnvironments}]'\n`;

describe("a Python that will not do is refused by name", () => {
  test.each([
    ["none", {}, undefined, "Python was not found.", "apt install python3 python3-venv"],
    ["too old", { python3: standIn("3.9.18", true) }, undefined, "found only python3 (3.9.18).", "apt install python3"],
    ["too new", { python3: standIn("3.14.0", true) }, undefined, "found only python3 (3.14.0).", "apt install python3"],
    ["without venv", { python3: standIn("3.11.2", false) }, undefined, "(python3)", "apt install python3.11-venv"],
    ["not there", {}, "/nowhere/python", "TIERLINE_PYTHON names (/nowhere/python) was not found.", "TIERLINE_PYTHON"],
  ])("%s", async (_name, programs, named, words, remedy) => {
    for (const [name, text] of Object.entries(programs)) write(`bin/${name}`, text);
    for (const name of Object.keys(programs)) chmodSync(join(folder, "bin", name), 0o755);
    vi.stubEnv("PATH", join(folder, "bin"));
    vi.stubEnv("TIERLINE_PYTHON", named);
    await expect(installPython(folder, "dbt", () => undefined)).rejects.toMatchObject({
      name: "SetupError",
      message: expect.stringContaining(words),
      remedy: expect.stringContaining(remedy),
    });
    expect(existsSync(join(folder, ".venv"))).toBe(false);
  });

  test("an environment that is somebody's own is not touched", async () => {
    write("bin/python3", standIn("3.13.1", true));
    chmodSync(join(folder, "bin", "python3"), 0o755);
    write(".venv/own", "x");
    vi.stubEnv("PATH", join(folder, "bin"));
    await expect(installPython(folder, "dbt", () => undefined)).rejects.toThrow("was not made by Tierline");
    expect(readdirSync(join(folder, ".venv"))).toEqual(["own"]);
  });
});

describe("two set-ups of one folder", () => {
  test("wait for each other", async () => {
    const file = join(folder, ".tierline", "setup.lock");
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const told: string[] = [];
    await Promise.all([1, 2, 3].map(() => withSetupLock(file, (line) => told.push(line), work)));
    expect(most).toBe(1);
    expect(told.length).toBeGreaterThan(0);
    expect(readdirSync(join(folder, ".tierline"))).toEqual([]);
  });

  test("a killed one blocks nobody, and a failed one lets go", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    write(".tierline/setup.lock", String(pid));
    const file = join(folder, ".tierline", "setup.lock");
    await expect(
      withSetupLock(
        file,
        () => undefined,
        () => Promise.reject(new Error("no")),
      ),
    ).rejects.toThrow("no");
    expect(existsSync(file)).toBe(false);
    expect(
      await withSetupLock(
        file,
        () => undefined,
        () => Promise.resolve("done"),
      ),
    ).toBe("done");
  });
});

test("what pip was told about the index is told to uv", () => {
  const text = [
    "global.index-url='https://index.example/simple'",
    ":env:.extra-index-url='https://a.example https://b.example'",
    ":env:.default-timeout='180'",
    "install.find-links='/wheels /more'",
    "global.cert='/etc/ca.crt'",
    "download.index-url='https://other.example'",
  ].join("\n");
  expect(translatePipConfiguration(text)).toEqual({
    UV_DEFAULT_INDEX: "https://index.example/simple",
    UV_INDEX: "https://a.example https://b.example",
    UV_FIND_LINKS: "/wheels,/more",
    SSL_CERT_FILE: "/etc/ca.crt",
  });
});
