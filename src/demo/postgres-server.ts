/** A PostgreSQL server of a tour or of a test run: made anew in a temporary folder, gone with the process that started it. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { postgresPrograms } from "./postgres-programs.ts";

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** An administrator. */
  readonly user: string;
  readonly password: string;
}

const run = promisify(execFile);

export interface RunningServer extends PostgresServer {
  /** As a machine that loses its power does, but for what the system has already been given to write. */
  readonly crash: () => Promise<void>;
  /** As an administrator does who restarts it: sessions are told and ended, all is written. */
  readonly shutDown: () => Promise<void>;
  /** Starts it again after either, on the same port and data. */
  readonly revive: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * The shell ends the server when its input ends, which it does whenever this process ends, however it ends; then it
 * removes the folder. A line of input starts a server that ended again.
 */
const KEEPER =
  '"$@" & server=$!; while read -r again; do "$@" & server=$!; done; kill -INT "$server"; wait "$server"; rm -rf "$FOLDER" 2> /dev/null';

export async function startPostgres(): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), "tierline-postgres-"));
  try {
    return await startIn(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string): Promise<RunningServer> {
  const owner = unprivileged();
  const programs = postgresPrograms(folder);
  const password = randomBytes(12).toString("hex");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password);
  if (owner !== undefined) await run("chown", ["-R", `${owner.uid}:${owner.gid}`, folder]);
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  await run(
    join(programs, "initdb"),
    [
      "--pgdata",
      data,
      "--username",
      "admin",
      "--pwfile",
      passwordFile,
      "--auth",
      "scram-sha-256",
      "--encoding",
      "UTF8",
      "--locale",
      "C",
      "--lc-ctype",
      "C.UTF-8",
      "--no-sync",
      "--no-instructions",
    ],
    { cwd: folder, ...owner },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    port: String(port),
    // Nothing of it outlives the run.
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "300",
    lc_messages: "C",
  };
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      KEEPER,
      "keeper",
      join(programs, "postgres"),
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // A session of its own: Ctrl-C ends the tests, and their end ends the server.
    {
      cwd: folder,
      env: { ...process.env, FOLDER: folder },
      stdio: ["pipe", "ignore", "pipe"],
      detached: true,
      ...owner,
    },
  );
  await logged(child, READY);
  const end = async (signal: "SIGQUIT" | "SIGINT"): Promise<void> => {
    const ended = logged(child, "database system is shut down");
    process.kill(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]), signal);
    await ended;
  };
  const revive = async (): Promise<void> => {
    const ready = logged(child, READY);
    child.stdin?.write("again\n");
    await ready;
  };
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    if (child.exitCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    host: "127.0.0.1",
    port,
    user: "admin",
    password,
    crash: () => end("SIGQUIT"),
    shutDown: () => end("SIGINT"),
    revive,
    stop,
  };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  const line = users.find((user) => user.startsWith("postgres:")) ?? users.find((user) => user.startsWith("nobody:"));
  const [, , uid, gid] = (line ?? "nobody:x:65534:65534").split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("There is no free port.");
}

const READY = "database system is ready to accept connections";
/** But for what is said to clients who come while it starts or ends. */
const FATAL = /FATAL(?!: +(?:the database system is|terminating connection))/u;

/** Resolves when the server's log holds these words. */
function logged({ stderr }: ChildProcess, words: string): Promise<void> {
  return new Promise((found, fail) => {
    let log = "";
    const read = (chunk: Buffer): void => {
      log = `${log}${chunk.toString()}`.slice(-10_000);
      const isFound = log.includes(words);
      if (!isFound && !FATAL.test(log)) return;
      // Read on to the end: a full pipe would stop the server.
      stderr?.off("data", read).resume();
      if (isFound) found();
      else fail(new Error(`PostgreSQL did not start:\n${log}`));
    };
    stderr?.on("data", read);
  });
}
