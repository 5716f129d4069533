/** What ends a command with which exit code: real processes, a sandbox over HTTP, one document each. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadBody } from "../../src/cli/json/load.ts";
import { planBody } from "../../src/cli/json/plan.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runSandboxServer, type StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import {
  readDocument,
  runJson,
  runTierline,
  startTierline,
  type RunOptions,
  type Started,
} from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles } from "../support/small-shop.ts";

const BUILD_MS = 300_000;
/** Three batches of contacts, and one member nobody can write to. */
const COUNT_MEMBERS = 250;

let sandbox: StartedSandbox;
let options: RunOptions;

beforeAll(async () => {
  const started = await runSandboxServer({
    clock: systemClock,
    random: systemRandom,
    port: 0,
    token: "right",
    latencyMs: 50,
  });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  options = { cwd: folder, env: { ...env, HUBSPOT_URL: sandbox.url, HUBSPOT_TOKEN: "right" }, isAlone: true };
  const members = Array.from({ length: COUNT_MEMBERS }, (_, index) => ({ id: `m${index}`, spent: "100" }));
  await writeFiles(folder, [...members, { id: "nomail", email: "", spent: "100" }]);
  for (const words of [
    ["load", "data"],
    ["build", "--as-of", AS_OF],
  ]) {
    const { code, stderr } = await runTierline(words, options);
    if (code !== 0) throw new Error(stderr);
  }
}, BUILD_MS);

