import type { Benchmark } from "./benchmark.ts";
import { loadBenchmark } from "./load.ts";
import { pagesBenchmark } from "./pages.ts";

/** In the order of a run. */
export const BENCHMARKS: readonly Benchmark[] = [loadBenchmark, pagesBenchmark];
