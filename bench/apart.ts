/** Work in a process of its own: its memory is its own, and it may run beside the benchmark. */
import { fork } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const answerSchema = z.object({ result: z.unknown(), failure: z.string().nullable() });

/** Runs the program beside this file until it has answered and ended; both ways everything is JSON. */
export async function runApart<Result>(program: string, config: object, result: z.ZodType<Result>): Promise<Result> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), [JSON.stringify(config)]);
  const answers: unknown[] = [];
  child.on("message", (message) => answers.push(message));
  // A process may have ended before what it said has been read.
  await Promise.all([once(child, "exit"), once(child, "disconnect")]);
  if (answers.length !== 1) throw new Error(`${program} ended without an answer.`);
  const answer = answerSchema.parse(answers[0]);
  if (answer.failure !== null) throw new Error(answer.failure);
  return result.parse(answer.result);
}

/** The other side: works with the config it was given, answers and ends. */
export async function answerApart<Config>(
  config: z.ZodType<Config>,
  work: (config: Config) => Promise<object>,
): Promise<void> {
  // Whoever asked is gone, as after an interrupt; or we are done.
  process.once("disconnect", () => process.exit());
  try {
    await tell({ result: await work(config.parse(JSON.parse(process.argv[2] ?? "null"))), failure: null });
  } catch (error) {
    await tell({ result: null, failure: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  } finally {
    process.disconnect();
  }
}

/** Resolves when it is out: what is larger than the pipe would be lost by disconnecting. */
function tell(answer: z.infer<typeof answerSchema>): Promise<void> {
  return new Promise((resolve) => void process.send?.(answer, () => resolve()));
}
