/** The report's own times in a scheduler's loop: a real state, a real folder, a real receiver. */
import { spawn } from "node:child_process";
import { once as onceIs } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localEpisodeBook } from "../../src/cli/alerts/local-episode-book.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { NOON_MS } from "../support/manual-clock.ts";
import { ALERTS, loopUnderTest, type LoopUnderTest } from "./loop-under-test.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURLY = 'schedule: {cron: "0 * * * *"}';
const DIGEST = `digest: {channels: [{kind: slack, url: "{{ env_var('DIGEST_URL') }}"}], ${HOURLY}}`;

const SCHEDULED = `name: tiers
destination: {type: files, url: tiers}
members: {model: aud_members}
properties: {tier: {column: tier_name, type: string}}
schedule: {cron: "15 * * * *"}
`;

let loop: LoopUnderTest;

beforeEach(async () => {
  loop = await loopUnderTest();
});

afterEach(async () => {
  await loop.close();
});

/** `--once` at this many minutes after noon. */
async function once(minutes: number): Promise<number> {
  const fromMs = NOON_MS + minutes * MINUTE_MS;
  return (await loop.keep(fromMs + MINUTE_MS, { fromMs, words: ["--once"] })).code;
}

const HOLD = `
const { DuckDBInstance } = await import("@duckdb/node-api");
const [path, access_mode] = process.argv.slice(1);
const held = await DuckDBInstance.fromCache(path, { access_mode });
process.stdin.resume().on("end", () => held.closeSync());
process.stdout.write("held");`;

/** Another process has the state open until the promise that this gives is called. */
async function holdState(mode: "READ_ONLY" | "READ_WRITE"): Promise<() => Promise<void>> {
  const words = ["--input-type=module", "-e", HOLD, join(loop.folder, "state.dev.duckdb"), mode];
  const holder = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  await onceIs(holder.stdout, "data");
  return async () => {
    holder.stdin.end();
    await onceIs(holder, "exit");
  };
}

test("the page is published and the digest sent at each of their times, once", async () => {
  await loop.write("tierline.yml", `${ALERTS}report: {publish: {url: ./public, ${HOURLY}}, ${DIGEST}}\n`);
  const { code, log } = await loop.keep(NOON_MS + 1.5 * HOUR_MS);
  expect(code).toBe(0);
  expect(log.map((line) => line.replace(/: .*/u, ""))).toEqual([
    "12:00 started",
    "12:00 report_delivered",
    "12:00 digest_delivered",
    "13:00 report_delivered",
    "13:00 digest_delivered",
    "13:30 stopped",
  ]);
  expect(loop.digests).toHaveLength(2);
  expect(loop.alerts).toEqual([]);
  expect(await readdir(join(loop.folder, "public", "history"))).toEqual(["report-2026-11-22.html"]);
  expect(await readFile(join(loop.folder, "public", "report.html"), "utf8")).toContain("</html>");
});

test("a digest whose answer was lost counts as sent; one that was refused is asked for again", async () => {
  await loop.write("tierline.yml", `${ALERTS}report: {${DIGEST}}\n`);
  expect(await once(0)).toBe(0);
  loop.answerDigests(null);
  const lost: number[] = [];
  for (const minutes of [60, 61, 62]) lost.push(await once(minutes));
  expect(lost).toEqual([1, 0, 0]);
  expect(loop.digests).toHaveLength(2);
  expect(loop.alerts).toEqual([expect.stringContaining("Whether anybody took the digest is not known")]);
  loop.answerDigests(503);
  const refused: number[] = [];
  for (const minutes of [120, 121]) refused.push(await once(minutes));
  loop.answerDigests(200);
  for (const minutes of [122, 123]) refused.push(await once(minutes));
  expect(refused).toEqual([1, 1, 0, 0]);
  expect(loop.digests).toHaveLength(5);
  // One episode, from the answer that was lost to the digest that was taken.
  expect(loop.alerts.slice(1)).toEqual([expect.stringContaining("Over: digest not sent")]);
});

test("a refusal is told although another process holds the state when the note should be taken back", async () => {
  await loop.write("tierline.yml", `${ALERTS}report: {${DIGEST}}\n`);
  expect(await once(0)).toBe(0);
  const releases: (() => Promise<void>)[] = [];
  loop.answerDigests(503, async () => {
    releases.push(await holdState("READ_WRITE"));
  });
  expect(await once(60)).toBe(1);
  expect(loop.alerts).toEqual([expect.stringMatching(/answered 503.* It counts as sent all the same/u)]);
  expect(await once(61)).toBe(6);
  for (const release of releases) await release();
  loop.answerDigests(200);
  expect([await once(62), loop.digests.length]).toEqual([0, 2]);
  expect(await once(120)).toBe(0);
  expect(loop.alerts.slice(1)).toEqual([expect.stringContaining("Over: digest not sent")]);
});

test("where nothing is due no state is made, and one that another process reads is read beside it", async () => {
  await loop.write("tierline.yml", `report: {${DIGEST}}\n`);
  expect(await once(1)).toBe(0);
  expect(await readdir(loop.folder)).not.toContain("state.dev.duckdb");
  expect(await once(60)).toBe(0);
  const release = await holdState("READ_ONLY");
  expect(await once(61)).toBe(0);
  // Due, and not to be claimed while it is read.
  expect(await once(120)).toBe(6);
  await release();
  expect(await once(121)).toBe(0);
  expect(loop.digests).toHaveLength(2);
});

