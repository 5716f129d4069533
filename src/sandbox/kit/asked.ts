/** A request after routing: plain data, so that it can be kept, written to a state file and carried out later. */
import { z } from "zod";

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly bodyText: string;
}

/** A request that takes effect at an instant after it was made. */
export interface LateRequest {
  /** The route's name. */
  readonly route: string;
  readonly asked: Asked;
  /** Epoch milliseconds. */
  readonly dueMs: number;
}

export const lateRequestSchema: z.ZodType<LateRequest> = z.strictObject({
  route: z.string(),
  dueMs: z.number(),
  asked: z.strictObject({
    params: z.record(z.string(), z.string()),
    query: z.array(z.tuple([z.string(), z.string()])),
    bodyText: z.string(),
  }),
});
