/** What a benchmark's process tells the one that draws the table. */
import { z } from "zod";
import { UNITS } from "./benchmark.ts";

const measurement = z.object({
  what: z.string(),
  value: z.number(),
  unit: z.enum(UNITS),
  baseline: z.object({ what: z.string(), value: z.number() }).nullable(),
  aim: z.object({ of: z.enum(["value", "ratio"]), is: z.enum(["at_most", "at_least"]), limit: z.number() }).nullable(),
  note: z.string(),
});

export const messageSchema = z.discriminatedUnion("is", [
  z.object({ is: z.literal("doing"), text: z.string() }),
  z.object({ is: z.literal("measured"), measurement }),
  z.object({ is: z.literal("failed"), message: z.string() }),
]);

export type Message = z.infer<typeof messageSchema>;
