import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./terminal.ts";

/** Where position lines lie: outside the project, so that they are not lost with it. */
export function stateHome(environment: Environment): string {
  const home = environment["XDG_STATE_HOME"];
  return home !== undefined && home !== "" ? home : join(environment["HOME"] ?? homedir(), ".local", "state");
}
