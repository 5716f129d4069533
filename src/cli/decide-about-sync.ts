/** `tierline pause` and `tierline resume`. */
import { EXIT } from "../engine/exit-code.ts";
import type { CommandInput } from "./command.ts";
import type { CommandResult } from "./command-result.ts";
import type { PauseBody } from "./json/decisions.ts";
import type { Canvas } from "./picture/glyphs.ts";
import { shortInstant } from "./picture/instant.ts";
import { readDecision } from "./read-decision.ts";
import type { World } from "./world.ts";

export async function decideAboutSync(
  world: World,
  input: CommandInput,
  what: "pause" | "resume",
): Promise<CommandResult> {
  const sync = input.values[0] ?? "";
  const decision = readDecision(input, world.environment, what === "pause" ? "needed" : "optional");
  const { openBench } = await import("./wire.ts");
  const { pauseSync } = await import("../engine/pause-sync.ts");
  const { pauseReport } = await import("../engine/report.ts");
  const bench = await openBench(world, input, "look");
  try {
    const body: PauseBody = { sync, paused: pauseReport(await pauseSync(bench.engine, sync, what, decision)) };
    return { exitCode: EXIT.done, body, lines: [drawPause(sync, body.paused, bench.project.settings)], error: null };
  } finally {
    await bench.close();
  }
}

export function drawPause(sync: string, pause: PauseBody["paused"], zone: Pick<Canvas, "timeZone">): string {
  if (pause === null) return `${sync} runs again.`;
  const why = pause.reason === null ? "" : `: ${pause.reason}`;
  return `${sync} is paused by ${pause.by} since ${shortInstant(pause.since, zone)}${why}.`;
}
