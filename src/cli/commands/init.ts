import { relative, resolve } from "node:path";
import process from "node:process";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { InitBody } from "../json/init.ts";
import type { World } from "../world.ts";

export const initCommand: Command = {
  name: "init",
  summary: "make a folder for a shop",
  description:
    "Makes a folder with everything a shop needs: an ordinary dbt project on Tierline's models, the rules as seeds, " +
    "one sync to HubSpot. A file that is there already is never touched. Run it again to mend a folder.",
  arguments: [{ name: "<dir>", description: "the folder; . for this one" }],
  options: [{ flags: "--force", description: "forget the position noted of a state that is gone, and begin anew" }],
  examples: [
    { line: "tierline init my-shop", purpose: "a new folder" },
    { line: "tierline init .", purpose: "what is missing in this one" },
  ],
  run: init,
};

async function init(world: World, input: CommandInput): Promise<CommandResult> {
  const { packageDirectory } = await import("../package-directory.ts");
  const { writeShop } = await import("../init/write-shop.ts");
  const directory = resolve(world.directory, input.values[0] ?? ".");
  const shop = await writeShop(directory, packageDirectory());
  if (input.has("force")) await forgetPosition(world, directory);
  const next = await nextSteps(world, directory);
  const body: InitBody = { directory, written: [...shop.written], kept: [...shop.kept], next };
  return { exitCode: EXIT.done, body, lines: draw(world, body), error: null };
}

/** For a state that was lost, after somebody has looked at the lists. A state that is there stays as it is. */
async function forgetPosition(world: World, directory: string): Promise<void> {
  const { loadProject } = await import("../../config/project.ts");
  const { resetPosition } = await import("../../warehouse/duckdb/position-line.ts");
  const { stateHome } = await import("../wire.ts");
  const { statePath } = await loadProject(directory, world.environment);
  await resetPosition(statePath, stateHome(world.environment));
}

async function nextSteps(world: World, directory: string): Promise<InitBody["next"]> {
  const { exportLine, quote, shellOf } = await import("../init/shell-commands.ts");
  const shell = shellOf(world.environment, process.platform);
  const path = relative(world.directory, directory);
  const enter = path === "" ? [] : [`cd ${quote(shell, path.startsWith("..") ? directory : path)}`];
  return {
    second_terminal: [...enter, "npx tierline sandbox --state sandbox.json"],
    this_terminal: [
      ...enter,
      exportLine(shell, "HUBSPOT_TOKEN", "sandbox"),
      "npx tierline load data",
      'npx tierline run --allow first-run --reason "the first run of this shop"',
    ],
  };
}

function draw(world: World, body: InitBody): readonly string[] {
  const folder = relative(world.directory, body.directory) || ".";
  const { check, dot } = world.terminal.canvas.glyphs;
  return [
    body.written.length === 0 ? `Nothing was missing in ${folder}.` : `Made ${folder}:`,
    ...body.written.map((path) => `  ${check} ${path}`),
    ...body.kept.map((path) => `  ${dot} ${path} was there and stays as it is`),
    "",
    "Put your files into data/ (data/README.md says which). Then, in a second terminal,",
    "so that there is a HubSpot to talk to:",
    "",
    ...body.next.second_terminal.map((line) => `  ${line}`),
    "",
    "and in this one (the sandbox takes any token that is not empty):",
    "",
    ...body.next.this_terminal.map((line) => `  ${line}`),
  ];
}
