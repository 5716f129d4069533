/** Alerts to real servers on this machine: HTTP, SMTP; episodes in a real state and in a file. */
import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endReleased } from "../../src/cli/alerts/alert-after-run.ts";
import { localEpisodeBook } from "../../src/cli/alerts/local-episode-book.ts";
import { raiseAlerts } from "../../src/cli/alerts/raise-alerts.ts";
import type { AlertSettings, ChannelSettings } from "../../src/config/alerts-schema.ts";
import type { Finding, Judged } from "../../src/domain/alert.ts";
import type { EpisodeBook } from "../../src/journal/episode-book.ts";
import { openSqlJournal, sqlOf } from "../../src/journal/sql/open-sql-journal.ts";
import { sqlEpisodeBook } from "../../src/journal/sql/sql-episode-book.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";

interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SECRET = `whsec_${Buffer.from("a key of twenty-four bytes.").toString("base64")}`;
const PROJECT = { folder: "/srv/my-shop", target: "prod" };

let folder: string;
let receiver: Server;
let answer: number;
const received: Received[] = [];
const said: string[] = [];
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tierline-alerts-"));
  received.length = 0;
  said.length = 0;
  answer = 200;
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      received.push({ headers: Object.fromEntries(headers), body });
      response.writeHead(answer).end("ann@example.com is what I answer");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  receiver.closeAllConnections();
  await new Promise<void>((resolve) => receiver.close(() => resolve()));
  for (const end of ends.splice(0)) await end();
  await rm(folder, { recursive: true });
});

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

function settings(...channels: readonly ChannelSettings[]): AlertSettings {
  const rules = { runFailed: true, guardStopped: true, refusedShareMax: null, staleAfterMs: null };
  return { channels, rules };
}

const WEBHOOK: ChannelSettings = { kind: "webhook", urlVariable: "ALERT_URL", secretVariable: "ALERT_SECRET" };
const SLACK: ChannelSettings = { kind: "slack", urlVariable: "SLACK_URL" };
const SMTP: ChannelSettings = {
  kind: "smtp",
  urlVariable: "SMTP_URL",
  from: "tierline@example.com",
  to: ["data@example.com", "ops@example.com"],
  caFile: null,
};

async function stateBook(): Promise<EpisodeBook> {
  const warehouse = await openDuckDb(join(folder, `state.${ends.length}.duckdb`), { access: "write", threads: 1 });
  ends.push(() => warehouse.close());
  const options = {
    warehouse,
    schema: "tierline",
    target: "prod",
    clock: systemClock,
    random: systemRandom,
    source: { read: <Result>(work: (name: string) => Promise<Result>) => work("models") },
    position: null,
  };
  await openSqlJournal(options);
  return sqlEpisodeBook(warehouse, sqlOf(options));
}

function worldWith(environment: Readonly<Record<string, string>> = {}): Parameters<typeof raiseAlerts>[0] {
  const address = `http://127.0.0.1:${portOf(receiver)}`;
  const known = { ALERT_URL: `${address}/hook?key=hidden`, SLACK_URL: `${address}/services/T0/B0/hidden` };
  return { environment: { ...known, ALERT_SECRET: SECRET, ...environment }, clock: systemClock, random: systemRandom };
}

function raise(
  book: EpisodeBook,
  judged: readonly Judged[],
  alerts: AlertSettings,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  return raiseAlerts(
    worldWith(environment),
    PROJECT,
    alerts,
    [{ book, judged, watched: { syncs: ["tiers"], deliveries: [] } }],
    (sentence) => said.push(sentence),
  );
}

const found = (...findings: readonly Finding[]): Judged => ({
  sync: "tiers",
  kinds: ["run_failed", "guard_stopped"],
  findings,
});
const FAILED: Finding = { sync: "tiers", kind: "run_failed", message: "aud_tier failed & <why> for ann@example.com." };
const STOPPED: Finding = { sync: "tiers", kind: "guard_stopped", message: "60 of 100 rows would leave." };

