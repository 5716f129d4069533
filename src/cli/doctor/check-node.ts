/** Whether this Node is one that Tierline runs on. */
import { EXIT } from "../../engine/exit-code.ts";
import type { Check } from "./check.ts";
import { failure, fine } from "./finding.ts";

/** `version`: as `24.21.0`. `wanted`: as package.json says it, `>=22`. */
export function checkNode(version: string, wanted: string): Check {
  return {
    name: "node",
    sync: null,
    run: async () => {
      if (isAtLeast(version, wanted.replace(/^>=\s*/u, ""))) return [fine(`Node ${version}.`)];
      const said = `Node ${version} is too old: Tierline wants ${wanted}.`;
      return [failure("wrong_node", EXIT.configuration, said, "Install a newer Node.")];
    },
  };
}

function isAtLeast(version: string, least: string): boolean {
  const [ours, theirs] = [version, least].map((text) => text.split(".").map(Number));
  for (const [index, wanted] of (theirs ?? []).entries()) {
    const have = ours?.[index] ?? 0;
    if (have !== wanted) return have > wanted;
  }
  return true;
}
