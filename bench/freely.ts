/** A batch may be sent whenever it likes, and nobody stays, is kept or suppressed: what a benchmark of a destination answers it. */
import type { SubmitIo } from "../src/destination/destination.ts";

export const freely: SubmitIo = {
  planNo: 1,
  planMadeAtMs: 1,
  beforeRequest: async () => true,
  staying: async () => new Set(),
  kept: async () => new Set(),
  suppressed: async () => new Set(),
  signal: new AbortController().signal,
};
