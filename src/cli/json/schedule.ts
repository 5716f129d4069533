import { z } from "zod";
import { rows } from "./shared.ts";

/** The last line of `tierline schedule --json`; before it stands one document of `tierline run` for each run. */
export const scheduleBody = z.strictObject({
  runs: rows.describe("Runs that this process began, each of one or more syncs."),
});

export type ScheduleBody = z.infer<typeof scheduleBody>;
