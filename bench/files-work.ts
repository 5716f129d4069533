/** What a process of the benchmark of files is told, and what it tells. */
import { z } from "zod";

export const FORMATS = ["csv", "parquet"] as const;
export type Format = (typeof FORMATS)[number];

export const filesConfig = z.object({
  step: z.enum(["bare copy", "first load", "update"]),
  format: z.enum(FORMATS),
  /** The destination's; the bare copy lies beside it. */
  folder: z.string(),
  members: z.int(),
  /** An update is of each such member. */
  every: z.int(),
});
export type FilesConfig = z.infer<typeof filesConfig>;

export const filesReport = z.object({
  /** Of the file, as its reader counts them. */
  rows: z.int(),
  accepted: z.int(),
  seconds: z.number(),
  /** Of processor time: where the machine is busy with other work, it says more. */
  busySeconds: z.number(),
  peakMemoryMb: z.number(),
});
export type FilesReport = z.infer<typeof filesReport>;
