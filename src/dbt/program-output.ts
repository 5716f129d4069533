/** Asks a small program a question: short answers only, never shown as they are. */
import { execa } from "execa";
import type { Environment } from "../platform/environment.ts";

export interface ProgramAnswer {
  /** False when it is not there, cannot be started, or took too long. */
  readonly isGood: boolean;
  /** This user may not start it, or what its first line names. */
  readonly isDenied: boolean;
  readonly stdout: string;
}

export async function askProgram(
  program: string,
  words: readonly string[],
  { environment, timeoutMs }: { readonly environment: Environment; readonly timeoutMs: number },
): Promise<ProgramAnswer> {
  const result = await execa(program, words, {
    env: { ...environment },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
    timeout: timeoutMs,
    maxBuffer: 100_000,
  });
  return { isGood: result.exitCode === 0 && !result.failed, isDenied: result.code === "EACCES", stdout: result.stdout };
}
