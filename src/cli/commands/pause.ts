import type { Command } from "../command.ts";
import { REASON_OPTION } from "../read-decision.ts";
import { decideAboutSync } from "../decide-about-sync.ts";

export const pauseCommand: Command = {
  name: "pause",
  summary: "hold a sync back",
  description:
    "A paused sync is left out by `run` (exit 0) and refused by `apply` (exit 4); `plan` still shows what would change. The " +
    "next run after `resume` sends all of it. A reason is needed.",
  arguments: [{ name: "<sync>", description: "the sync's name, as its file gives it" }],
  options: [REASON_OPTION],
  examples: [{ line: 'tierline pause hubspot_tiers --reason "a migration"', purpose: "until somebody resumes it" }],
  run: (world, input) => decideAboutSync(world, input, "pause"),
};
