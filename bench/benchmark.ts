/** What a benchmark is: one file, a process of its own, measurements that are told as soon as they are known. */

export const UNITS = ["s", "ms", "rows/s", "MB", "%", "requests", "×"] as const;
export type Unit = (typeof UNITS)[number];

export interface Aim {
  /** `ratio`: of the value to its baseline. */
  readonly of: "value" | "ratio";
  readonly is: "at_most" | "at_least";
  readonly limit: number;
}

export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: Unit;
  /** The bare work, measured in the same run, in the same unit. Null where there is nothing to compare with. */
  readonly baseline: { readonly what: string; readonly value: number } | null;
  /** Null where none was set. Aims are about scale 1. */
  readonly aim: Aim | null;
  /** What dominates, or what has to be known to read the figure; may be empty. */
  readonly note: string;
}

export interface Bench {
  /** Private to the benchmark and removed after it. */
  readonly folder: string;
  /** The clone that is measured. */
  readonly root: string;
  /** A full size scaled down, at least 1. */
  size(full: number): number;
  /** Says what goes on, for a terminal. */
  show(doing: string): void;
  report(measurement: Measurement): void;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Rejects when the answer was wrong: a wrong answer is no fast answer. */
  run(bench: Bench): Promise<void>;
}

/** Throws where a benchmark's own answer is not what it must be. */
export function mustEqual<Value extends string | number | bigint>(what: string, actual: Value, expected: Value): void {
  if (actual !== expected) throw new Error(`Wrong answer: ${what} is ${actual}, and should be ${expected}.`);
}
