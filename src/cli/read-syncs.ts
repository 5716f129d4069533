/** The sync files of a project, with the credentials that a command needs. */
import type { Project } from "../config/project.ts";
import type { SyncFile } from "../config/sync-file.ts";
import { ConfigError } from "../domain/errors.ts";
import { selectSyncs } from "./select-syncs.ts";
import type { World } from "./world.ts";

/** As of `openBench`; `asked`: words of `--select`. `ConfigError` with every problem of every file. */
export async function readSyncs(
  project: Project,
  world: Pick<World, "environment">,
  purpose: "send" | "look",
  asked: readonly string[] = [],
): Promise<readonly SyncFile[]> {
  const { loadSyncs } = await import("../config/syncs.ts");
  const { environment } = world;
  const look = async (): Promise<readonly SyncFile[]> =>
    loadSyncs(project.folder, { environment, credentials: "unused" });
  if (purpose === "look") return look();
  // Asked for by name, what the others lack is no matter; asked for as a whole, every mistake is told at once.
  const sent =
    asked.length === 0 ? undefined : new Set(selectSyncs(await look(), asked).map(({ sync }) => sync.location.file));
  const files = await loadSyncs(project.folder, { environment, credentials: "needed" }, sent);
  if (files.length === 0)
    throw new ConfigError("no_syncs", "There is no sync file in syncs/.", {
      remedy: "Write one; docs/syncs.md shows how, and `tierline init` writes one for HubSpot.",
    });
  return files;
}

export interface SyncsApart {
  /** Of one that lacks a credential, what can be known without it. */
  readonly files: readonly SyncFile[];
  /** By sync: what it lacks. */
  readonly lacking: ReadonlyMap<string, ConfigError>;
}

/** Every sync with its credential, or why it has none. `ConfigError` for a file that is wrong whatever the environment holds. */
export async function readSyncsApart(project: Project, world: World): Promise<SyncsApart> {
  const { readSyncAgain } = await import("../config/syncs.ts");
  const { problemError } = await import("../config/refuse.ts");
  const reading = { environment: world.environment, credentials: "needed" } as const;
  const lacking = new Map<string, ConfigError>();
  const files: SyncFile[] = [];
  for (const known of await readSyncs(project, world, "look")) {
    const read = await readSyncAgain(project.folder, known.sync.location.file, reading);
    files.push(read.kind === "sync" ? read.file : known);
    const [first, ...others] = read.kind === "sync" ? [] : read.problems;
    if (first !== undefined) lacking.set(known.sync.name, problemError("invalid_sync", [first, ...others]));
  }
  return { files, lacking };
}
