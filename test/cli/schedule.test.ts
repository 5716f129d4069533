/** `tierline schedule` on a real shop: dbt, DuckDB, the sandbox over HTTP, processes of its own. */
import { createServer, type Server } from "node:http";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runSandboxServer, type StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { runJson, runTierline, startTierline, type Ended, type RunOptions } from "../support/run-tierline.ts";
import { makeShopFolder, writeFiles } from "../support/small-shop.ts";

let sandbox: StartedSandbox;
let options: RunOptions;
let file: string;
let unscheduled: string;
let receiver: Server;
const alerts: string[] = [];

beforeAll(async () => {
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0 });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  options = { cwd: folder, env: { ...env, HUBSPOT_URL: sandbox.url } };
  // Ids that are addresses: neither the log nor an alert may hold one. Who has no address is refused.
  await writeFiles(folder, [
    { id: "ann@example.com", email: "ann@example.com", spent: "2000" },
    { id: "cem@example.com", email: "", spent: "1000" },
  ]);
  await appendFile(
    join(folder, "tierline.yml"),
    `\nalerts: {channels: [{kind: slack, url: "{{ env_var('SLACK_URL') }}"}], refused_share_max: 10%}\n`,
  );
  receiver = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => alerts.push(text));
    request.on("end", () => response.end("ok"));
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  options = { ...options, env: { ...options.env, SLACK_URL: `http://127.0.0.1:${port}/hidden` } };
  await runTierline(["load", "data"], options);
  file = join(folder, "syncs", "hubspot_tiers.yml");
  unscheduled = await readFile(file, "utf8");
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
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
  expect(new Set(ended.map(({ code }) => code))).toEqual(new Set([5, 6]));
  expect(await lastRunNo()).toBe(1);
  // What was spent in March 2024 has left the window of a year.
  expect(sandbox.sandbox.membersOf("Loyalty White")).toHaveLength(1);
  const ran = ended.find(({ code }) => code === 5);
  if (ran === undefined) throw new Error("Nobody ran.");
  const log = logOf(ran);
  expect(ran.stderr.trim().split("\n")).toHaveLength(log.length);
  expect(log.map(({ level, event }) => `${level} ${event}`)).toEqual([
    "info started",
    "info run_started",
    "warn sync_ended",
    "info stopped",
  ]);
  expect(ran.stdout + ran.stderr + alerts.join("")).not.toContain("@example.com");
  // Of two members at the contacts and on the list of White, one is refused at both.
  // Before it, two starts failed for one reason after the other: one episode, which is over with this run.
  expect(alerts).toEqual([
    expect.stringContaining("No run could begin: No sync has a schedule."),
    expect.stringMatching(/2 of 4 rows were refused, 50\.0%; the limit is 10\.0%\..*Over: all syncs run failed/u),
  ]);
});

test("a run after a dbt job plans from what that job built, and only where something changed", async () => {
  const jobs = join(options.cwd, ".tierline", "dbt", "dev");
  const job = (await readdir(jobs)).find((name) => /^\d/u.test(name)) ?? "";
  const after = await runJson(["run", "--no-build", "--dbt-target-path", join(jobs, job)], "run", options);
  // One of the two is refused still.
  expect([after.exitCode, after.read(runBody).build]).toEqual([5, null]);
  const again = await runTierline(["run", "--no-build", "--changed-only"], options);
  expect([again.code, again.stderr]).toEqual([
    0,
    expect.stringContaining("Unchanged since the last plan: hubspot_tiers."),
  ]);
  const together = await runJson(["run", "--changed-only"], "run", options);
  expect([together.exitCode, together.errorCode]).toEqual([3, "usage"]);
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
