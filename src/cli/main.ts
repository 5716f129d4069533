/** The process around a command: arguments in, text or one JSON document out, an exit code, signals. */
import process from "node:process";
import { systemClock } from "../platform/clock.ts";
import { systemRandom } from "../platform/random.ts";
import { EXIT } from "../engine/exit-code.ts";
import { runCommandLine } from "./run-command-line.ts";
import { readTerminal } from "./terminal.ts";
import { makeProgress } from "./progress.ts";

/** A terminal's Ctrl-C reaches us and every launcher above us, who pass it on: within this time it is one and the same. */
const SAME_SIGNAL_MS = 1_000;

/** Runs the command line and ends the process. */
export async function main(commandLine: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // The reader went away, as in `tierline status | head -1`.
      if (error.code === "EPIPE") process.exit(process.exitCode);
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
  const exitCode = await runCommandLine(commandLine, {
    directory: process.cwd(),
    environment: process.env,
    terminal,
    progress: makeProgress({
      write: (text) => void process.stderr.write(text),
      clock: systemClock,
      canvas: terminal.canvas,
      isLive: terminal.isLive,
    }),
    clock: systemClock,
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

/** The first SIGINT or SIGTERM asks for a clean stop, a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  const stop = (): void => {
    const nowMs = systemClock.nowMs();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      err("Stopping cleanly; interrupt once more to stop at once.");
      controller.abort();
    } else if (nowMs - firstAtMs > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
