/** Where files lie: a folder, an S3-compatible server and an SFTP server over loopback, each held to the same promises. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishReport } from "../../src/cli/report/publish-report.ts";
import { openStore, type StoreOptions } from "../../src/destination/files/open-store.ts";
import type { FileStore } from "../../src/destination/files/store.ts";
import { NOON_MS } from "../support/manual-clock.ts";
import { startS3, S3_KEY, type S3Server } from "../support/s3-server.ts";
import { SFTP_PASSWORD, SFTP_USER, startSftp, type SftpServer } from "../support/sftp-server.ts";
import { CONTACTS_UNTAKEN, row, send, setUpFiles, TAKEN } from "./files-setup.ts";

let s3: S3Server;
let sftp: SftpServer;
let directory: string;

beforeAll(async () => {
  s3 = await startS3("exports");
  sftp = await startSftp();
  mkdirSync(join(sftp.root, "in"));
  directory = mkdtempSync(join(tmpdir(), "tierline-test-stores-"));
});

afterAll(async () => {
  await s3.close();
  await sftp.close();
  rmSync(directory, { recursive: true, force: true });
});

const NAMES = ["local", "s3", "sftp"] as const;

function optionsFor(name: (typeof NAMES)[number]): StoreOptions {
  const none = { folder: directory, secrets: {}, region: "us-east-1", endpoint: null, hostKey: null };
  if (name === "local") return { ...none, address: "./exports" };
  if (name === "s3") {
    const secrets = { access_key_id: S3_KEY.accessKeyId, secret_access_key: S3_KEY.secretAccessKey };
    return { ...none, address: "s3://exports/loyalty", endpoint: s3.endpoint, secrets };
  }
  const address = `sftp://${SFTP_USER}@127.0.0.1:${sftp.port}/in`;
  return { ...none, address, hostKey: sftp.fingerprint, secrets: { password: SFTP_PASSWORD } };
}

async function withStore(options: StoreOptions, work: (store: FileStore) => Promise<void>): Promise<void> {
  const store = openStore(options);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

function written(text: string | Buffer): string {
  const path = join(directory, "on-its-way");
  writeFileSync(path, text);
  return path;
}

describe.each(NAMES)("files at %s", (name) => {
  test("a staged file is seen by nobody until it is committed, and then as a whole", async () => {
    await withStore(optionsFor(name), async (store) => {
      await store.check();
      expect(await store.read("a/b/file.txt")).toBeUndefined();
      expect(await store.fetch("a/b/file.txt", directory)).toBeUndefined();
      const first = await store.stage("a/b/file.txt", written("first"));
      expect(await store.read("a/b/file.txt")).toBeUndefined();
      await first.commit();
      await first.discard();
      const second = await store.stage("a/b/file.txt", written("second"));
      expect(await store.read("a/b/file.txt")).toBe("first");
      await second.discard();
      expect(await store.read("a/b/file.txt")).toBe("first");
      const third = await store.stage("a/b/file.txt", written("third, and longer"));
      await third.commit();
      const fetched = await store.fetch("a/b/file.txt", directory);
      expect(readFileSync(fetched ?? "", "utf8")).toBe("third, and longer");
      await store.remove("a/b/file.txt");
      await store.remove("a/b/file.txt");
      expect(await store.read("a/b/file.txt")).toBeUndefined();
    });
  });

  test("a file larger than one part arrives byte for byte", async () => {
    const bytes = Buffer.alloc(9 * 1024 * 1024, "0123456789abcde");
    await withStore(optionsFor(name), async (store) => {
      const staged = await store.stage("large.bin", written(bytes));
      expect(await store.read("large.bin")).toBeUndefined();
      await staged.commit();
      const fetched = await store.fetch("large.bin", directory);
      expect(readFileSync(fetched ?? "").equals(bytes)).toBe(true);
    });
  });

  test("a report's page is put there, and a browser shows it", async () => {
    const options = optionsFor(name);
    await withStore(options, async (store) => {
      const page = { name: "report", day: "2026-11-22", nowMs: NOON_MS };
      expect(await publishReport(store, "<p>one", page)).toEqual(["history/report-2026-11-22.html", "report.html"]);
      await publishReport(store, "<p>two", { ...page, day: null });
      expect(await store.read("report.html")).toBe("<p>two");
      expect(await store.read("history/report-2026-11-22.html")).toBe("<p>one");
    });
    if (name !== "s3") return;
    const client = new S3Client({
      endpoint: s3.endpoint,
      region: "us-east-1",
      credentials: S3_KEY,
      forcePathStyle: true,
    });
    const head = await client.send(new HeadObjectCommand({ Bucket: "exports", Key: "loyalty/report.html" }));
    expect(head.ContentType).toBe("text/html; charset=utf-8");
    client.destroy();
  });

  test("snapshots and changes go on from run to run", async () => {
    const options = optionsFor(name);
    await withStore(options, async (store) => {
      const first = setUpFiles({ root: directory, store, address: options.address, sync: "whole" });
      await send(first.destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00"), row(2, "Silver", "2.00")]);
    });
    await withStore(options, async (store) => {
      const second = setUpFiles({ root: directory, store, address: options.address, sync: "whole" });
      expect(await send(second.destination, "update", TAKEN, [row(2, "Golden", "3.00")])).toEqual(["accepted"]);
      const text = await store.read("whole/contacts/snapshot.csv");
      expect(text?.replaceAll(/,2026[^\n]*/gu, "")).toBe(
        "member_key,address,tier,balance,at\nm1,m1@example.com,Golden,1.00\nm2,m2@example.com,Golden,3.00\n",
      );
      const changes = setUpFiles({ root: directory, store, content: "changes", sync: "changing" });
      await send(changes.destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
      await send(changes.destination, "update", TAKEN, [row(1, "Silver", "2.00")]);
      expect(await store.read("changing/contacts/0000000002-update.csv")).toContain(
        "update,m1,m1@example.com,Silver,2.00",
      );
      expect(await store.read("changing/contacts/0000000002.manifest.json")).toBe(
        await store.read("changing/contacts/manifest.json"),
      );
    });
  });
});

