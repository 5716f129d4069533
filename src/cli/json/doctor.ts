import { z } from "zod";
import { rows } from "./shared.ts";

const checkShape = z.strictObject({
  check: z.string().describe("One word; a check may tell several things."),
  sync: z.string().nullable().describe("Null: it is about the whole project."),
  result: z
    .enum(["ok", "warn", "fail", "skip"])
    .describe("warn: it works, but somebody should know. skip: nothing to look at yet, or it cannot be looked at."),
  code: z.string().nullable().describe("Of a warning or a failure; stable, snake_case."),
  message: z.string(),
  remedy: z.string().nullable().describe("What to do next."),
});

/** `tierline doctor --json`. */
export const doctorBody = z.strictObject({
  is_offline: z.boolean().describe("True: no destination was asked."),
  checks: z.array(checkShape),
  counts: z.strictObject({ ok: rows, warn: rows, fail: rows, skip: rows }),
});

export type CheckBody = z.infer<typeof checkShape>;
export type DoctorBody = z.infer<typeof doctorBody>;
