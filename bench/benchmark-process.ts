/** The process of one benchmark: `benchmark-process.ts NAME SCALE FOLDER`, started by bench.ts. */
import { dirname } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { BENCHMARKS } from "./benchmarks.ts";
import type { Message } from "./messages.ts";

const [name, scale, folder = ""] = process.argv.slice(2);
const benchmark = BENCHMARKS.find((candidate) => candidate.name === name);
if (benchmark === undefined || process.send === undefined) throw new Error("This is started by bench.ts.");

const tell = (message: Message): void => {
  process.send?.(message);
};
try {
  await benchmark.run({
    folder,
    root: dirname(dirname(fileURLToPath(import.meta.url))),
    size: (full) => Math.max(1, Math.round(full * Number(scale))),
    show: (text) => tell({ is: "doing", text }),
    report: (measurement) => tell({ is: "measured", measurement }),
  });
} catch (error) {
  tell({ is: "failed", message: error instanceof Error ? error.message : String(error) });
  if (error instanceof Error) process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exitCode = 1;
} finally {
  process.disconnect();
}
