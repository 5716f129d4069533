import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { ConfigError } from "../../domain/errors.ts";
import type { Exposure } from "../../dbt/exposures-file.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { ExposuresBody } from "../json/exposures.ts";
import { counted } from "../picture/number.ts";
import type { World } from "../world.ts";

const FILE = "models/tierline_exposures.yml";

export const exposuresCommand: Command = {
  name: "exposures",
  summary: "one dbt exposure per sync, for dbt's lineage and docs",
  description:
    "Writes one properties file into the dbt project with an exposure for each sync: the models it reads, the destination, " +
    "its lists and the owner from tierline.yml. Run it again after a sync file changed; what is written is always the same " +
    "for the same syncs. A file that Tierline did not write is never written over.",
  arguments: [],
  options: [{ flags: "--out <file>", description: `in the dbt project, below its model paths (default: ${FILE})` }],
  examples: [{ line: "tierline exposures", purpose: `writes ${FILE}` }],
  run: exposures,
};

async function exposures(world: World, input: CommandInput): Promise<CommandResult> {
  const { openProject } = await import("../wire.ts");
  const { readSyncs } = await import("../read-syncs.ts");
  const { exposedUrl, exposuresFile } = await import("../../dbt/exposures-file.ts");
  const { modelsOf } = await import("../../engine/read-build.ts");
  const { destinationTypeOf } = await import("../../destination/destination-types.ts");
  const project = await openProject(world, input);
  const { dbtProject, owner } = project.settings;
  const syncs = (await readSyncs(project, world, "look")).map(({ sync }) => sync);
  const described = syncs
    .map((sync): Exposure => ({
      sync: sync.name,
      destination: destinationTypeOf(sync).title,
      url: exposedUrl(sync.destination.address),
      models: modelsOf(sync),
      lists: sync.audiences.flatMap(({ lists }) => lists.map(({ list }) => list)),
    }))
    .toSorted((a, b) => (a.sync < b.sync ? -1 : 1));
  const path = resolve(dbtProject, input.text("out") ?? FILE);
  const file = relative(world.directory, path);
  if (relative(dbtProject, path).split(sep)[0] === "..")
    throw new ConfigError("outside_project", `${file} lies outside of the dbt project, where dbt does not read it.`, {
      remedy: `Give a file below the project's model paths, as ${FILE}.`,
    });
  const isChanged = await writeOurs(path, file, exposuresFile(described, owner ?? { name: "Tierline", email: null }));
  const body: ExposuresBody = {
    file,
    changed: isChanged,
    exposures: described.map(({ sync, destination, models }) => ({
      name: `tierline_${sync}`,
      sync,
      destination,
      depends_on: [...models],
    })),
  };
  const line = isChanged ? `Wrote ${counted(described.length, "exposure")} to ${file}.` : `${file} says this already.`;
  return { exitCode: EXIT.done, body, lines: [line], error: null };
}

/** False: nothing changed. `ConfigError` `file_foreign`. */
async function writeOurs(path: string, shown: string, text: string): Promise<boolean> {
  const { EXPOSURES_MARK } = await import("../../dbt/exposures-file.ts");
  const there = await readIfThere(path);
  if (there === text) return false;
  if (there !== undefined && !there.startsWith(EXPOSURES_MARK))
    throw new ConfigError("file_foreign", `${shown} is there, and Tierline did not write it.`, {
      remedy: "Give another name with --out, or move that file away.",
    });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
  return true;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
