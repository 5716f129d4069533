/** The live suite, run as people run it, against the stand-in by its URL: it passes, and leaves nothing behind. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import type { StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { runSandboxServer } from "../../src/sandbox/run-sandbox-server.ts";

const RUN_LIVE = fileURLToPath(new URL("../live/run-live.ts", import.meta.url));
const ACCOUNT = "4815162";
let sandbox: StartedSandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-"));
  const rateLimit = { perTenSeconds: 4_000, perDay: 1_000_000 };
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0, rateLimit });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

interface Running {
  readonly whole: Promise<Ended>;
  interrupt(): void;
}

function runLive(environment: Readonly<Record<string, string>>): Running {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [RUN_LIVE, "hubspot"], { env: { PATH, NO_COLOR: "1", ...environment } });
  let text = "";
  const hear = (part: Buffer): void => {
    text += part.toString("utf8");
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const whole = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, text }));
  });
  return { whole, interrupt: () => child.kill("SIGINT") };
}

function environmentOf(account = ACCOUNT): Readonly<Record<string, string>> {
  return {
    TIERLINE_LIVE_HUBSPOT_TOKEN: "key-of-the-test-account",
    TIERLINE_LIVE_HUBSPOT_ACCOUNT: account,
    TIERLINE_LIVE_HUBSPOT_URL: sandbox.url,
    TIERLINE_LIVE_RECORD: join(folder, "made.jsonl"),
  };
}

function expectNothingLeft(): void {
  expect(sandbox.sandbox.contacts().map(({ properties }) => properties["email"])).toEqual(["kept@example.com"]);
  expect(sandbox.sandbox.lists().map(({ name }) => name)).toEqual(["Kept"]);
  expect(existsSync(join(folder, "made.jsonl"))).toBe(false);
}

test("without a test account it says so, and is no failure", async () => {
  const { code, text } = await runLive({}).whole;
  expect(code).toBe(0);
  expect(text).toContain("Skipped: no test account is named (TIERLINE_LIVE_HUBSPOT_TOKEN");
});

test("another account than the one named gets nothing written", async () => {
  const { code } = await runLive(environmentOf("1")).whole;
  expect(code).toBe(1);
  expect(sandbox.sandbox.contacts()).toEqual([]);
  expect(sandbox.sandbox.lists()).toEqual([]);
  expect(sandbox.sandbox.customProperties()).toEqual([]);
});

test("it passes, and takes away what it made and nothing else", async () => {
  const kept = sandbox.sandbox.byHand.addContact({ email: "kept@example.com" });
  sandbox.sandbox.byHand.addList("Kept", "MANUAL", [kept]);
  const { code, text } = await runLive(environmentOf()).whole;
  expect({ code, text }).toMatchObject({ code: 0 });
  const passed = Number(/Tests +(?<passed>\d+) passed/u.exec(text)?.groups?.["passed"]);
  expect(passed).toBeGreaterThanOrEqual(18);
  expect(text).toMatch(/Cleaned up \d+ contacts and \d+ lists made by this run/u);
  expect(text).not.toContain("key-of-the-test-account");
  expectNothingLeft();
});

test("it cleans up when it is interrupted", async () => {
  const before = sandbox.sandbox.calls.count("/batch/upsert");
  let isInterrupted = false;
  const ended = runLive(environmentOf());
  while (!isInterrupted) {
    await systemClock.sleep(10);
    if (sandbox.sandbox.calls.count("/batch/upsert") < before + 3) continue;
    isInterrupted = true;
    ended.interrupt();
  }
  const { code, text } = await ended.whole;
  expect(code).not.toBe(0);
  expect(text).toMatch(/Cleaned up \d+ contacts and \d+ lists made by this run/u);
  expectNothingLeft();
});
