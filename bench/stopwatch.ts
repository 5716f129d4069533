/** Wall time of a piece of work, in seconds to the millisecond. */
import { systemClock } from "../src/platform/clock.ts";

export interface Timed<Result> {
  readonly result: Result;
  readonly seconds: number;
}

export async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const from = systemClock.nowMs();
  const result = await work();
  return { result, seconds: (systemClock.nowMs() - from) / 1000 };
}
