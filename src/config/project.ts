/** A project: one folder with a dbt project, a profile, settings and syncs. */
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { ConfigError } from "../domain/errors.ts";
import type { Environment } from "../platform/environment.ts";
import { ENGINES, type Connection } from "./connection.ts";
import { readIfThere } from "./read-if-there.ts";
import { readProfile } from "./profile.ts";
import { renderEnvVars } from "./env-var.ts";
import { problemError, refuse } from "./refuse.ts";
import { describeRendering } from "./rendering-problem.ts";
import { loadSettings, type Settings } from "./settings.ts";
import { statePathOf } from "./state-place.ts";
import { readYaml } from "./yaml-source.ts";

export interface Project {
  /** Absolute. */
  readonly folder: string;
  readonly settings: Settings;
  /** Absolute folder of the profiles.yml in use. */
  readonly profilesFolder: string;
  readonly profile: string;
  readonly target: string;
  /** Every target that the profile names. */
  readonly targets: readonly string[];
  readonly connection: Connection;
}

/**
 * Reads `tierline.yml`, `dbt_project.yml` and `profiles.yml` (found as dbt finds it: `DBT_PROFILES_DIR`, the dbt project,
 * `~/.dbt`). `DBT_PROFILE` and `DBT_TARGET` count as they do for dbt. Syncs are read by `loadSyncs`. `ConfigError` with file,
 * line and column.
 * @param target overrides `DBT_TARGET`, the settings and the profile
 */
export async function loadProject(folder: string, environment: Environment, target?: string): Promise<Project> {
  const root = resolve(folder);
  const settings = await loadSettings(root, environment);
  const profile = await readProfileName(root, settings.dbtProject, environment);
  const { profilesFolder, text } = await findProfiles(settings.dbtProject, environment);
  const file = displayPath(root, join(profilesFolder, "profiles.yml"));
  const wanted = target ?? filled(environment["DBT_TARGET"]) ?? settings.target;
  const read = readProfile({
    file,
    text,
    profile,
    target: wanted,
    folder: settings.dbtProject,
    environment,
    engines: ENGINES,
  });
  const { connection } = read;
  if (connection.type === "duckdb" && connection.path === statePathOf({ folder: root, settings }, read.target))
    throw new ConfigError("invalid_settings", "The state and the warehouse are the same file.", {
      remedy: "Give `state` in tierline.yml another name: dbt must never write into Tierline's state.",
      location: { file: "tierline.yml" },
    });
  return { folder: root, settings, profilesFolder, profile, ...read };
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

async function readProfileName(root: string, dbtProject: string, environment: Environment): Promise<string> {
  const path = join(dbtProject, "dbt_project.yml");
  const text = await readIfThere(path);
  if (text === undefined)
    throw new ConfigError("no_project", `There is no dbt_project.yml in ${dbtProject}.`, {
      remedy: "Go to your project's folder, or make one: tierline init my-shop",
    });
  const source = readYaml(displayPath(root, path), text);
  refuse("invalid_dbt_project", source.problems);
  const { value } = source;
  const written = typeof value === "object" && value !== null && "profile" in value ? value.profile : undefined;
  const profile = filled(environment["DBT_PROFILE"]) ?? written;
  if (typeof profile === "string" && profile !== "") {
    const rendered = renderEnvVars(profile, environment);
    if (rendered.kind === "value") return String(rendered.value);
    const location = source.locateText(["profile"], rendered.expression);
    throw problemError("invalid_dbt_project", [{ ...describeRendering(rendered), location }]);
  }
  throw new ConfigError("invalid_dbt_project", "The dbt project names no profile.", {
    remedy: "Add: profile: tierline",
    location: source.locate(["profile"]),
  });
}

async function findProfiles(
  dbtProject: string,
  environment: Environment,
): Promise<{ readonly profilesFolder: string; readonly text: string }> {
  const named = environment["DBT_PROFILES_DIR"];
  const home = join(environment["HOME"] ?? homedir(), ".dbt");
  const folders = named === undefined || named === "" ? [dbtProject, home] : [resolve(dbtProject, named)];
  for (const profilesFolder of folders) {
    const text = await readIfThere(join(profilesFolder, "profiles.yml"));
    if (text !== undefined) return { profilesFolder, text };
  }
  throw new ConfigError("no_profile", `There is no profiles.yml in ${folders.join(" or ")}.`, {
    remedy: "Write one there; dbt's page on profiles.yml shows how, and `tierline init` writes one.",
  });
}

/** Relative to the project when inside it. */
function displayPath(root: string, path: string): string {
  const inside = relative(root, path);
  return inside.startsWith("..") ? path : inside;
}
