import type { Command } from "../command.ts";
import { REASON_OPTION } from "../read-decision.ts";
import { decideAboutSync } from "../decide-about-sync.ts";

export const pauseCommand: Command = {
  name: "pause",
  summary: "hold a sync back",
  description:
    "A paused sync is left out by tierline run (exit 0) and refused by tierline apply (exit 4); tierline plan still shows " +
    "what would change. The next run after tierline resume sends all of it.",
  arguments: [{ name: "<sync>", description: "its name" }],
  options: [REASON_OPTION],
  examples: [{ line: 'tierline pause hubspot_tiers --reason "a migration"', purpose: "recorded with who" }],
  run: (world, input) => decideAboutSync(world, input, "pause"),
};
