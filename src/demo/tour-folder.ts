/** Where the tour works, and how it begins anew. */
import { access, constants, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SANDBOX_STATE } from "../cli/sandbox-state.ts";
import { ConfigError } from "../domain/errors.ts";
import { resetPosition } from "../warehouse/duckdb/position-line.ts";

/** Engines that the tour can bring along. */
export type TourEngine = "duckdb" | "postgres";

/** A name of its own for each engine, so that a tour never finds another one's profile. */
const FOLDERS: Readonly<Record<TourEngine, string>> = { duckdb: "tierline-demo", postgres: "tierline-demo-postgres" };
const STATE = "state.dev.duckdb";
const WAREHOUSE = "warehouse.duckdb";

/** Everything the tour itself writes anew; all else in the folder stays. */
const OWN = [STATE, `${STATE}.wal`, WAREHOUSE, `${WAREHOUSE}.wal`, SANDBOX_STATE, "data", "spoiled"] as const;

/** Below this folder, or below a temporary one where this cannot be written. Absolute. */
export async function tourFolder(directory: string, engine: TourEngine): Promise<string> {
  const isWritable = await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
  return join(isWritable ? directory : await mkdtemp(join(tmpdir(), "tierline-")), FOLDERS[engine]);
}

/**
 * Removes what an earlier tour left, by name, and forgets the position noted of its state. `ConfigError` when the folder
 * is somebody's own shop.
 */
export async function resetTour(folder: string, stateHome: string): Promise<void> {
  const project = await readFile(join(folder, "dbt_project.yml"), "utf8").catch(() => undefined);
  if (project !== undefined && !/^name: tierline_demo(?:_[a-z]+)?$/mu.test(project))
    throw new ConfigError("not_a_tour", `${folder} is somebody's own shop.`, {
      remedy: "Start the tour in another folder.",
    });
  for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
  await resetPosition(join(folder, STATE), stateHome);
}
