import { z } from "zod";
import { instant, rows } from "./shared.ts";

/** `tierline demo --json`. What the commands of the tour print goes to standard error then. */
export const demoBody = z.strictObject({
  directory: z.string(),
  seed: z.int(),
  members: rows,
  as_of: instant.describe("The last instant the tour moved to."),
  commands: z.array(z.strictObject({ line: z.string(), exit_code: z.int() })).describe("In the order they were run."),
  tiers: z.array(z.strictObject({ tier: z.string(), members: rows })).describe("From the lowest."),
  moves: z
    .array(z.strictObject({ from: z.string(), to: z.string(), count: rows }))
    .describe("Everybody with a tier at the first or the last instant; stayed included."),
  next: z.array(z.string()).describe("Command lines to try."),
});

export type DemoBody = z.infer<typeof demoBody>;
