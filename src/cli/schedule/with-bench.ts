import type { Bench } from "../wire.ts";
import type { Doing } from "./report-duty.ts";

/** The state is held no longer than for this. */
export async function withBench<Result>(
  { world, input }: Pick<Doing, "world" | "input">,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const { openBench } = await import("../wire.ts");
  const bench = await openBench(world, input, "look");
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}
