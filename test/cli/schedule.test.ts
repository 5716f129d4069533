/** `tierline schedule` on a real shop: dbt, DuckDB, the sandbox over HTTP, processes of its own. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runSandboxServer, type StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { runJson, runTierline, startTierline, type Ended, type RunOptions } from "../support/run-tierline.ts";
import { makeShopFolder, writeFiles } from "../support/small-shop.ts";

let sandbox: StartedSandbox;
let options: RunOptions;
let file: string;
let unscheduled: string;

beforeAll(async () => {
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0 });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  options = { cwd: folder, env: { ...env, HUBSPOT_URL: sandbox.url } };
  await writeFiles(folder, [
    { id: "ann", spent: "2000" },
    { id: "cem", spent: "1000" },
  ]);
  await runTierline(["load", "data"], options);
  file = join(folder, "syncs", "hubspot_tiers.yml");
  unscheduled = await readFile(file, "utf8");
});

afterAll(async () => {
  await sandbox.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

async function schedule(cron: string): Promise<void> {
  await writeFile(file, `${unscheduled}schedule: {cron: "${cron}", time_zone: Europe/Amsterdam}\ntags: [nightly]\n`);
}

interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly msg: string;
}

function logOf({ stderr }: Ended): readonly LogLine[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): LogLine => JSON.parse(line));
}

async function lastRunNo(): Promise<number | null> {
  const [sync] = (await runJson(["status"], "status", options)).read(statusBody).syncs;
  return sync?.last_run?.run_no ?? null;
}

test("without a schedule there is nothing to keep, and an expression that is none is shown in its file", async () => {
  const none = await runTierline(["schedule", "--once"], options);
  expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("No sync has a schedule.")]);
  await schedule("61 * * * *");
  const wrong = await runTierline(["schedule", "--once"], options);
  const line = unscheduled.split("\n").length;
  expect(wrong.code).toBe(3);
  expect(wrong.stderr).toContain(`syncs/hubspot_tiers.yml:${line}:18`);
  expect(wrong.stderr).toContain("cron expression of five fields");
});

test("of two schedulers that start at once one runs what is due, and nothing is lost", async () => {
  await schedule("* * * * *");
  const both = [startTierline(["schedule", "--once"], options), startTierline(["schedule", "--once"], options)];
  const ended = await Promise.all(both.map((one) => one.ended));
  expect(new Set(ended.map(({ code }) => code))).toEqual(new Set([0, 6]));
  expect(await lastRunNo()).toBe(1);
  // What was spent in March 2024 has left the window of a year.
  expect(sandbox.sandbox.membersOf("Loyalty White")).toHaveLength(2);
  const ran = ended.find(({ code }) => code === 0);
  if (ran === undefined) throw new Error("Nobody ran.");
  const log = logOf(ran);
  expect(ran.stderr.trim().split("\n")).toHaveLength(log.length);
  expect(log.map(({ level, event }) => `${level} ${event}`)).toEqual([
    "info started",
    "info run_started",
    "info sync_ended",
    "info stopped",
  ]);
  expect(ran.stdout + ran.stderr).not.toContain("@example.com");
});

test("a stop lets what is under way end, and ends with 130", async () => {
  await schedule("* * * * *");
  const before = (await lastRunNo()) ?? 0;
  const started = startTierline(["schedule"], options);
  const isRunning = new Promise<void>((resolve) =>
    started.child.stderr?.on("data", (text: string) => {
      if (text.includes("run_started")) resolve();
    }),
  );
  await isRunning;
  started.child.kill("SIGTERM");
  const ended = await started.ended;
  expect([ended.code, logOf(ended).at(-1)?.event]).toEqual([130, "stopped"]);
  expect(await lastRunNo()).toBe(before + 1);
});
