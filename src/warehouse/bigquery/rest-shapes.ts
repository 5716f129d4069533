/** What the REST API answers, as far as it is looked at. */
import { z } from "zod";

const field = z.object({ name: z.string(), type: z.string() });
const record = z.object({ f: z.array(z.object({ v: z.union([z.string(), z.null()]) })) });
const problem = z.object({ reason: z.string().optional(), message: z.string().optional() });

/** One page of `jobs.getQueryResults`, whose rows the driver gives beside it. */
export const resultPage = z.object({
  schema: z.object({ fields: z.array(field).default([]) }).optional(),
  pageToken: z.string().nullish(),
});
export const resultRows = z.array(record);

/** A job. */
export const jobMetadata = z.object({
  status: z.object({ state: z.string(), errorResult: problem.optional() }),
  statistics: z
    .object({
      totalBytesProcessed: z.string().optional(),
      load: z.object({ outputRows: z.string().optional() }).optional(),
      query: z
        .object({ numDmlAffectedRows: z.string().optional(), totalBytesProcessed: z.string().optional() })
        .optional(),
    })
    .optional(),
});
export type JobMetadata = z.output<typeof jobMetadata>;

/** What the driver throws. */
export const driverError = z.object({
  code: z.union([z.number(), z.string()]).optional(),
  message: z.string().default(""),
  errors: z.array(problem).optional(),
});
