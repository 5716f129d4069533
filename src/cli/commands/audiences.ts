import { EXIT } from "../../engine/exit-code.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { AudiencesBody } from "../json/audiences.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

export const audiencesCommand: Command = {
  name: "audiences",
  summary: "every audience: what it means, its size, where it goes",
  description:
    "Each audience that the models name, with what it means, how many members it holds now, 7 and 30 days ago, the lists " +
    "it goes to and when something was last delivered there. Read from the newest build and Tierline's own state; it asks " +
    "no destination and writes nothing. What an audience means stands in the meta of the dbt model.",
  arguments: [],
  options: [],
  examples: [
    { line: "tierline audiences", purpose: "all of them" },
    { line: "tierline audiences --json", purpose: "for a script, each with how far its members come" },
  ],
  run: audiences,
};

async function audiences(world: World, input: CommandInput): Promise<CommandResult> {
  const { openReadings } = await import("../wire.ts");
  const { readAudienceSights } = await import("../read-audience-sights.ts");
  const { describeAudience } = await import("../views/describe-audience.ts");
  const { drawAudiences } = await import("../views/draw-audiences.ts");
  const readings = await openReadings(world, input);
  try {
    const sights = await readAudienceSights(world, readings);
    const body: AudiencesBody = { audiences: sights.map(describeAudience) };
    const canvas = inZone(world.terminal.canvas, readings.project.settings);
    return { exitCode: EXIT.done, body, lines: drawAudiences(body, canvas), error: null };
  } finally {
    await readings.close();
  }
}
