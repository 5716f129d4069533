/** The loop of a scheduler by a clock that a test moves: real files, a real state, a variable that is not set. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLastBegun } from "../../src/cli/schedule/last-begun.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import { manualClock, NOON_MS } from "../support/manual-clock.ts";
import { loopUnderTest, type LoopUnderTest } from "./loop-under-test.ts";

const SYNC = `name: tiers
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}"}
members: {model: aud_members}
properties: {loyalty_tier: {column: tier_name, type: string}}
`;

const OTHER = `name: other
destination: {type: files, url: out}
members: {model: aud_members}
properties: {tier: {column: tier_name, type: string}}
`;

const IDLE = `name: idle
destination: {type: klaviyo, key: "{{ env_var('KLAVIYO_KEY') }}"}
members: {model: aud_members}
properties: {tier: {column: tier_name, type: string}}
`;

const MANIFEST = JSON.stringify({
  metadata: { project_name: "shop" },
  nodes: {
    "model.shop.aud_members": {
      name: "aud_members",
      resource_type: "model",
      package_name: "shop",
      original_file_path: "models/aud_members.sql",
      path: "aud_members.sql",
    },
  },
});

let loop: LoopUnderTest;

beforeEach(async () => {
  loop = await loopUnderTest();
});

afterEach(async () => {
  await loop.close();
});

const HOUR_MS = 3_600_000;
const BEGUN = "run_started: Running tiers.";
const FAILED = "sync_ended: tiers: The environment variable HUBSPOT_TOKEN is not set.";

test("what lacks its credential is tried at each of its times, not each minute, and told by one alert", async () => {
  await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "15 * * * *"}\n`);
  const { code, log } = await loop.keep(NOON_MS + 2.5 * HOUR_MS);
  expect(log).toEqual([
    "12:00 started: The schedule is kept from now on; interrupt it to stop.",
    `12:15 ${BEGUN}`,
    `12:15 ${FAILED}`,
    `13:15 ${BEGUN}`,
    `13:15 ${FAILED}`,
    `14:15 ${BEGUN}`,
    `14:15 ${FAILED}`,
    "14:30 stopped: The schedule is kept no more.",
  ]);
  expect(code).toBe(0);
  expect(loop.alerts).toEqual([expect.stringContaining("The environment variable HUBSPOT_TOKEN is not set.")]);
});

test("a credential that is not set fails its own sync alone; one that is not due is not asked for its own", async () => {
  await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "0 12 * * *"}\n`);
  await loop.write("syncs/idle.yml", IDLE);
  await loop.write("syncs/other.yml", `${OTHER}schedule: {cron: "0 12 * * *"}\n`);
  const { code, log } = await loop.keep(NOON_MS + HOUR_MS, { words: ["--once"] });
  expect(log).toEqual([
    "12:00 started: What is due now is run, once.",
    "12:00 run_started: Running other, tiers.",
    "12:00 sync_ended: other: The dbt project does not ask for Tierline's models yet.",
    `12:00 ${FAILED}`,
    "12:00 run_failed: The dbt project does not ask for Tierline's models yet.",
    "12:00 stopped: What was due was looked after.",
  ]);
  expect(code).toBe(3);
});

test("of a run without a build a misspelt model is told by an alert, and holds up none but its own sync", async () => {
  await mkdir(join(loop.folder, ".tierline/dbt/dev/1"), { recursive: true });
  await loop.write(".tierline/dbt/dev/1/manifest.json", MANIFEST);
  await loop.write(
    "syncs/tiers.yml",
    `name: tiers
destination: {type: files, url: tiers}
members: {model: aud_membres}
properties: {tier: {column: tier_name, type: string}}
`,
  );
  await loop.write("syncs/other.yml", OTHER);
  const run = async (...words: readonly string[]): Promise<number> =>
    (await loop.keep(NOON_MS, { command: "run", words: ["--no-build", ...words] })).code;
  // Nothing was built yet, which is what stops it.
  expect(await run("--select", "other")).toBe(4);
  expect(loop.alerts).toEqual([expect.stringContaining("No build has made aud_members.")]);
  expect(await run()).toBe(3);
  expect(loop.alerts.slice(1)).toEqual([expect.stringContaining('The dbt project has no model \\"aud_membres\\".')]);
});

test("a file that is edited counts within a minute; one that is broken is told once, and again when it is mended", async () => {
  await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "15 * * * *"}\n`);
  const { log } = await loop.keep(NOON_MS + HOUR_MS, {
    at: async (nowMs) => {
      if (nowMs === NOON_MS + 5 * 60_000)
        await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "99 * * * *", timezone: UTC}\n`);
      if (nowMs === NOON_MS + 10 * 60_000)
        await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "30 * * * *"}\n`);
    },
  });
  expect(log.map((line) => line.replace(/(?<=five fields).*/u, ""))).toEqual([
    expect.stringContaining("12:00 started"),
    expect.stringMatching(
      /^12:05 round_failed: There are 2 errors in syncs\/tiers.yml\. .*syncs\/tiers.yml:\d+:\d+: "schedule.cron": this is no cron expression of five fields/u,
    ),
    `12:30 ${BEGUN}`,
    `12:30 ${FAILED}`,
    expect.stringContaining("13:00 stopped"),
  ]);
});