test("an episode is told once when it begins, and once when it is over, signed so that the receiver can tell", async () => {
  const book = await stateBook();
  const alerts = settings(WEBHOOK);
  // Its file is gone: of all syncs only `tiers` has one.
  await book.begin({ sync: "old", kind: "stale", sinceMs: systemClock.nowMs() - 3 * 3_600_000 });
  // No report is scheduled any more.
  await book.begin({ sync: null, kind: "report_failed", sinceMs: systemClock.nowMs() - 3 * 86_400_000 });
  await raise(book, [found(FAILED)], alerts);
  await raise(book, [found(FAILED)], alerts);
  expect(received).toHaveLength(1);
  await raise(book, [found(FAILED, STOPPED)], alerts);
  await raise(book, [found()], alerts);
  await raise(book, [found()], alerts);
  expect(received).toHaveLength(3);
  const bodies = received.map(({ body, headers }) => new Webhook(SECRET).verify(body, { ...headers }));
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
  expect(received.map(({ body }) => body).join("")).not.toContain("ann@example.com");
  expect(received[0]?.body).toContain("No longer watched, as its schedule is gone: report not published, since ");
  expect(received[0]?.body).toContain("No longer watched, as its file is gone: old out of date, since ");
  expect(received[0]?.body).toContain("aud_tier failed & <why> for ***@***");
  expect(said).toEqual([]);
  expect(() => new Webhook(SECRET).verify(`${received[0]?.body} `, { ...received[0]?.headers })).toThrow();
});

test("of syncs whose files are gone, those that are released have no alert any more", async () => {
  const episodes = await stateBook();
  for (const sync of ["old", "other", "tiers"]) await episodes.begin({ sync, kind: "stale", sinceMs: 0 });
  const bench = {
    project: { ...PROJECT, settings: { alerts: settings(SLACK), report: null } },
    engine: { allSyncs: [{ name: "tiers" }] },
    episodes,
  };
  await endReleased(worldWith(), bench, ["old", "tiers"], (sentence) => said.push(sentence));
  expect((await episodes.open()).map(({ sync }) => sync)).toEqual(["other", "tiers"]);
  expect(received[0]?.body).toContain("over: old out of date");
});

test("a Slack-compatible receiver gets one text with its three characters escaped", async () => {
  await raise(await stateBook(), [found(FAILED)], settings(SLACK));
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([
    {
      text: "*Tierline my-shop/prod: tiers run failed*\ntiers run failed. aud_tier failed &amp; &lt;why&gt; for ***@***.",
    },
  ]);
});

test("what nobody took is said without its address, and told by the next run; one channel that takes it is enough", async () => {
  const book = await stateBook();
  answer = 503;
  await raise(book, [found(FAILED)], settings(SLACK));
  expect(said).toEqual([
    "An alert by slack was not sent: The receiver answered 503. Look at the receiver; the next run tries again.",
  ]);
  expect(await book.open()).toEqual([]);
  answer = 200;
  await raise(book, [found(FAILED)], settings(SLACK, WEBHOOK), { ALERT_URL: "http://127.0.0.1:1/hidden" });
  expect(said[1]).toMatch(/^An alert by webhook was not sent: No connection to http:\/\/127\.0\.0\.1:1 could be made/u);
  expect(said.join("")).not.toContain("hidden");
  expect((await book.open()).map(({ kind }) => kind)).toEqual(["run_failed"]);
});

test("variables that are missing or hold something else are named, never what they hold", async () => {
  const book = await stateBook();
  await raise(book, [found(FAILED)], settings(WEBHOOK, SLACK, SMTP), {
    ALERT_SECRET: "hunter2",
    SLACK_URL: "http://example.com/hidden",
    SMTP_URL: "",
  });
  expect(said.join("\n")).not.toMatch(/hunter2|hidden/u);
  expect(
    said.toSorted().map((sentence) => /(?:ALERT_SECRET|SLACK_URL|SMTP_URL) \S+ \S+ \S+/u.exec(sentence)?.[0]),
  ).toEqual([
    // By slack, smtp, webhook.
    "SLACK_URL holds no https://",
    "SMTP_URL is not set.",
    "ALERT_SECRET holds no key",
  ]);
});

