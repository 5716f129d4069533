import { relative, resolve } from "node:path";
import process from "node:process";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { EngineName } from "../../config/connection.ts";
import type { DbtProjectFile } from "../init/dbt-project-file.ts";
import type { InitBody } from "../json/init.ts";
import { SANDBOX_STATE } from "../sandbox-state.ts";
import type { World } from "../world.ts";

export const initCommand: Command = {
  name: "init",
  summary: "make a folder for a shop, or join a dbt project",
  description:
    "In a folder without a dbt project: makes everything a shop needs, namely an ordinary dbt project on Tierline's models, " +
    "the rules as two seeds (which currency counts, from which balance on which tier), and one sync to HubSpot. In a dbt " +
    "project of your own: adds what is missing there, among it four staging models to fill in, and says which lines your " +
    "own files lack. A file that is there already is never touched. Run it again to mend a folder.",
  arguments: [{ name: "[dir]", description: "the folder; it is made if it is not there (default: this one)" }],
  options: [
    {
      flags: "--warehouse <engine>",
      description: "where the data is to lie: duckdb (a file, the default), postgres (a server) or bigquery",
    },
    {
      flags: "--force",
      description: "begin anew although the state was lost: forget what was noted of it outside the folder",
    },
  ],
  examples: [
    { line: "tierline init my-shop", purpose: "a new folder" },
    { line: "tierline init my-shop --warehouse postgres", purpose: "the same on a PostgreSQL server" },
    { line: "tierline init", purpose: "this one: what is missing" },
  ],
  run: init,
};

async function init(world: World, input: CommandInput): Promise<CommandResult> {
  const { packageDirectory } = await import("../package-directory.ts");
  const { readDbtProjectFile } = await import("../init/dbt-project-file.ts");
  const { findOrInstallDbt } = await import("../init/find-or-install-dbt.ts");
  const { NEEDED_VARIABLES } = await import("../init/profiles-file.ts");
  const { readRulesOf } = await import("../read-rules.ts");
  const { drawInit } = await import("../views/draw-init.ts");
  const directory = resolve(world.directory, input.values[0] ?? ".");
  const { chooseWarehouse } = await import("../init/choose-warehouse.ts");
  const project = await readDbtProjectFile(directory);
  const engine = await chooseWarehouse(directory, input.text("warehouse"), world.environment);
  const joined = project !== undefined && !project.isShop;
  const made = joined
    ? await joinProject(directory, project, packageDirectory())
    : await makeShop(directory, packageDirectory(), engine);
  if (input.has("force")) await forgetPosition(world, directory);
  const rules = await readRulesOf(directory);
  const body: InitBody = {
    directory,
    ...made,
    rules: rules === null ? null : { currencies: [...rules.currencies], files: [rules.policyFile, rules.levelFile] },
    warehouse: engine,
    to_set: NEEDED_VARIABLES[engine].filter((name) => made.kind === "shop" && (world.environment[name] ?? "") === ""),
    dbt: await findOrInstallDbt(world, directory, made.kind, engine),
    next: await nextSteps(world, directory, made.kind),
  };
  return { exitCode: EXIT.done, body, lines: drawInit(world, body), error: null };
}

type Made = Pick<InitBody, "kind" | "written" | "kept" | "to_add" | "to_fill_in">;

async function makeShop(directory: string, packageDirectory: string, engine: EngineName): Promise<Made> {
  const { writeShop } = await import("../init/write-shop.ts");
  const { written, kept } = await writeShop(directory, packageDirectory, engine);
  return { kind: "shop", written: [...written], kept: [...kept], to_add: [], to_fill_in: [] };
}

async function joinProject(directory: string, project: DbtProjectFile, packageDirectory: string): Promise<Made> {
  const { writeOwnProject } = await import("../init/write-own-project.ts");
  const { written, kept, toAdd, stubs } = await writeOwnProject(directory, packageDirectory, project);
  return {
    kind: "own_project",
    written: [...written],
    kept: [...kept],
    to_add: toAdd.map(({ file, lines, why }) => ({ file, lines: [...lines], why })),
    to_fill_in: [...stubs],
  };
}

/** For a state that was lost, after somebody has looked at the lists. A state that is there stays as it is. */
async function forgetPosition(world: World, directory: string): Promise<void> {
  const { loadProject } = await import("../../config/project.ts");
  const { openStore } = await import("../stores/open-store.ts");
  await (await openStore(world, await loadProject(directory, world.environment))).loss.forget();
}

async function nextSteps(world: World, directory: string, kind: InitBody["kind"]): Promise<InitBody["next"]> {
  const { exportLine, quote, shellOf } = await import("../init/shell-commands.ts");
  const { startedInShop } = await import("../started-as.ts");
  const tierline = startedInShop(world.command);
  const shell = shellOf(world.environment, process.platform);
  const path = relative(world.directory, directory);
  const enter = path === "" ? [] : [`cd ${quote(shell, path.startsWith("..") ? directory : path)}`];
  const token = exportLine(shell, "HUBSPOT_TOKEN", "sandbox");
  return {
    second_terminal: [...enter, `${tierline} sandbox --state ${SANDBOX_STATE}`],
    this_terminal:
      kind === "shop"
        ? [
            ...enter,
            token,
            `${tierline} load data`,
            `${tierline} run --allow first-run --reason "the first run of this shop"`,
          ]
        : [...enter, token, `${tierline} build`, `${tierline} plan`],
  };
}
