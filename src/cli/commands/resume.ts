import type { Command } from "../command.ts";
import { REASON_OPTION } from "../read-decision.ts";
import { decideAboutSync } from "../decide-about-sync.ts";

export const resumeCommand: Command = {
  name: "resume",
  summary: "let a paused sync run again",
  description:
    "Ends a pause. Nothing is sent by this: the next run sends what changed meanwhile, and its guards look at all of it.",
  arguments: [{ name: "<sync>", description: "the sync's name, as its file gives it" }],
  options: [REASON_OPTION],
  examples: [{ line: "tierline resume hubspot_tiers", purpose: "let it run again" }],
  run: (world, input) => decideAboutSync(world, input, "resume"),
};
