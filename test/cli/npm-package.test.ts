/** What npm publishes, installed by a stranger: an empty folder, a user's own Node, production packages alone. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn } from "../tidy/repository.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { initBody } from "../../src/cli/json/init.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runSandboxServer, type StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { readDocument, type Ended } from "../support/run-tierline.ts";
import { publishedFiles } from "../support/published-files.ts";
import { AS_OF, writeFiles } from "../support/small-shop.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODE = join(ROOT, "node_modules", "node", "bin");
/** Everything that packing and compiling read. */
const PARTS = [
  "bin",
  "dbt_project.yml",
  "docs",
  "LICENSE",
  "macros",
  "models",
  "package.json",
  "README.md",
  "schemas",
  "seeds",
  "setup",
  "src",
  "test/dbt",
  "tsconfig.build.json",
  "tsconfig.json",
] as const;

const PATIENT_MS = 600_000;

let parent: string;
let folder: string;
let sandbox: StartedSandbox;
let packed: readonly string[];

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tierline-npm-"));
  folder = join(parent, "my-shop");
  // A copy is packed, so that `dist/` never appears in a clone under test.
  const clone = join(parent, "clone");
  for (const part of PARTS) await cp(join(ROOT, part), join(clone, part), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(clone, "node_modules"));
  const answer = await command("npm", ["pack", "--json", "--pack-destination", parent], clone);
  expect(answer.code, answer.stderr).toBe(0);
  const [tarball] = packSchema.parse(JSON.parse(answer.stdout.slice(answer.stdout.indexOf("[\n"))));
  packed = tarball?.files.map(({ path }) => path) ?? [];
  await mkdir(folder);
  const words = ["install", join(parent, tarball?.filename ?? ""), "--omit=dev", "--prefer-offline", "--no-audit"];
  const installed = await command("npm", words, folder);
  expect(installed.code, installed.stderr).toBe(0);
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0 });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
}, PATIENT_MS);

afterAll(async () => {
  await sandbox.close();
  await rm(parent, { recursive: true, force: true });
});

const packSchema = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }));

/** As a user's shell would start it: their Node, their dbt. */
function command(program: string, words: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      PATH: `${NODE}${delimiter}${process.env["PATH"] ?? ""}`,
      LANG: "C.UTF-8",
      XDG_STATE_HOME: join(parent, "state"),
      TIERLINE_DBT: process.env["TIERLINE_DBT"] ?? join(ROOT, ".venv", "bin", "dbt"),
      HUBSPOT_TOKEN: "sandbox",
      ...(sandbox === undefined ? {} : { HUBSPOT_URL: sandbox.url }),
    };
    execFile(program, [...words], { cwd, env, maxBuffer: 20_000_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, signal: null, stdout, stderr }),
    );
  });
}

const npx = async (words: readonly string[], schema: string): Promise<ReturnType<typeof readDocument>> =>
  readDocument(await command("npx", ["tierline", ...words, "--json"], folder), schema);

test("what is published is listed, and nothing else slips in", () => {
  const sources = filesIn(["src"], [".ts"]).map(({ path }) => path.replace(/^src(.*)\.ts$/u, "dist$1.js"));
  expect(sources.length).toBeGreaterThan(300);
  expect(packed.toSorted()).toEqual([...publishedFiles(), ...sources].toSorted());
});

test("no file of it names a folder of the machine that packed it, or a source map", async () => {
  const home = join(folder, "node_modules", "tierline");
  const paths = (await readdir(home, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(paths).toHaveLength(packed.length);
  for (const path of paths) {
    const text = await readFile(path, "utf8");
    expect(text.includes(parent) || text.includes(ROOT), path).toBe(false);
    expect(/^\/\/# sourceMappingURL/mu.test(text), path).toBe(false);
  }
});

test("init makes the shop around it, on relative paths that outlive an upgrade", async () => {
  const ended = await npx(["init"], "init");
  expect([ended.exitCode, ended.errorCode]).toEqual([0, null]);
  const { kind, written, dbt } = ended.read(initBody);
  expect([kind, dbt]).toEqual(["shop", process.env["TIERLINE_DBT"] ?? join(ROOT, ".venv", "bin", "dbt")]);
  expect(written).not.toContain(".npmrc");
  expect(await readFile(join(folder, "packages.yml"), "utf8")).toContain('- local: "node_modules/tierline"\n');
  expect(await readFile(join(folder, "syncs", "hubspot_tiers.yml"), "utf8")).toContain(
    "$schema=../node_modules/tierline/schemas/sync.schema.json\n",
  );
  // npm's own link is left as it is; writing through it would have emptied Tierline.
  expect(await readlink(join(folder, "node_modules", ".bin", "tierline"))).toBe("../tierline/bin/tierline.js");
});

test("load and run work from it", { timeout: PATIENT_MS }, async () => {
  await writeFiles(folder, [
    { id: "ann", spent: "2000" },
    { id: "ben", spent: "999.995" },
  ]);
  expect((await npx(["load", "data"], "load")).exitCode).toBe(0);
  const ended = await npx(["run", "--as-of", AS_OF], "run");
  expect([ended.exitCode, ended.errorCode], ended.stderr).toEqual([0, null]);
  expect(ended.read(runBody).syncs[0]?.receipts).toEqual({ accepted: 4, refused: 0, withheld: 0, unsettled: 0 });
  expect(sandbox.sandbox.membersOf("Loyalty Golden")).toHaveLength(1);
  expect(sandbox.sandbox.membersOf("Loyalty Green")).toHaveLength(1);
  expect(await readlink(join(folder, "dbt_packages", "tierline"))).toBe(join(folder, "node_modules", "tierline"));
});

test("a Node that is too old is refused by name, and the oldest that will do is not", async () => {
  const bin = join(folder, "node_modules", "tierline", "bin", "tierline.js");
  const on = (version: string): Promise<Ended> => {
    const versions = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
    const preload = `data:text/javascript,${encodeURIComponent(versions)}`;
    return command(join(NODE, "node"), [`--import=${preload}`, bin, "status", "--json"], folder);
  };
  const refused = await on("22.18.9");
  expect(refused.code).toBe(3);
  expect(refused.stdout).toContain('"code":"wrong_node"');
  expect(refused.stderr).toContain("Tierline runs on Node 22.19 or newer, this is 22.18.9.");
  expect((await on("22.19.0")).code).toBe(0);
});
