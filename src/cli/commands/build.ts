import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { BuildBody } from "../json/run.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

export const buildCommand: Command = {
  name: "build",
  summary: "build and test the models",
  description:
    "Runs dbt once: Tierline's models, those of the syncs, and all they stand on, with their tests. The instant that the " +
    "answers hold for is taken once. A past instant is answered from today's data, not from what was known then.",
  arguments: [],
  options: [{ flags: "--as-of <instant>", description: "the instant to answer for, ISO 8601 (default: now)" }],
  examples: [
    { line: "tierline build", purpose: "as of now" },
    { line: "tierline build --as-of 2011-12-09T23:59:59Z", purpose: "as of then" },
  ],
  run: build,
};

async function build(world: World, input: CommandInput): Promise<CommandResult> {
  const { parseAsOf } = await import("../parse-as-of.ts");
  const asked = input.text("asOf");
  const asOf = asked === undefined ? null : parseAsOf(asked, world.clock.nowMs());
  const { buildProject } = await import("../wire.ts");
  const { drawBuild } = await import("../views/draw-run.ts");
  const { project, report } = await buildProject(world, input, asOf);
  const body: BuildBody = { build: { ...report } };
  const canvas = inZone(world.terminal.canvas, project.settings);
  return { exitCode: EXIT.done, body, lines: [drawBuild(body.build, canvas)], error: null };
}
