/** A BigQuery emulator: in memory, on a port of its own, gone with the process that started it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { BigQuery } from "@google-cloud/bigquery";
import { OAuth2Client } from "google-auth-library";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const ENVIRONMENT = join(REPOSITORY, ".venv-bigquery-emulator");
const PROJECT = "demo";

export interface BigQueryEmulator {
  /** As `http://127.0.0.1:9050`. */
  readonly endpoint: string;
  readonly project: string;
  readonly client: BigQuery;
  readonly stop: () => Promise<void>;
}

/** The shell ends the emulator when its input ends, which it does whenever this process ends, however it ends. */
const KEEPER = '"$@" & emulator=$!; cat > /dev/null; kill -TERM "$emulator"; wait "$emulator"';

/** Takes some seconds. Datasets are to be made by who uses it. */
export async function startBigQueryEmulator(): Promise<BigQueryEmulator> {
  const python = join(ENVIRONMENT, "bin", "python");
  if (!existsSync(python)) throw new Error("The emulator is not installed. Run: node setup/prepare.js --tests");
  // Where it keeps DuckDB's extensions, instead of the user's own home.
  const home = join(ENVIRONMENT, "home");
  mkdirSync(home, { recursive: true });
  const settings = { "rest-port": "0", "grpc-port": "0", project: PROJECT, "log-level": "info", "log-format": "json" };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(
    "/bin/sh",
    ["-c", KEEPER, "keeper", python, join(import.meta.dirname, "start-bigquery-emulator.py"), "start", ...words],
    // A session of its own: Ctrl-C ends the tests, and their end ends the emulator.
    { env: { ...process.env, HOME: home }, stdio: ["pipe", "pipe", "pipe"], detached: true },
  );
  const endpoint = `http://127.0.0.1:${await listeningPort(child)}`;
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "fake" });
  return {
    endpoint,
    project: PROJECT,
    client: new BigQuery({ projectId: PROJECT, apiEndpoint: endpoint, authClient }),
    stop: async () => {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** Reads what it says until it listens; from then on nobody reads, and a full pipe must not stop it. */
function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolvePort, reject) => {
    let words = "";
    const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
    for (const stream of streams)
      stream.on("data", (chunk) => {
        words += String(chunk);
        const port = /"port": (\d+), "event": "rest\.listen"/u.exec(words)?.[1];
        if (port === undefined) return;
        for (const heard of streams) heard.removeAllListeners("data").resume();
        resolvePort(port);
      });
    child.once("exit", () => reject(new Error(`The BigQuery emulator did not start:\n${words}`)));
  });
}