test("a clock that is put back by an hour holds nothing up", async () => {
  await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "15 * * * *"}\n`);
  let isBack = false;
  const { log } = await loop.keep(NOON_MS + 1.5 * HOUR_MS, {
    at: async (nowMs, set) => {
      if (isBack || nowMs !== NOON_MS + 20 * 60_000) return;
      isBack = true;
      set(nowMs - HOUR_MS);
    },
  });
  expect(log.map((line) => line.replace(/: .*/u, ""))).toEqual([
    "12:00 started",
    "12:15 run_started",
    "12:15 sync_ended",
    "11:20 clock_off",
    // The state says that it was run at that minute, by the clock of before.
    "12:15 run_elsewhere",
    "13:15 run_started",
    "13:15 sync_ended",
    "13:30 stopped",
  ]);
});

test("--once in a minute that is not due does nothing; in one that is, it fails as a run does", async () => {
  await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "15 * * * *"}\n`);
  expect((await loop.keep(NOON_MS + HOUR_MS, { words: ["--once"] })).code).toBe(0);
  await loop.write("syncs/tiers.yml", `${SYNC}schedule: {cron: "0 12 * * *"}\n`);
  expect((await loop.keep(NOON_MS + HOUR_MS, { words: ["--once"] })).code).toBe(3);
});

test("when a sync last began is told by this machine's clock, whatever the state's says", async () => {
  const clock = manualClock();
  const journal = new InMemoryJournal({ clock, leaseMs: 60_000 });
  const lease = await journal.acquire("tiers");
  if (isHeldElsewhere(lease)) throw new Error("held");
  expect(await readLastBegun(journal, "tiers", { nowMs: NOON_MS, skewMs: 0 })).toEqual({
    atMs: null,
    isInFuture: false,
  });
  await journal.finishRun(lease, await journal.beginRun(lease, null), { asOf: null, exitCode: 1 });
  // The state's clock says noon. Ours is an hour behind it: eleven, and the run began just then.
  const behind = { nowMs: NOON_MS - HOUR_MS, skewMs: HOUR_MS };
  expect(await readLastBegun(journal, "tiers", behind)).toEqual({ atMs: NOON_MS - HOUR_MS, isInFuture: false });
  // Ours and the state's are one clock, which was put back since.
  const putBack = { nowMs: NOON_MS - HOUR_MS, skewMs: 0 };
  expect(await readLastBegun(journal, "tiers", putBack)).toEqual({ atMs: null, isInFuture: true });
});

test("a run that was stopped, or killed once, is made up for; of two that were killed the second counts", async () => {
  const clock = manualClock();
  const journal = new InMemoryJournal({ clock, leaseMs: 60_000 });
  const lease = await journal.acquire("tiers");
  if (isHeldElsewhere(lease)) throw new Error("held");
  // Each an hour after the one before it; null: it was killed.
  const run = async (exitCode: number | null): Promise<void> => {
    clock.advance(HOUR_MS);
    const runNo = await journal.beginRun(lease, null);
    if (exitCode !== null) await journal.finishRun(lease, runNo, { asOf: null, exitCode });
  };
  const hoursAgo = async (): Promise<number> => {
    const { atMs } = await readLastBegun(journal, "tiers", { nowMs: clock.nowMs(), skewMs: 0 });
    return (clock.nowMs() - (atMs ?? Number.NaN)) / HOUR_MS;
  };
  await run(130);
  // The first run of all was stopped: the minute in which it began is due still.
  expect(await hoursAgo()).toBe(1 / HOUR_MS);
  await run(0);
  expect(await hoursAgo()).toBe(0);
  await run(130);
  expect(await hoursAgo()).toBe(1);
  await run(null);
  expect(await hoursAgo()).toBe(2);
  await run(null);
  expect(await hoursAgo()).toBe(0);
  await run(4);
  expect(await hoursAgo()).toBe(0);
});
