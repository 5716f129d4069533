/** Where the tour works, and how it begins anew. */
import { access, constants, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../domain/errors.ts";
import { resetPosition } from "../warehouse/duckdb/position-line.ts";

export const TOUR_FOLDER = "tierline-demo";
/** The sandbox's memory, so that it can be started again after the tour. */
export const SANDBOX_STATE = "sandbox.json";
const STATE = "state.dev.duckdb";
const WAREHOUSE = "warehouse.duckdb";

/** Everything the tour itself writes anew; all else in the folder stays. */
const OWN = [STATE, `${STATE}.wal`, WAREHOUSE, `${WAREHOUSE}.wal`, SANDBOX_STATE, "data", "spoiled"] as const;

/** `tierline-demo` here, or in a temporary folder where this one cannot be written. Absolute. */
export async function tourFolder(directory: string): Promise<string> {
  const isWritable = await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
  return join(isWritable ? directory : await mkdtemp(join(tmpdir(), "tierline-")), TOUR_FOLDER);
}

/**
 * Removes what an earlier tour left, by name, and forgets the position noted of its state. `ConfigError` when the folder
 * is somebody's own shop.
 */
export async function resetTour(folder: string, stateHome: string): Promise<void> {
  const project = await readFile(join(folder, "dbt_project.yml"), "utf8").catch(() => undefined);
  if (project !== undefined && !/^name: tierline_demo$/mu.test(project))
    throw new ConfigError("not_a_tour", `${folder} is somebody's own shop.`, {
      remedy: "Start the tour in another folder.",
    });
  for (const name of OWN) await rm(join(folder, name), { recursive: true, force: true });
  await resetPosition(join(folder, STATE), stateHome);
}
