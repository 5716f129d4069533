/** The stand-in's state in a file: readable by its owner alone, replaced in one step. */
import { open, readFile, rename } from "node:fs/promises";
import type { PortalState } from "./hubspot/state.ts";
import { stateSchema } from "./hubspot/state.ts";

export type StateRead =
  | { readonly kind: "state"; readonly state: PortalState }
  | { readonly kind: "absent" }
  /** Unreadable or of another shape. It is never overwritten by starting anew. */
  | { readonly kind: "damaged"; readonly problem: string };

export async function readState(file: string): Promise<StateRead> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    return codeOf(error) === "ENOENT" ? { kind: "absent" } : { kind: "damaged", problem: codeOf(error) };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "damaged", problem: "it is not JSON" };
  }
  const parsed = stateSchema.safeParse(json);
  if (parsed.success) return { kind: "state", state: parsed.data };
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  return {
    kind: "damaged",
    problem: `its shape is not that of a sandbox's state${where === "" ? "" : ` at ${where}`}`,
  };
}

/** Written beside, flushed, then renamed over: a crash leaves the old or the new state, never a part. Mode 0600. */
export async function writeState(file: string, state: PortalState): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, "w", 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(JSON.stringify(state));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