test("a mail goes to everybody by SMTP with a login, and a server that refuses it is said by code alone", async () => {
  const mails: { readonly user: string; readonly to: readonly string[]; readonly text: string }[] = [];
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username = "", password }, _session, done) => {
      if (password === "right") done(null, { user: username });
      else done(new Error("ann@example.com may not log in"));
    },
    onData: (stream, { envelope, user }, done) => {
      let text = "";
      stream.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      stream.on("end", () => {
        mails.push({ user: String(user), to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  const url = (password: string): string => `smtp://bot:${password}@127.0.0.1:${portOf(server.server)}`;
  const book = await stateBook();
  await raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL: url("wrong") });
  expect(said).toEqual([
    expect.stringContaining("An alert by smtp was not sent: The mail server did not take the mail (EAUTH)."),
  ]);
  await raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL: url("right") });
  expect(mails).toMatchObject([{ user: "bot", to: ["data@example.com", "ops@example.com"] }]);
  expect(mails[0]?.text).toContain("Subject: Tierline my-shop/prod: tiers run failed");
  expect(mails[0]?.text).toContain("tiers run failed. aud_tier failed & <why> for ***@***.");
  expect(mails[0]?.text).not.toContain("ann@example.com");
});

test.each([
  ["STARTTLS", "smtp"],
  ["TLS from the first byte", "smtps"],
])(
  "%s with a certificate that nobody vouches for is refused, and taken where the settings name who does",
  async (_how, scheme) => {
    const subject = [
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=IP:127.0.0.1",
    ];
    const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "ca.pem"), "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...subject, ...files], { stdio: "pipe" });
    const isSecure: boolean[] = [];
    const server = new SMTPServer({
      secure: scheme === "smtps",
      key: await readFile(join(folder, "key.pem")),
      cert: await readFile(join(folder, "ca.pem")),
      authOptional: true,
      onData: (stream, { secure }, done) => {
        isSecure.push(secure);
        stream.resume().on("end", () => done());
      },
    });
    server.on("error", () => undefined);
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    ends.push(() => new Promise((resolve) => server.close(() => resolve())));
    const SMTP_URL = `${scheme}://127.0.0.1:${portOf(server.server)}`;
    const book = await stateBook();
    await raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL });
    expect(said).toEqual([expect.stringMatching(/^An alert by smtp was not sent: .*ca: names who vouches for it/u)]);
    expect(isSecure).toEqual([]);
    await raise(book, [found(FAILED)], settings({ ...SMTP, caFile: join(folder, "ca.pem") }), { SMTP_URL });
    expect(isSecure).toEqual([true]);
    for (const name of ["key.pem", "."]) {
      await raise(book, [found()], settings({ ...SMTP, caFile: join(folder, name) }), { SMTP_URL });
      expect(said.at(-1)).toContain("that ca: names holds no certificate in PEM.");
    }
  },
);

test("a mail whose answer is lost is told apart from one that is refused", async () => {
  const sockets: Socket[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream) => void stream.resume().on("end", () => sockets.at(-1)?.destroy()),
  });
  server.server.on("connection", (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const SMTP_URL = `smtp://127.0.0.1:${portOf(server.server)}`;
  const book = await stateBook();
  await raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL });
  expect(said.at(-1)).toContain("The mail server did not say whether it took the mail");
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL });
  expect(said.at(-1)).toContain("The mail server did not take the mail");
});

test("what keeps a run from beginning is noted in a file of this machine, one per project and target", async () => {
  const environment = { XDG_STATE_HOME: folder };
  const local = (target: string): EpisodeBook =>
    localEpisodeBook({ environment, random: systemRandom, folder: "/srv/my-shop", target });
  const whole: Judged = {
    sync: null,
    kinds: ["run_failed"],
    findings: [{ sync: null, kind: "run_failed", message: "No run could begin: the server did not answer." }],
  };
  await raise(local("prod"), [whole], settings(SLACK));
  await raise(local("prod"), [whole], settings(SLACK));
  await raise(local("dev"), [{ ...whole, findings: [] }], settings(SLACK));
  expect(received).toHaveLength(1);
  const [name = ""] = await readdir(join(folder, "tierline"));
  expect(JSON.parse(await readFile(join(folder, "tierline", name), "utf8"))).toMatchObject({ schema_version: 1 });
  await raise(local("prod"), [{ ...whole, findings: [] }], settings(SLACK));
  expect(received[1]?.body).toContain("over: all syncs run failed");
  expect(await readdir(join(folder, "tierline"))).toEqual([]);
  await writeFile(join(folder, "tierline", name), '{"schema_ver');
  expect(await local("prod").open()).toEqual([]);
});
