/** dbt commands as forks of one Python that has imported dbt: `fork-dbt.py`. One at a time. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { z } from "zod";
import { DBT } from "./dbt-project.ts";

export interface DbtCommand {
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface DbtResult {
  readonly exitCode: number;
  /** Standard output and standard error, in the order they were written. */
  readonly output: string;
}

const answer = z.object({ exitCode: z.int() });

interface Server {
  readonly ask: (request: string) => void;
  readonly answers: Interface;
}

let server: Server | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Rejects when Python ended; for dbt's own failures look at the exit code. */
export function runForked(command: DbtCommand): Promise<DbtResult> {
  const result = last.then(() => ask(command));
  last = result.catch(() => undefined);
  return result;
}

async function ask(command: DbtCommand): Promise<DbtResult> {
  server ??= start();
  const folder = mkdtempSync(join(tmpdir(), "tierline-forked-"));
  const output = join(folder, "output");
  try {
    server.ask(`${JSON.stringify({ ...command, output })}\n`);
    const line = await nextLine(server.answers);
    return { ...answer.parse(JSON.parse(line)), output: readFileSync(output, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function nextLine(answers: Interface): Promise<string> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error("Python, which runs dbt, has ended."));
    answers.once("close", onClose).once("line", (line) => {
      answers.off("close", onClose);
      resolve(line);
    });
  });
}

/** It ends with this process, which alone holds the other end of its standard input. */
function start(): Server {
  const python = join(dirname(DBT), "python");
  const child = spawn(python, [join(import.meta.dirname, "fork-dbt.py")], { stdio: ["pipe", "pipe", "inherit"] });
  child.unref();
  const answers = createInterface({ input: child.stdout });
  return { ask: (request) => void child.stdin.write(request), answers };
}
