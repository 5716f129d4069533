import { z } from "zod";
import { rows } from "./shared.ts";

/** `tierline sandbox --json`: written when the sandbox stops. */
export const sandboxBody = z.strictObject({
  url: z.string().describe("Where it listened."),
  requests: rows.describe("Answered until it was stopped."),
});

export type SandboxBody = z.infer<typeof sandboxBody>;