afterAll(async () => {
  await sandbox.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

/** Changes the sync file while `work` runs. */
async function withSync(change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const file = join(options.cwd, "syncs", "hubspot_tiers.yml");
  const text = await readFile(file, "utf8");
  await writeFile(file, change(text));
  try {
    await work();
  } finally {
    await writeFile(file, text);
  }
}

test("1: a load that cannot be read lists what is wrong, and changes nothing", async () => {
  await writeFile(
    join(options.cwd, "charges.csv"),
    'event_id,customer_id,amount,occurred_at\nx1,m1,"12,50",2024-03-01\n',
  );
  const ended = await runJson(["load", "charges.csv"], "load", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([1, "load_refused"]);
  const { problems } = ended.read(loadBody);
  expect(problems.map(({ file, line, column, value }) => [file, line, column, value])).toEqual([
    ["charges.csv", 2, "amount", "12,50"],
  ]);
});

test("0: to look makes no state", async () => {
  const status = await runJson(["status"], "status", options);
  expect([status.exitCode, status.read(statusBody).syncs.map(({ last_run }) => last_run)]).toEqual([0, [null]]);
  expect((await runJson(["explain", "m1"], "explain", options)).exitCode).toBe(0);
  expect((await readdir(options.cwd)).filter((name) => name.startsWith("state."))).toEqual([]);
});

test("3: a command line that is wrong", async () => {
  const ended = await runJson(["run", "--as-off", "x"], "run", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([3, "usage"]);
  expect(ended.stderr).toContain("Did you mean --as-of?");
  const unknown = await runJson(["rum"], "run", options);
  expect([unknown.exitCode, unknown.errorCode]).toEqual([3, "usage"]);
});

test("3: an allowance without a reason", async () => {
  const ended = await runJson(["run", "--allow", "leaves"], "run", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([3, "usage"]);
});

test("3: an instant in the future", async () => {
  const ended = await runJson(["build", "--as-of", "2999-01-01T00:00:00Z"], "build", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([3, "as_of"]);
});

test("3: no project here or above", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tierline-none-"));
  const ended = await runJson(["status"], "status", { cwd: folder });
  expect([ended.exitCode, ended.errorCode]).toEqual([3, "no_project"]);
  await rm(folder, { recursive: true });
});

test("3: an unknown key is shown in its line, with what may be meant", async () => {
  await withSync(
    (text) => text.replace("  key: customer_id", "  keys: customer_id"),
    async () => {
      const ended = await runTierline(["plan"], options);
      expect(ended.code).toBe(3);
      expect(ended.stdout).toBe("");
      expect(ended.stderr).toMatch(/syncs\/hubspot_tiers\.yml:\d+:3\n {2}\d+ \| {3}keys: customer_id\n/u);
      expect(ended.stderr).toContain("Did you mean");
      expect((await runJson(["plan"], "plan", options)).exitCode).toBe(3);
    },
  );
});

test("3: a credential that is not set", async () => {
  const env = { ...options.env, HUBSPOT_TOKEN: undefined };
  const ended = await runJson(["plan"], "plan", { ...options, env });
  expect([ended.exitCode, ended.errorCode]).toEqual([3, "missing_variable"]);
  expect((await runTierline(["status"], { ...options, env })).code).toBe(0);
});

test("3: a credential that a sync lacks stops a run of it, and none of another one alone", async () => {
  const env = { ...options.env, HUBSPOT_TOKEN: undefined };
  const file = join(options.cwd, "syncs", "exports.yml");
  // It gets as far as the target, and no further: nothing is left in the state that the other tests share.
  const text = `name: exports
destination: {type: files, url: ./exports}
members: {model: aud_members}
properties: {loyalty_tier: {column: tier_name, type: string}}
apply_on: [elsewhere]
`;
  await writeFile(file, text);
  try {
    const run = async (...words: readonly string[]): Promise<unknown> =>
      (await runJson(["run", "--no-build", ...words], "run", { ...options, env })).errorCode;
    expect(await run("--select", "exports")).toBe("target_may_not_send");
    expect(await run("--select", "hubspot_tiers")).toBe("missing_variable");
    expect(await run()).toBe("missing_variable");
  } finally {
    await rm(file);
  }
});

test("6: another process holds the state; it is named", async () => {
  const state = await openDuckDb(join(options.cwd, "state.dev.duckdb"), { access: "write" });
  const asked = [["plan"], ["status"], ["explain", "m1"]].map(async (words) => runJson(words, words[0] ?? "", options));
  for (const ended of await Promise.all(asked)) {
    expect([ended.exitCode, ended.errorCode]).toEqual([6, "warehouse_locked"]);
    expect(ended.stderr).toContain(String(process.pid));
  }
  await state.close();
});

test("0: several look at once, and change nothing", async () => {
  const path = join(options.cwd, "state.dev.duckdb");
  await (await openDuckDb(path, { access: "write" })).close();
  const before = await readFile(path);
  const state = await openDuckDb(path, { access: "read" });
  expect((await runJson(["status"], "status", options)).exitCode).toBe(0);
  expect((await runJson(["explain", "m1"], "explain", options)).exitCode).toBe(0);
  await state.close();
  expect(before.equals(await readFile(path))).toBe(true);
});

test("7: a token the destination does not accept", async () => {
  const ended = await runJson(["plan"], "plan", { ...options, env: { ...options.env, HUBSPOT_TOKEN: "wrong" } });
  expect([ended.exitCode, ended.errorCode]).toEqual([7, "authentication"]);
  expect(ended.stdout + ended.stderr).not.toContain("wrong");
});

test("4: a guard stops a plan before the first write; nobody else may allow it", async () => {
  await withSync(
    (text) => `${text}guards: {first_run_max: 10}\n`,
    async () => {
      const planned = await runJson(["plan"], "plan", options);
      // To look is no failure: the plan says what would stop it.
      expect([planned.exitCode, planned.errorCode]).toEqual([0, null]);
      const plan = planned.read(planBody).syncs[0]?.plan;
      expect(plan?.guards.map(({ name, value, limit, allowed }) => [name, value, limit, allowed])).toEqual([
        ["first-run", COUNT_MEMBERS, 10, null],
      ]);
      const applied = await runJson(["apply"], "apply", options);
      expect([applied.exitCode, applied.errorCode]).toEqual([4, "guard"]);
      const other = await runJson(["apply", "--allow", "leaves", "--reason", "a test"], "apply", options);
      expect(other.exitCode).toBe(4);
      expect(sandbox.sandbox.contacts()).toEqual([]);
    },
  );
});

test(
  "130: an apply whose terminal was closed stops cleanly, and the next one sends the rest",
  { timeout: BUILD_MS },
  async () => {
    expect((await runTierline(["plan"], options)).code).toBe(0);
    const started = startTierline(["apply", "--json"], options);
    await until(started, () => sandbox.sandbox.calls.count("batch/upsert") > 0);
    // Nobody hears of its progress any more, as when a terminal with `2>&1 | tee` in it was closed.
    started.child.stderr?.destroy();
    started.child.kill("SIGHUP");
    const stopped = readDocument(await started.ended, "apply");
    expect([stopped.exitCode, stopped.signal]).toEqual([130, null]);
    const first = stopped.read(runBody).syncs[0]?.receipts;
    expect(first?.unsettled).toBe(0);
    expect(first?.withheld).toBeGreaterThanOrEqual(COUNT_MEMBERS);
    // A clean stop leaves nothing uncertain; what was accepted is not sent again.
    expect((await runTierline(["plan"], options)).code).toBe(0);
    const rest = await runJson(["apply"], "apply", options);
    // 5: the member without an address is refused by rule.
    expect([rest.exitCode, rest.errorCode]).toEqual([5, "not_accepted"]);
    const second = rest.read(runBody).syncs[0]?.receipts;
    expect((first?.accepted ?? 0) + (second?.accepted ?? 0)).toBe(2 * COUNT_MEMBERS);
    expect(sandbox.sandbox.membersOf("Loyalty White")).toHaveLength(COUNT_MEMBERS);
    expect(sandbox.sandbox.contacts()).toHaveLength(COUNT_MEMBERS);
  },
);

test.each([
  ["interrupted", "SIGINT"],
  ["left by its terminal", "SIGHUP"],
] as const)("130: a build that is %s ends soon, and nothing is sent", { timeout: BUILD_MS }, async (_, signal) => {
  const before = sandbox.sandbox.calls.count();
  const started = startTierline(["run", "--as-of", AS_OF, "--json"], options);
  let heard = "";
  started.child.stderr?.on("data", (text: string) => (heard += text));
  await until(started, () => /^build/m.test(heard));
  started.child.kill(signal);
  const ended = readDocument(await started.ended, "run");
  expect([ended.exitCode, ended.errorCode]).toEqual([130, "interrupted"]);
  expect(sandbox.sandbox.calls.count()).toBe(before);
});

test("0: a sandbox is emptied, and ends well when it is interrupted", async () => {
  const started = startTierline(["sandbox", "--port", "0", "--json"], options);
  let heard = "";
  started.child.stderr?.on("data", (text: string) => (heard += text));
  await until(started, () => /in a browser: \S+\n/u.test(heard));
  const port = new URL(/in a browser: (?<url>\S+)/u.exec(heard)?.groups?.["url"] ?? "").port;
  const reset = ["sandbox", "reset", "--json", "--port", port];
  expect(readDocument(await startTierline(reset, options).ended, "sandbox-reset").exitCode).toBe(0);
  started.child.kill("SIGINT");
  expect(readDocument(await started.ended, "sandbox").exitCode).toBe(0);
  const late = readDocument(await startTierline(reset, options).ended, "sandbox-reset");
  expect([late.exitCode, late.errorCode]).toEqual([3, "sandbox_not_running"]);
});

/** Polls what another process does, for as long as it lives. */
async function until({ child, ended }: Started, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    if (child.exitCode !== null) throw new Error(`It ended before that: ${(await ended).stderr}`);
    await systemClock.sleep(5);
  }
}
