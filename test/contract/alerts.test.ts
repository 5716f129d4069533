/** Alerts to real receivers on this machine; episodes in a real state and in a file. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endReleased } from "../../src/cli/alerts/alert-after-run.ts";
import { localEpisodeBook } from "../../src/cli/alerts/local-episode-book.ts";
import type { ChannelSettings } from "../../src/config/alerts-schema.ts";
import type { Finding, Judged } from "../../src/domain/alert.ts";
import type { EpisodeBook } from "../../src/journal/episode-book.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import {
  alertsUnderTest,
  FAILED,
  found,
  PROJECT,
  SECRET,
  settings,
  SLACK,
  SMTP,
  type AlertsUnderTest,
} from "./alerts-under-test.ts";

const WEBHOOK: ChannelSettings = { kind: "webhook", urlVariable: "ALERT_URL", secretVariable: "ALERT_SECRET" };
const STOPPED: Finding = { sync: "tiers", kind: "guard_stopped", message: "60 of 100 rows would leave." };

let desk: AlertsUnderTest;
beforeEach(async () => {
  desk = await alertsUnderTest();
});
afterEach(async () => {
  await desk.close();
});

test("an episode is told once when it begins, and once when it is over, signed so that the receiver can tell", async () => {
  const book = await desk.book();
  const alerts = settings(WEBHOOK);
  // Its file is gone: of all syncs only `tiers` has one.
  await book.begin({ sync: "old", kind: "stale", sinceMs: systemClock.nowMs() - 3 * 3_600_000 });
  // No report is scheduled any more.
  await book.begin({ sync: null, kind: "report_failed", sinceMs: systemClock.nowMs() - 3 * 86_400_000 });
  await desk.raise(book, [found(FAILED)], alerts);
  await desk.raise(book, [found(FAILED)], alerts);
  expect(desk.received).toHaveLength(1);
  await desk.raise(book, [found(FAILED, STOPPED)], alerts);
  await desk.raise(book, [found()], alerts);
  await desk.raise(book, [found()], alerts);
  expect(desk.received).toHaveLength(3);
  const bodies = desk.received.map(({ body, headers }) => new Webhook(SECRET).verify(body, { ...headers }));
  expect(bodies).toMatchObject([
    {
      type: "tierline.alert",
      data: {
        project: "my-shop",
        begun: [{ kind: "run_failed" }],
        ended: [
          { sync: null, kind: "report_failed", why: "schedule_gone" },
          { sync: "old", why: "file_gone" },
        ],
      },
    },
    {
      data: { title: "Tierline my-shop/prod: tiers stopped by a guard", begun: [{ kind: "guard_stopped" }], ended: [] },
    },
    { data: { begun: [], ended: [{ sync: "tiers", kind: "guard_stopped" }, { kind: "run_failed" }] } },
  ]);
  expect(desk.received.map(({ body }) => body).join("")).not.toContain("ann@example.com");
  expect(desk.received[0]?.body).toContain("No longer watched, as its schedule is gone: report not published, since ");
  expect(desk.received[0]?.body).toContain("No longer watched, as its file is gone: old out of date, since ");
  expect(desk.received[0]?.body).toContain("aud_tier failed & <why> for ***@***");
  expect(desk.said).toEqual([]);
  expect(() => new Webhook(SECRET).verify(`${desk.received[0]?.body} `, { ...desk.received[0]?.headers })).toThrow();
});

test("of syncs whose files are gone, those that are released have no alert any more", async () => {
  const episodes = await desk.book();
  for (const sync of ["old", "other", "tiers"]) await episodes.begin({ sync, kind: "stale", sinceMs: 0 });
  const bench = {
    project: { ...PROJECT, settings: { alerts: settings(SLACK), report: null } },
    engine: { allSyncs: [{ name: "tiers" }] },
    episodes,
  };
  await endReleased(desk.world(), bench, ["old", "tiers"], (sentence) => desk.said.push(sentence));
  expect((await episodes.open()).map(({ sync }) => sync)).toEqual(["other", "tiers"]);
  expect(desk.received[0]?.body).toContain("over: old out of date");
});

test("a Slack-compatible receiver gets one text with its three characters escaped", async () => {
  await desk.raise(await desk.book(), [found(FAILED)], settings(SLACK));
  expect(desk.received.map(({ body }) => JSON.parse(body))).toEqual([
    {
      text: "*Tierline my-shop/prod: tiers run failed*\ntiers run failed. aud_tier failed &amp; &lt;why&gt; for ***@***.",
    },
  ]);
});

test("what nobody took is said without its address, and told by the next run; one channel that takes it is enough", async () => {
  const book = await desk.book();
  desk.answer(503);
  await desk.raise(book, [found(FAILED)], settings(SLACK));
  expect(desk.said).toEqual([
    "An alert by slack was not sent: The receiver answered 503. Look at the receiver; the next run tries again.",
  ]);
  expect(await book.open()).toEqual([]);
  desk.answer(200);
  await desk.raise(book, [found(FAILED)], settings(SLACK, WEBHOOK), { ALERT_URL: "http://127.0.0.1:1/hidden" });
  expect(desk.said[1]).toMatch(
    /^An alert by webhook was not sent: No connection to http:\/\/127\.0\.0\.1:1 could be made/u,
  );
  expect(desk.said.join("")).not.toContain("hidden");
  expect((await book.open()).map(({ kind }) => kind)).toEqual(["run_failed"]);
});

test("variables that are missing or hold something else are named, never what they hold", async () => {
  const book = await desk.book();
  await desk.raise(book, [found(FAILED)], settings(WEBHOOK, SLACK, SMTP), {
    ALERT_SECRET: "hunter2",
    SLACK_URL: "http://example.com/hidden",
    SMTP_URL: "",
  });
  expect(desk.said.join("\n")).not.toMatch(/hunter2|hidden/u);
  expect(
    desk.said.toSorted().map((sentence) => /(?:ALERT_SECRET|SLACK_URL|SMTP_URL) \S+ \S+ \S+/u.exec(sentence)?.[0]),
  ).toEqual([
    // By slack, smtp, webhook.
    "SLACK_URL holds no https://",
    "SMTP_URL is not set.",
    "ALERT_SECRET holds no key",
  ]);
});

test("what keeps a run from beginning is noted in a file of this machine, one per project and target", async () => {
  const environment = { XDG_STATE_HOME: desk.folder };
  const local = (target: string): EpisodeBook =>
    localEpisodeBook({ environment, random: systemRandom, folder: "/srv/my-shop", target });
  const whole: Judged = {
    sync: null,
    kinds: ["run_failed"],
    findings: [{ sync: null, kind: "run_failed", message: "No run could begin: the server did not answer." }],
  };
  await desk.raise(local("prod"), [whole], settings(SLACK));
  await desk.raise(local("prod"), [whole], settings(SLACK));
  await desk.raise(local("dev"), [{ ...whole, findings: [] }], settings(SLACK));
  expect(desk.received).toHaveLength(1);
  const [name = ""] = await readdir(join(desk.folder, "tierline"));
  expect(JSON.parse(await readFile(join(desk.folder, "tierline", name), "utf8"))).toMatchObject({ schema_version: 1 });
  await desk.raise(local("prod"), [{ ...whole, findings: [] }], settings(SLACK));
  expect(desk.received[1]?.body).toContain("over: all syncs run failed");
  expect(await readdir(join(desk.folder, "tierline"))).toEqual([]);
  await writeFile(join(desk.folder, "tierline", name), '{"schema_ver');
  expect(await local("prod").open()).toEqual([]);
});
