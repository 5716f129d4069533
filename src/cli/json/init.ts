import { z } from "zod";

/** `tierline init --json`. */
export const initBody = z.strictObject({
  directory: z.string().describe("Absolute path of the shop's folder."),
  written: z.array(z.string()).describe("Files made now, relative to the folder."),
  kept: z.array(z.string()).describe("Files that were there already and were left as they are."),
  next: z
    .strictObject({ this_terminal: z.array(z.string()), second_terminal: z.array(z.string()) })
    .describe("Command lines to go on with, for the shell this ran in."),
});

export type InitBody = z.infer<typeof initBody>;
