/** The process around a command: arguments in, text or one JSON document out, an exit code, signals. */
import process from "node:process";
import { systemClock } from "../platform/clock.ts";
import { systemRandom } from "../platform/random.ts";
import { EXIT } from "../engine/exit-code.ts";
import { runCommandLine } from "./run-command-line.ts";
import { packageDirectory } from "./package-directory.ts";
import { pagesFrom, startedAs } from "./started-as.ts";
import { readTerminal } from "./terminal.ts";
import { makeProgress } from "./progress.ts";

/** A terminal's Ctrl-C reaches us and every launcher above us, who pass it on: within this time it is one and the same. */
const SAME_SIGNAL_MS = 1_000;

/** Runs the command line and ends the process. */
export async function main(commandLine: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // The reader went away, as in `tierline status | head -1`.
      if (error.code === "EPIPE" && stream === process.stdout) process.exit(process.exitCode);
      // Nobody hears of progress any more, or the terminal is closed: what is under way ends as well as it can all the same.
      if (error.code === "EPIPE" || (error.code === "EIO" && stream.isTTY)) return;
      throw error;
    });
  const terminal = readTerminal(
    process.env,
    {
      isOutTerminal: process.stdout.isTTY,
      isErrTerminal: process.stderr.isTTY,
      columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    },
    commandLine.includes("--ascii"),
  );
  const { env: environment, platform } = process;
  const directory = process.cwd();
  const exitCode = await runCommandLine(commandLine, {
    directory,
    command: startedAs({ path: process.argv[1] ?? "", directory, environment, platform }),
    pages: pagesFrom(directory, packageDirectory()),
    environment,
    terminal,
    progress: makeProgress({
      write: (text) => void process.stderr.write(text),
      clock: systemClock,
      canvas: terminal.canvas,
      isLive: terminal.isLive,
    }),
    clock: systemClock,
    aheadMs: () => 0,
    random: systemRandom,
    signal: stopSignal(),
    write: (text) => new Promise((resolve) => void process.stdout.write(text, () => resolve())),
    out: (line) => void process.stdout.write(`${line}\n`),
    err,
  });
  process.exit(exitCode);
}

function err(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * SIGINT, SIGTERM and SIGHUP ask for a clean stop; the same SIGINT or SIGTERM again ends the process at once. A closed
 * terminal sends SIGHUP, as often as there are shells and launchers on the way, and none of them means "at once".
 */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const firstAtMs = new Map<string, number>();
  const stop = (name: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      err("Stopping cleanly; interrupt once more to stop at once.");
      controller.abort();
    }
    const sinceMs = systemClock.nowMs() - (firstAtMs.get(name) ?? systemClock.nowMs());
    if (name !== "SIGHUP" && sinceMs > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
    if (!firstAtMs.has(name)) firstAtMs.set(name, systemClock.nowMs());
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
  return controller.signal;
}
