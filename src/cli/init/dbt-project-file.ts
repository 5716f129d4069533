/** What `tierline init` must know of a dbt project that is there already. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { refuse } from "../../config/refuse.ts";
import { readYaml } from "../../config/yaml-source.ts";
import { ConfigError } from "../../domain/errors.ts";

export interface DbtProjectFile {
  /** The first of each, relative to the project. */
  readonly modelPath: string;
  readonly seedPath: string;
  /** Every folder that may hold models or seeds. */
  readonly paths: readonly string[];
  /** Tierline's own staging models are switched on: the project is a shop whose events `tierline load` loads. */
  readonly isShop: boolean;
}

const FILE = "dbt_project.yml";
const paths = (usual: string): z.ZodCatch<z.ZodArray<z.ZodString>> => z.array(z.string()).min(1).catch([usual]);

const schema = z.object({
  "model-paths": paths("models"),
  "seed-paths": paths("seeds"),
  models: z
    .object({ tierline: z.object({ staging: z.object({ "+enabled": z.boolean() }) }) })
    .optional()
    .catch(undefined),
});

/** Undefined when there is no dbt project. `ConfigError` for one whose file cannot be read. */
export async function readDbtProjectFile(folder: string): Promise<DbtProjectFile | undefined> {
  let text;
  try {
    text = await readFile(join(folder, FILE), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
  const source = readYaml(FILE, text);
  refuse("invalid_dbt_project", source.problems);
  const parsed = schema.safeParse(source.value);
  if (!parsed.success)
    throw new ConfigError("invalid_dbt_project", "dbt_project.yml is no mapping (key: value).", {
      remedy: "Mend it as dbt's page on dbt_project.yml shows.",
      location: { file: FILE },
    });
  const { "model-paths": models, "seed-paths": seeds, models: configured } = parsed.data;
  return {
    modelPath: models[0] ?? "models",
    seedPath: seeds[0] ?? "seeds",
    paths: [...models, ...seeds],
    isShop: configured?.tierline.staging["+enabled"] ?? false,
  };
}