test("a wrong key of a bucket, and a bucket that is not there, are told apart", async () => {
  const wrong = { ...optionsFor("s3"), secrets: { access_key_id: "S3RVER", secret_access_key: "wrong" } };
  await withStore(wrong, async (store) => {
    await expect(store.read("x")).rejects.toMatchObject({ name: "ConfigError", code: "authentication" });
  });
  await withStore({ ...optionsFor("s3"), address: "s3://elsewhere" }, async (store) => {
    await expect(store.check()).rejects.toMatchObject({ code: "target_missing" });
    await expect(store.read("x")).rejects.toMatchObject({ code: "target_missing" });
  });
  await withStore({ ...optionsFor("s3"), endpoint: "http://127.0.0.1:1" }, async (store) => {
    await expect(store.check()).rejects.toMatchObject({ name: "TransientError", code: "target_unreachable" });
  });
});

test("an SFTP server with another host key is not spoken to", async () => {
  const other = `SHA256:${"A".repeat(43)}`;
  await withStore({ ...optionsFor("sftp"), hostKey: other }, async (store) => {
    const error: unknown = await store.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ConfigError", code: "host_key" });
    expect(String(error)).toContain(sftp.fingerprint);
  });
});

test("a key in base64 opens an SFTP server; a wrong password is told", async () => {
  const key = Buffer.from(sftp.userKey).toString("base64");
  await withStore({ ...optionsFor("sftp"), secrets: { private_key: key } }, async (store) => await store.check());
  await withStore({ ...optionsFor("sftp"), secrets: { password: "wrong" } }, async (store) => {
    await expect(store.check()).rejects.toMatchObject({ name: "ConfigError", code: "authentication" });
  });
});

test.each([
  [{ hostKey: null }, "host_key"],
  [{ secrets: {} }, "password or private_key"],
  [{ secrets: { private_key: "bm8ga2V5" } }, "base64"],
])("an SFTP address without all it needs is refused before anything is reached", (given, word) => {
  expect(() => openStore({ ...optionsFor("sftp"), ...given })).toThrow(word);
});

test("a server that cannot replace a file as a whole is refused, and nothing half is left", async () => {
  sftp.canRename = false;
  await withStore(optionsFor("sftp"), async (store) => {
    const staged = await store.stage("half/file.txt", written("x"));
    await expect(staged.commit()).rejects.toMatchObject({ name: "ConfigError", code: "sftp_rename" });
    await staged.discard();
  });
  sftp.canRename = true;
  expect(readdirSync(join(sftp.root, "in/half"))).toEqual([]);
});

test("an SFTP server that is full says so, and nothing half is left", async () => {
  // What OpenSSH answers when its disk is full: failure, and no more.
  sftp.writeStatus = 4;
  await withStore(optionsFor("sftp"), async (store) => {
    await expect(store.stage("full/file.txt", written("x"))).rejects.toMatchObject({ code: "target_failed" });
  });
  sftp.writeStatus = null;
  expect(readdirSync(join(sftp.root, "in/full"))).toEqual([]);
});

test("a connection that broke is made anew", async () => {
  await withStore(optionsFor("sftp"), async (store) => {
    await store.check();
    sftp.breakConnections();
    const again = async (): Promise<void> => await store.check();
    await again().catch(again);
  });
});
