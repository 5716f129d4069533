import { join } from "node:path";
import { runApart } from "./apart.ts";
import type { Bench, Benchmark, Measurement } from "./benchmark.ts";
import { mustEqual } from "./benchmark.ts";
import { filesReport, FORMATS, type FilesConfig, type FilesReport, type Format } from "./files-work.ts";

const MEMBERS = 1_000_000;
/** One member in a hundred has another balance. */
const CHANGED_EVERY = 100;
const MEMORY_MB_MAX = 400;

export const filesBenchmark: Benchmark = {
  name: "files",
  summary: "a snapshot of contacts in a local folder: a first load and an update, against DuckDB's own copy",
  run: async (bench) => {
    for (const format of FORMATS) await measure(bench, format);
  },
};

/** Each step is a process of its own, as each run is, so that its memory is its own. */
async function measure(bench: Bench, format: Format): Promise<void> {
  const members = bench.size(MEMBERS);
  const folder = join(bench.folder, format);
  const start = async (step: FilesConfig["step"]): Promise<FilesReport> => {
    bench.show(`${format}: ${step} of ${members} members`);
    const report = await runApart(
      "files-process.ts",
      { step, format, folder, members, every: CHANGED_EVERY },
      filesReport,
    );
    mustEqual(`the count of rows after ${step}`, report.rows, members);
    return report;
  };
  const bare = await start("bare copy");
  for (const step of ["first load", "update"] as const) {
    const sent = await start(step);
    const what = `${format}, ${step} of ${members.toLocaleString("en")} members`;
    mustEqual(
      `the count of accepted rows of ${what}`,
      sent.accepted,
      step === "update" ? Math.ceil(members / CHANGED_EVERY) : members,
    );
    bench.report(secondsOf(what, sent, bare));
    bench.report({
      what: `${what}, memory`,
      value: sent.peakMemoryMb,
      unit: "MB",
      baseline: { what: "a bare copy", value: bare.peakMemoryMb },
      aim: { of: "value", is: "at_most", limit: MEMORY_MB_MAX },
      note: "peak of the process, Node and the rows' making in it",
    });
  }
}

function secondsOf(what: string, sent: FilesReport, bare: FilesReport): Measurement {
  return {
    what,
    value: sent.seconds,
    unit: "s",
    baseline: { what: "a bare copy", value: bare.seconds },
    aim: null,
    note: `${Math.round(sent.accepted / sent.seconds).toLocaleString("en")} rows/s accepted; ${sent.busySeconds.toFixed(1)} s of processor time, ${(sent.busySeconds / bare.busySeconds).toFixed(1)} × the bare copy's`,
  };
}
