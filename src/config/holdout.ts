/** A holdout as people write it: `2%`, `0.02`, or with a seed of its own. */
import { z } from "zod";
import { HOLDOUT_BUCKETS } from "../domain/holdout.ts";
import type { SyncHoldout } from "../domain/sync.ts";

const ERROR =
  "write a percentage from 0.01% to 50%, with at most two decimals, such as 2%. To hold nobody out, remove it.";
/** 0.01% to 50%, at most two decimals. */
const PERCENTAGE = /^(?!0{1,2}(?:\.0{1,2})?%$)(?:[0-4]?\d(?:\.\d{1,2})?|50(?:\.0{1,2})?)%$/u;
const ONE_BUCKET = 1 / HOLDOUT_BUCKETS;

const holdoutShareSchema = z.union(
  [
    z
      .number()
      .min(ONE_BUCKET, { error: ERROR, abort: true })
      .max(0.5, { error: ERROR, abort: true })
      .multipleOf(ONE_BUCKET, ERROR),
    z.string().regex(PERCENTAGE, ERROR),
  ],
  { error: ERROR },
);

export const holdoutSchema = z.union(
  [
    holdoutShareSchema,
    z.strictObject({
      share: holdoutShareSchema.describe("From 0.01% to 50%, at most two decimals."),
      seed: z
        .string()
        .regex(/^\S(?:.*\S)?$/u, "this must be one line of text without spaces at its ends.")
        .optional()
        .describe("Another seed holds other members out. Default: each audience model's name."),
    }),
  ],
  { error: ERROR },
);

/** Of what `holdoutSchema` accepted. */
export function toHoldout(given: z.infer<typeof holdoutSchema>): SyncHoldout {
  if (typeof given !== "object") return { buckets: bucketsOf(given), seed: null };
  return { buckets: bucketsOf(given.share), seed: given.seed ?? null };
}

function bucketsOf(share: number | string): number {
  return Math.round(typeof share === "number" ? share * HOLDOUT_BUCKETS : Number(share.slice(0, -1)) * 100);
}
