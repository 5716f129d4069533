/** A tracer for as long as a command works, where the environment asks for one. */
import { noTracer, type Tracer } from "../platform/tracer.ts";
import type { World } from "./world.ts";

/** `tell`: a sentence for whoever looks after the run, when spans are asked for and cannot be written. */
export async function withTracer<Result>(
  { environment }: Pick<World, "environment">,
  tell: (sentence: string) => void,
  work: (tracer: Tracer) => Promise<Result>,
): Promise<Result> {
  const { openTelemetry } = await import("../platform/open-telemetry.ts");
  const telemetry = await openTelemetry(environment);
  if (telemetry.is === "missing") tell(telemetry.why);
  if (telemetry.is !== "on") return work(noTracer);
  try {
    return await work(telemetry.opened.tracer);
  } finally {
    await telemetry.opened.end();
  }
}
