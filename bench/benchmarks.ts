import type { Benchmark } from "./benchmark.ts";
import { deliveryBenchmark } from "./delivery.ts";
import { diffBenchmark, serverDiffBenchmark } from "./diff.ts";
import { filesBenchmark } from "./files.ts";
import { limitsBenchmark } from "./limits.ts";
import { loadBenchmark } from "./load.ts";
import { pagesBenchmark, serverPagesBenchmark } from "./pages.ts";
import { startBenchmark } from "./start.ts";
import { tiersBenchmark } from "./tiers.ts";

/** In the order of a run. */
export const BENCHMARKS: readonly Benchmark[] = [
  loadBenchmark,
  tiersBenchmark,
  diffBenchmark,
  serverDiffBenchmark,
  pagesBenchmark,
  serverPagesBenchmark,
  deliveryBenchmark,
  filesBenchmark,
  limitsBenchmark,
  startBenchmark,
];
