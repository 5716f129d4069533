import { z } from "zod";
import { rows } from "./shared.ts";

/** `tierline sandbox --json`: written when the sandbox stops. */
export const sandboxBody = z.strictObject({
  url: z.string().describe("Where it listened."),
  requests: rows.describe("Answered until it was stopped."),
});

export type SandboxBody = z.infer<typeof sandboxBody>;

/** `tierline sandbox reset --json`. */
export const sandboxResetBody = z.strictObject({
  what: z.enum(["running", "file"]).describe("The sandbox that runs, or its state file."),
  removed: z.strictObject({
    contacts: rows,
    lists: rows,
    properties: rows.describe("Besides HubSpot's own."),
    late: rows.describe("Requests that were still to take effect."),
  }),
});

export type SandboxResetBody = z.infer<typeof sandboxResetBody>;
