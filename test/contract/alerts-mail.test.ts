/** Alerts as mails, to real servers on this machine. */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { alertsUnderTest, FAILED, found, portOf, settings, SMTP, type AlertsUnderTest } from "./alerts-under-test.ts";

let desk: AlertsUnderTest;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  desk = await alertsUnderTest();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await desk.close();
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
  const book = await desk.book();
  await desk.raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL: url("wrong") });
  expect(desk.said).toEqual([
    expect.stringContaining("An alert by smtp was not sent: The mail server did not take the mail (EAUTH)."),
  ]);
  await desk.raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL: url("right") });
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
    const files = ["-keyout", join(desk.folder, "key.pem"), "-out", join(desk.folder, "ca.pem"), "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...subject, ...files], { stdio: "pipe" });
    const isSecure: boolean[] = [];
    const server = new SMTPServer({
      secure: scheme === "smtps",
      key: await readFile(join(desk.folder, "key.pem")),
      cert: await readFile(join(desk.folder, "ca.pem")),
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
    const book = await desk.book();
    await desk.raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL });
    expect(desk.said).toEqual([
      expect.stringMatching(/^An alert by smtp was not sent: .*ca: names who vouches for it/u),
    ]);
    expect(isSecure).toEqual([]);
    await desk.raise(book, [found(FAILED)], settings({ ...SMTP, caFile: join(desk.folder, "ca.pem") }), { SMTP_URL });
    expect(isSecure).toEqual([true]);
    for (const name of ["key.pem", "."]) {
      await desk.raise(book, [found()], settings({ ...SMTP, caFile: join(desk.folder, name) }), { SMTP_URL });
      expect(desk.said.at(-1)).toContain("that ca: names holds no certificate in PEM.");
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
  const book = await desk.book();
  await desk.raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL });
  expect(desk.said.at(-1)).toContain("The mail server did not say whether it took the mail");
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await desk.raise(book, [found(FAILED)], settings(SMTP), { SMTP_URL });
  expect(desk.said.at(-1)).toContain("The mail server did not take the mail");
});
