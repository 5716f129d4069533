/** A scheduler's loop by a clock that a test moves: real files, a real state, a real receiver of messages. */
import { createServer } from "node:http";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { silentProgress } from "../../src/cli/progress.ts";
import { readTerminal } from "../../src/cli/terminal.ts";
import type { World } from "../../src/cli/world.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { manualClock, NOON_MS } from "../support/manual-clock.ts";

export interface Kept {
  readonly code: number;
  /** `12:15 event: msg` of each line that is no `waiting`. */
  readonly log: readonly string[];
  /** All lines, as they were written. */
  readonly lines: readonly string[];
}

export interface Keeping {
  /** Default: noon. */
  readonly fromMs?: number;
  /** Default: `schedule`. */
  readonly command?: string;
  readonly words?: readonly string[];
  /** Called with each new minute of the clock. */
  readonly at?: (nowMs: number, set: (ms: number) => void) => Promise<void>;
}

export interface LoopUnderTest {
  readonly folder: string;
  /** Bodies of what came to `/`, whose address is in the variable SLACK_URL. */
  readonly alerts: readonly string[];
  /** Of what came to `/digest`: DIGEST_URL. */
  readonly digests: readonly string[];
  /** How the next digests are answered, once `before` has happened; null: by breaking the connection. */
  answerDigests(status: number | null, before?: () => Promise<void>): void;
  write(name: string, text: string): Promise<void>;
  keep(untilMs: number, keeping?: Keeping): Promise<Kept>;
  close(): Promise<void>;
}

/** Its alerts go to the receiver. */
export async function loopUnderTest(): Promise<LoopUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "tierline-loop-"));
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  await mkdir(join(folder, "syncs"));
  await write("dbt_project.yml", "name: shop\nprofile: shop\n");
  await write("profiles.yml", "shop: {target: dev, outputs: {dev: {type: duckdb, path: warehouse.duckdb}}}\n");
  await write("tierline.yml", ALERTS);
  const alerts: string[] = [];
  const digests: string[] = [];
  let answer: { readonly status: number | null; readonly before: () => Promise<void> } = {
    status: 200,
    before: async () => undefined,
  };
  const receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      if (request.url !== "/digest") {
        alerts.push(body);
        response.end("ok");
        return;
      }
      digests.push(body);
      const { status, before } = answer;
      void before().then(() => (status === null ? request.socket.destroy() : response.writeHead(status).end()));
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const url = `http://127.0.0.1:${address === null || typeof address === "string" ? 0 : address.port}/`;
  const environment = {
    SLACK_URL: url,
    DIGEST_URL: `${url}digest`,
    XDG_STATE_HOME: join(folder, "home"),
    HOME: folder,
  };
  return {
    folder,
    alerts,
    digests,
    answerDigests: (status, before = async () => undefined) => {
      answer = { status, before };
    },
    write,
    keep: (untilMs, keeping = {}) => keep({ folder, environment, untilMs }, keeping),
    close: async () => {
      receiver.closeAllConnections();
      await new Promise<void>((resolve) => receiver.close(() => resolve()));
      await rm(folder, { recursive: true });
    },
  };
}

export const ALERTS = `alerts: {channels: [{kind: slack, url: "{{ env_var('SLACK_URL') }}"}]}\n`;

interface Where {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly untilMs: number;
}

async function keep(
  { folder, environment, untilMs }: Where,
  { fromMs = NOON_MS, command = "schedule", words = [], at = async () => undefined }: Keeping,
): Promise<Kept> {
  const clock = manualClock(fromMs);
  const stop = new AbortController();
  const lines: string[] = [];
  const world: World = {
    directory: folder,
    command: "tierline",
    pages: "node_modules/tierline/docs",
    environment,
    terminal: readTerminal({}, { isOutTerminal: false, isErrTerminal: false, columns: undefined }, true),
    progress: silentProgress,
    clock: {
      nowMs: () => clock.nowMs(),
      sleep: async (ms, signal) => {
        // Other commands sleep in order to give up.
        if (command !== "schedule") return systemClock.sleep(ms, signal);
        await clock.sleep(ms);
        await at(clock.nowMs(), (wantedMs) => clock.advance(wantedMs - clock.nowMs()));
        if (clock.nowMs() >= untilMs) stop.abort();
      },
    },
    aheadMs: () => 0,
    random: systemRandom,
    signal: stop.signal,
    out: (line) => lines.push(line),
    write: async (text) => void lines.push(text),
    err: (line) => lines.push(line),
  };
  const code = await runCommandLine([command, ...words], world);
  const log = lines.flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const { time, event, msg }: { time: string; event: string; msg: string } = JSON.parse(line);
    return event === "waiting" ? [] : [`${time.slice(11, 16)} ${event}: ${msg}`];
  });
  return { code, log, lines };
}
