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
    "Runs dbt once: Tierline's models, those that the syncs name, and all they stand on, with their tests. Every balance and " +
    "tier is answered for one instant: now, or the one given. A past instant is answered from today's data, not from what " +
    "was known then. Nothing is sent.",
  arguments: [],
  options: [{ flags: "--as-of <instant>", description: "the instant to answer for, ISO 8601 (default: now)" }],
  examples: [
    { line: "tierline build", purpose: "tiers as they are now" },
    { line: "tierline build --as-of 2011-12-09T23:59:59Z", purpose: "tiers as they were then" },
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
