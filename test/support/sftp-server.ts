/** A real SSH server on loopback whose SFTP serves one folder, as OpenSSH's does: with posix-rename and fsync. */
import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
  type Stats,
} from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import type { Connection, SFTPWrapper } from "ssh2";

const { Server, utils } = ssh2;
const { flagsToString, STATUS_CODE } = utils.sftp;

export const SFTP_USER = "export";
export const SFTP_PASSWORD = "a password";

export interface SftpServer {
  readonly port: number;
  /** What it serves as `/`. */
  readonly root: string;
  /** Of its host key, as OpenSSH writes it. */
  readonly fingerprint: string;
  /** A private key that it accepts. */
  readonly userKey: string;
  /** From now on, whether new connections are told of posix-rename. */
  canRename: boolean;
  /** From now on, what writes are answered; null: they are carried out. */
  writeStatus: number | null;
  /** Breaks every connection now. */
  breakConnections(): void;
  close(): Promise<void>;
}

export async function startSftp(): Promise<SftpServer> {
  const root = mkdtempSync(join(tmpdir(), "tierline-sftp-"));
  const hostKey = utils.generateKeyPairSync("ed25519");
  const userKey = utils.generateKeyPairSync("ed25519");
  const accepted = keyOf(userKey.public).getPublicSSH();
  const connections = new Set<Connection>();
  const served = { root, canRename: true, writeStatus: null as number | null };
  const server = new Server({ hostKeys: [hostKey.private] }, (client) => {
    connections.add(client);
    // The library's types know it of clients alone.
    const answerAtOnce: () => unknown = Reflect.get(client, "setNoDelay").bind(client);
    answerAtOnce();
    client.on("error", () => undefined);
    client.on("close", () => connections.delete(client));
    client.on("authentication", (context) => {
      const isUser = context.username === SFTP_USER;
      const isPassword = context.method === "password" && context.password === SFTP_PASSWORD;
      const isKey = context.method === "publickey" && context.key.data.equals(accepted);
      if (isUser && (isPassword || isKey)) context.accept();
      else context.reject(["password", "publickey"]);
    });
    client.on("session", (acceptSession) => {
      acceptSession().on("sftp", (acceptSftp) => {
        const sftp = acceptSftp();
        if (served.canRename) nameExtensions(sftp);
        serve(sftp, served);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: unknown = server.address();
  const port = typeof address === "object" && address !== null && "port" in address ? Number(address.port) : 0;
  const digest = createHash("sha256").update(keyOf(hostKey.public).getPublicSSH()).digest("base64");
  return Object.assign(served, {
    port,
    fingerprint: `SHA256:${digest.replace(/=+$/u, "")}`,
    userKey: userKey.private,
    breakConnections: () => {
      for (const client of connections) client.end();
    },
    close: async () => {
      for (const client of connections) client.end();
      server.close();
      await once(server, "close");
      rmSync(root, { recursive: true, force: true });
    },
  });
}

function keyOf(text: string): ReturnType<typeof utils.parseKey> & { getPublicSSH(): Buffer } {
  const key = utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

/** The library's server answers the version without any extension, though it carries out what it is given: this names two. */
function nameExtensions(sftp: SFTPWrapper): void {
  const protocol: { channelData(id: number, data: Buffer): void } = Reflect.get(sftp, "_protocol");
  const send = protocol.channelData.bind(protocol);
  const plain = Buffer.from([0, 0, 0, 5, 2, 0, 0, 0, 3]);
  const names = ["posix-rename@openssh.com", "1", "fsync@openssh.com", "1"].map(asString);
  const version = Buffer.concat([plain.subarray(4), ...names]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(version.length);
  protocol.channelData = (id, data) => send(id, data.equals(plain) ? Buffer.concat([size, version]) : data);
}

function asString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

interface Served {
  readonly root: string;
  readonly writeStatus: number | null;
}

function serve(sftp: SFTPWrapper, served: Served): void {
  const at = (path: string): string => join(served.root, join("/", path));
  /** Carries out, or says why not. */
  const answer = (id: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      sftp.status(id, statusFor(error));
    }
  };
  const done = (id: number): void => sftp.status(id, STATUS_CODE.OK);
  for (const event of ["STAT", "LSTAT"] as const)
    sftp.on(event, (id: number, path: string) => answer(id, () => sftp.attrs(id, attributes(statSync(at(path))))));
  sftp.on("FSTAT", (id, handle) => answer(id, () => sftp.attrs(id, attributes(fstatSync(fdOf(handle))))));
  for (const event of ["SETSTAT", "FSETSTAT"] as const) sftp.on(event, (id: number) => done(id));
  sftp.on("OPEN", (id, path, flags) =>
    answer(id, () => {
      const handle = Buffer.alloc(4);
      handle.writeUInt32BE(openSync(at(path), flagsToString(flags) ?? "r"));
      sftp.handle(id, handle);
    }),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    answer(id, () => {
      const buffer = Buffer.alloc(length);
      const bytes = readSync(fdOf(handle), buffer, 0, length, offset);
      if (bytes === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytes));
    }),
  );
  sftp.on("WRITE", (id, handle, offset, data) =>
    answer(id, () => {
      if (served.writeStatus !== null) return sftp.status(id, served.writeStatus);
      writeSync(fdOf(handle), data, 0, data.length, offset);
      done(id);
    }),
  );
  sftp.on("CLOSE", (id, handle) => answer(id, () => (closeSync(fdOf(handle)), done(id))));
  sftp.on("REMOVE", (id, path) => answer(id, () => (unlinkSync(at(path)), done(id))));
  sftp.on("MKDIR", (id, path) => answer(id, () => (mkdirSync(at(path)), done(id))));
  sftp.on("EXTENDED", (id, name, data) =>
    answer(id, () => {
      const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = stringsOf(data);
      if (name === "posix-rename@openssh.com") renameSync(at(first.toString()), at(second.toString()));
      else if (name === "fsync@openssh.com") fsyncSync(fdOf(first));
      else return sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
      done(id);
    }),
  );
}

function fdOf(handle: Buffer): number {
  return handle.readUInt32BE(0);
}

function attributes({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats) {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function stringsOf(data: Buffer): readonly Buffer[] {
  const strings: Buffer[] = [];
  for (let at = 0; at < data.length;) {
    const size = data.readUInt32BE(at);
    strings.push(data.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return strings;
}

function statusFor(error: unknown): number {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return STATUS_CODE.NO_SUCH_FILE;
  if (code === "EACCES" || code === "EPERM") return STATUS_CODE.PERMISSION_DENIED;
  return STATUS_CODE.FAILURE;
}
