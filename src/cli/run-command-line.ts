/** From arguments to an exit code: finds the command, runs it, prints what it gives back. */
import { ConfigError, TierlineError } from "../domain/errors.ts";
import { originOf, plainError } from "../engine/error-report.ts";
import { asTierlineError, EXIT, exitCodeOf } from "../engine/exit-code.ts";
import type { CommandResult } from "./command-result.ts";
import { describeError, drawError } from "./describe-error.ts";
import { jsonDocument } from "./json-document.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { say } from "./say.ts";
import { errorAsStarted, startedFor } from "./started-as.ts";
import type { World } from "./world.ts";

/** Prints and resolves; rejects never. */
export async function runCommandLine(commandLine: readonly string[], outside: World): Promise<number> {
  let world = outside;
  const isJson = commandLine.includes("--json");
  let command = "tierline";
  try {
    const parsed = await parseCommandLine(commandLine, world.command);
    if (parsed.is === "help") {
      world.out(parsed.text.trimEnd());
      return EXIT.done;
    }
    command = parsed.command;
    if (parsed.is === "wrong") throw new ConfigError("usage", parsed.message, { remedy: parsed.remedy });
    world = { ...outside, command: startedFor(outside, parsed.input, process.platform) };
    const result = await parsed.run(world);
    world.progress.end();
    return print(command, world.signal.aborted ? interrupted(result) : result, isJson, world);
  } catch (error) {
    world.progress.end();
    const isStopped = world.signal.aborted && !(error instanceof TierlineError && error.code !== "interrupted");
    const described = isStopped ? INTERRUPTED : describeError(error);
    if (isDebugged(world)) say(world.err, stackOf(error).split("\n"));
    const exitCode = world.signal.aborted ? EXIT.interrupted : exitCodeOf(asTierlineError(error));
    return print(command, { exitCode, body: {}, lines: [], error: described }, isJson, world);
  }
}

const INTERRUPTED = plainError("interrupted", "Interrupted.", "Nothing is left half done: run the same command again.");

/** Commands that ended before they noticed keep their answer; what was cut short says so. */
function interrupted(result: CommandResult): CommandResult {
  if (result.isEndedBySignal === true) return result;
  return { ...result, exitCode: EXIT.interrupted, error: result.error ?? INTERRUPTED };
}

function print(command: string, result: CommandResult, isJson: boolean, world: World): number {
  const error = result.error === null ? null : errorAsStarted(result.error, world);
  if (isJson) world.out(jsonDocument(command, result.exitCode, result.body, error));
  else say(world.out, result.lines);
  if (result.error !== null && error !== null) {
    const origin = originOf(result.error);
    if (origin !== undefined && isDebugged(world)) say(world.err, stackOf(origin).split("\n"));
    if (!isJson && result.lines.length > 0) world.err("");
    say(world.err, drawError(error, world.terminal.canvas, result.notes));
  }
  return result.exitCode;
}

function isDebugged(world: World): boolean {
  return (world.environment["TIERLINE_DEBUG"] ?? "") !== "";
}

/** For people who look for a bug: may hold values of their data, which is why it is never shown unasked. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
