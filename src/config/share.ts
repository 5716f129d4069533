/** Shares as people write them: `0.2` or `20%`. A bare 20 is refused, since it could mean either. */
import { z } from "zod";

const ERROR = "write a share from 0 to 1, such as 0.2, or a percentage, such as 20%.";
const PERCENTAGE = /^(?:100|\d{1,2})(?:\.\d{1,4})?%$/u;

export const shareSchema = z.union(
  [
    z.number().min(0).max(1),
    z
      .string()
      .regex(PERCENTAGE)
      .refine((text) => shareOf(text) <= 1),
  ],
  { error: ERROR },
);

/** 0 to 1, from what `shareSchema` accepted. */
export function shareOf(share: number | string): number {
  return typeof share === "number" ? share : Number(share.slice(0, -1)) / 100;
}