test("what another process holds up is looked at each minute, and no time in the past is told as the next", async () => {
  await loop.write("tierline.yml", `report: {${DIGEST}}\n`);
  expect(await once(60)).toBe(0);
  const fromMs = NOON_MS + 2 * 3_600_000;
  const release = await holdState("READ_WRITE");
  const unread = await loop.keep(fromMs + 60_000, { fromMs });
  await release();
  const releaseReaders = await holdState("READ_ONLY");
  const unclaimed = await loop.keep(fromMs + 60_000, { fromMs });
  await releaseReaders();
  await loop.write("syncs/tiers.yml", SCHEDULED);
  const releaseWriter = await holdState("READ_WRITE");
  const unlooked = await loop.keep(fromMs + 60_000, { fromMs });
  await releaseWriter();
  for (const { lines } of [unread, unclaimed, unlooked])
    expect(lines.map((line) => /"event":"(\w+)"/u.exec(line)?.[1])).toEqual(["started", "held", "stopped"]);
});

test("what this machine noted of a digest that has no schedule any more ends with the next run", async () => {
  await loop.write("tierline.yml", ALERTS);
  await loop.write("syncs/tiers.yml", SCHEDULED);
  const environment = { XDG_STATE_HOME: join(loop.folder, "home") };
  const place = { environment, random: systemRandom, folder: loop.folder, target: "dev" };
  const book = localEpisodeBook({ ...place, kind: "digest_failed" });
  await book.begin({ sync: null, kind: "digest_failed", sinceMs: NOON_MS - HOUR_MS });
  expect((await loop.keep(NOON_MS, { command: "run", words: ["--no-build"] })).code).toBe(4);
  expect(loop.alerts).toEqual([expect.stringContaining("as its schedule is gone: digest not sent")]);
  expect(await book.open()).toEqual([]);
});

test("a page that cannot be published fails as a run does, is tried at its next time, and told by one alert", async () => {
  await writeFile(join(loop.folder, "public"), "no folder");
  await loop.write("tierline.yml", `${ALERTS}report: {publish: {url: ./public, ${HOURLY}}}\n`);
  const { log } = await loop.keep(NOON_MS + 1.5 * HOUR_MS);
  expect(log.map((line) => line.replace(/: .*/u, ""))).toEqual([
    "12:00 started",
    "12:00 report_failed",
    "13:00 report_failed",
    "13:30 stopped",
  ]);
  expect(loop.alerts).toEqual([expect.stringContaining("report not published")]);
  expect(await once(120)).toBe(3);
});

test("a build that did not succeed leaves the page from before where it is", async () => {
  await loop.write("tierline.yml", `report: {publish: {url: ./public, ${HOURLY}}}\n`);
  const byHand = { command: "report", words: ["--publish"] };
  expect((await loop.keep(NOON_MS, byHand)).code).toBe(0);
  const path = join(loop.folder, "public", "report.html");
  const before = await readFile(path, "utf8");
  // As a first build that died leaves it: a warehouse, and no build that ended well.
  await (await openDuckDb(join(loop.folder, "warehouse.duckdb"), { access: "write" })).close();
  const { code, lines } = await loop.keep(NOON_MS + HOUR_MS, byHand);
  expect([code, lines.join(" ")]).toEqual([1, expect.stringContaining("no report is made from it")]);
  expect(await readFile(path, "utf8")).toBe(before);
});

test("a build that did not succeed is told of in no digest, which is due still", async () => {
  await loop.write("tierline.yml", `report: {${DIGEST}}\n`);
  expect(await once(0)).toBe(0);
  await (await openDuckDb(join(loop.folder, "warehouse.duckdb"), { access: "write" })).close();
  expect([await once(60), await once(61)]).toEqual([1, 1]);
  expect(loop.digests).toHaveLength(1);
  await rm(join(loop.folder, "warehouse.duckdb"));
  expect([await once(62), await once(63)]).toEqual([0, 0]);
  expect(loop.digests).toHaveLength(2);
});

test("by hand both are done at once, are no scheduled ones, and the doctor looks at what they need", async () => {
  const byHand = { command: "report", words: ["--publish", "--digest"] };
  const none = await loop.keep(NOON_MS, byHand);
  expect([none.code, none.lines.join("\n")]).toEqual([
    3,
    expect.stringContaining("tierline.yml does not name a place for the report."),
  ]);
  await loop.write(
    "tierline.yml",
    `${ALERTS}report: {publish: {url: ./public, name: loyalty, ${HOURLY}}, ${DIGEST}}\n`,
  );
  const { code, lines } = await loop.keep(NOON_MS, byHand);
  expect([code, lines]).toEqual([
    0,
    ["Published loyalty.html and history/loyalty-2026-11-22.html at ./public.", "Sent the digest."],
  ]);
  expect(await readdir(loop.folder)).not.toContain("report.html");
  expect([await once(0), loop.digests.length]).toEqual([0, 2]);
  const { lines: looked } = await loop.keep(NOON_MS + HOUR_MS, { command: "doctor", words: ["--offline"] });
  const text = looked.join("\n").replaceAll(/\s+/gu, " ");
  expect(text).toContain("ok alerts What 1 channel of alerts need is set.");
  expect(text).toContain("ok report What 1 channel of the digest need is set. ok report The report goes to ./public.");
});
