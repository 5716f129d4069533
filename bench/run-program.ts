/** A program in a process of its own, waited for. */
import { spawn } from "node:child_process";
import process from "node:process";

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it may end with; default 0 alone. */
  readonly exitCodes?: readonly number[];
  /** Called with each piece of standard error as it comes. */
  readonly onError?: (text: string) => void;
}

/** Rejects, with the last of what the program said, when it ends otherwise. */
export function runProgram(program: string, words: readonly string[], options: ProgramOptions): Promise<Ended> {
  const child = spawn(program, words, {
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  const exitCodes = options.exitCodes ?? [0];
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    options.onError?.(text);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code !== null && exitCodes.includes(code)) resolve({ stdout, stderr });
      else reject(new Error(`${program} ended with ${code ?? signal}: ${`${stdout}\n${stderr}`.trim().slice(-500)}`));
    });
  });
}
