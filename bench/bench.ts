/** `npm run bench`: runs the benchmarks one after another and draws one table. */
import { dirname } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { UNICODE } from "../src/cli/picture/glyphs.ts";
import { drawResult, drawResults, isMet, ratioOf, type Result } from "./draw-results.ts";
import { describeMachine } from "./machine.ts";
import { HELP, readWords, type Wanted } from "./read-words.ts";
import { startBenchmark } from "./start-benchmark.ts";

const COLUMNS = 180;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  let wanted: Wanted;
  try {
    wanted = readWords(words);
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 3;
  }
  if (wanted.isHelp) {
    process.stdout.write(HELP);
    return 0;
  }
  const machine = await describeMachine(ROOT);
  const results = await runAll(wanted);
  const text = wanted.isJson
    ? JSON.stringify({
        schema_version: 1,
        command: "bench",
        scale: wanted.scale,
        machine,
        results: results.map(asJson),
      })
    : drawResults(results, machine, wanted.scale, { columns: COLUMNS, glyphs: UNICODE }).join("\n");
  process.stdout.write(`${text}\n`);
  return results.some(({ failure }) => failure !== null) ? 1 : 0;
}

/** One at a time: they would share the processor. One that fails does not stop the next. */
async function runAll({ names, scale }: Wanted): Promise<readonly Result[]> {
  const results: Result[] = [];
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  for (const name of names) {
    if (interrupt.signal.aborted) break;
    await startBenchmark(name, scale, {
      signal: interrupt.signal,
      onDoing: (text) => showLine(`${name}: ${text}`),
      onResult: (result) => {
        results.push(result);
        showLine("");
        process.stderr.write(`${drawResult(result)}\n`);
      },
    });
  }
  showLine("");
  return results;
}

/** One line that is written over, on a terminal only. */
function showLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function asJson({ benchmark, measurement, failure }: Result): object {
  if (measurement === null) return { benchmark, failure };
  return { benchmark, ...measurement, ratio: ratioOf(measurement), is_met: isMet(measurement), failure };
}
