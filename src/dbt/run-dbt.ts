/** One dbt process: started, listened to, and never left behind. */
import { execa } from "execa";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import { parseLogLine, type DbtLogLine } from "./log-line.ts";

export interface DbtProcess {
  readonly program: string;
  readonly words: readonly string[];
  /** dbt's working directory: relative paths of profiles begin here. */
  readonly folder: string;
  readonly environment: Environment;
  /** In octal, for the files that dbt makes: a warehouse holds addresses. Null: this process's own. */
  readonly umask: string | null;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Aborted: dbt gets SIGINT and has a while to end by itself. */
  readonly signal: AbortSignal;
  /** Called for each event; a returned `stop` ends dbt as an abort does. */
  readonly onEvent: (event: DbtLogLine) => "stop" | undefined;
}

export interface DbtOutcome {
  /** Undefined when it was killed or never started. */
  readonly exitCode: number | undefined;
  /** Undefined when dbt died before it said anything. */
  readonly invocationId: string | undefined;
  readonly ended: "by_itself" | "timed_out" | "interrupted" | "stopped";
  /** What it said that was no event: warnings, tracebacks. The last lines. */
  readonly otherLines: readonly string[];
  /** Messages of its events of level error. */
  readonly errors: readonly string[];
}

const GRACE_MS = 10_000;
const LINES_MAX = 40;

/**
 * A shell becomes dbt after it has left a watcher in dbt's process group. The watcher reads a pipe that only we hold open:
 * when we die, in whatever way, the pipe ends and the watcher kills the group. Otherwise a killed run would leave a dbt
 * that goes on for minutes and holds the warehouse.
 */
const WATCHED =
  '[ -z "$1" ] || umask "$1"; shift; exec 3<&0; (cat <&3; kill -KILL -$$) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-';

/**
 * dbt leads a process group of its own, so that whatever it started ends with it: SIGINT to the group, then SIGKILL after
 * 10 s.
 */
export async function runDbt(request: DbtProcess): Promise<DbtOutcome> {
  const { clock, signal } = request;
  const subprocess = execa("/bin/sh", ["-c", WATCHED, "sh", request.umask ?? "", request.program, ...request.words], {
    cwd: request.folder,
    env: { ...request.environment },
    extendEnv: false,
    reject: false,
    stdin: "pipe",
    buffer: false,
    detached: true,
  });
  const killGroup = (name: NodeJS.Signals): void => {
    if (subprocess.pid !== undefined) sendToGroup(subprocess.pid, name);
  };

  let ended: DbtOutcome["ended"] = "by_itself";
  const finished = new AbortController();
  const stop = (why: DbtOutcome["ended"]): void => {
    if (ended !== "by_itself" || finished.signal.aborted) return;
    ended = why;
    killGroup("SIGINT");
    void after(clock, GRACE_MS, finished.signal, () => killGroup("SIGKILL"));
  };
  const interrupt = (): void => stop("interrupted");
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  void after(clock, request.timeoutMs, finished.signal, () => stop("timed_out"));

  const heard = newHeard();
  const listen = async (stream: "stdout" | "stderr"): Promise<void> => {
    for await (const line of subprocess.iterable({ from: stream }))
      if (hear(heard, line, request.onEvent) === "stop") stop("stopped");
  };
  try {
    await Promise.allSettled([listen("stdout"), listen("stderr")]);
    const { exitCode } = await subprocess;
    return { exitCode, ended, ...heard };
  } finally {
    finished.abort();
    signal.removeEventListener("abort", interrupt);
    killGroup("SIGKILL"); // The watcher, and what dbt itself left behind.
  }
}

interface Heard {
  invocationId: string | undefined;
  readonly otherLines: string[];
  readonly errors: string[];
}

function newHeard(): Heard {
  return { invocationId: undefined, otherLines: [], errors: [] };
}

function hear(heard: Heard, line: string, onEvent: DbtProcess["onEvent"]): "stop" | undefined {
  const event = parseLogLine(line);
  if (event === undefined) {
    heard.otherLines.push(line);
    if (heard.otherLines.length > LINES_MAX) heard.otherLines.shift();
    return undefined;
  }
  heard.invocationId ??= event.info.invocation_id;
  if (event.info.level === "error" && heard.errors.length < LINES_MAX)
    heard.errors.push(event.data.exc ?? event.info.msg);
  return onEvent(event);
}

/** A group that has ended already is as it should be. */
function sendToGroup(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(-processId, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function after(clock: Clock, ms: number, signal: AbortSignal, action: () => void): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch {
    return; // Ended before.
  }
  action();
}
