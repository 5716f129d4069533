/** Runs one benchmark in a process and a folder of its own, so that memory and files are its own and go with it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Result } from "./draw-results.ts";
import { messageSchema } from "./messages.ts";

const PROCESS = fileURLToPath(new URL("benchmark-process.ts", import.meta.url));

export interface Watching {
  readonly onDoing: (text: string) => void;
  /** As soon as each is known; a failure is one as well. */
  readonly onResult: (result: Result) => void;
  readonly signal: AbortSignal;
}

export async function startBenchmark(benchmark: string, scale: number, watching: Watching): Promise<void> {
  const { onDoing, onResult, signal } = watching;
  const folder = await mkdtemp(join(tmpdir(), `tierline-bench-${benchmark}-`));
  let hasFailed = false;
  const fail = (failure: string): void => {
    hasFailed = true;
    onResult({ benchmark, measurement: null, failure });
  };
  try {
    const child = fork(PROCESS, [benchmark, String(scale), folder], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const stop = (): void => {
      child.kill("SIGKILL");
    };
    signal.addEventListener("abort", stop);
    child.on("message", (received) => {
      const message = messageSchema.parse(received);
      if (message.is === "doing") onDoing(message.text);
      else if (message.is === "measured") onResult({ benchmark, measurement: message.measurement, failure: null });
      else fail(message.message);
    });
    const [code, killedBy]: unknown[] = await once(child, "exit");
    signal.removeEventListener("abort", stop);
    if (code !== 0 && !hasFailed) fail(`its process ended with ${String(code ?? killedBy)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
