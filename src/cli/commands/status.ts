import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { StatusBody } from "../json/status.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

export const statusCommand: Command = {
  name: "status",
  summary: "what every sync did last, and what to do next",
  description:
    "Per sync: the last run, what every place should hold and holds, what waits, what was not sent and why, what is " +
    "uncertain, and the next step. It reads Tierline's own state and asks nobody.",
  arguments: [],
  options: [],
  examples: [
    { line: "tierline status", purpose: "every sync" },
    { line: "tierline status --json", purpose: "for a script" },
  ],
  run: status,
};

async function status(world: World, input: CommandInput): Promise<CommandResult> {
  const { openReadings } = await import("../wire.ts");
  const { describeStatus } = await import("../views/describe-status.ts");
  const { drawStatus } = await import("../views/draw-status.ts");
  const readings = await openReadings(world, input);
  try {
    const { journal, syncs } = readings;
    const names = new Set([...syncs.map((sync) => sync.name), ...(await journal.syncs())]);
    const body: StatusBody = { syncs: [] };
    for (const name of [...names].toSorted())
      body.syncs.push(
        describeStatus(
          await journal.status(name),
          syncs.find((sync) => sync.name === name),
        ),
      );
    return {
      exitCode: EXIT.done,
      body,
      lines: drawStatus(body, inZone(world.terminal.canvas, readings.project.settings)),
      error: null,
    };
  } finally {
    await readings.close();
  }
}
