/** `tierline pause` and `tierline resume`. */
import { EXIT } from "../engine/exit-code.ts";
import type { CommandInput } from "./command.ts";
import type { CommandResult } from "./command-result.ts";
import type { PauseBody } from "./json/decisions.ts";
import type { Canvas } from "./picture/glyphs.ts";
import { readDecision } from "./read-decision.ts";
import { drawPause } from "./views/draw-pause.ts";
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
    const { before, after } = await pauseSync(bench.engine, sync, what, decision);
    const body: PauseBody = { sync, paused: pauseReport(after) };
    const line = lineOf(body, before !== null, bench.project.settings);
    return { exitCode: EXIT.done, body, lines: [line], error: null };
  } finally {
    await bench.close();
  }
}

function lineOf({ sync, paused }: PauseBody, wasPaused: boolean, zone: Pick<Canvas, "timeZone">): string {
  if (paused !== null) return drawPause(sync, paused, zone);
  return wasPaused ? `${sync} runs again.` : `${sync} was not paused.`;
}
