/** When a sync runs by itself, and by which words it is chosen. */
import { z } from "zod";
import { isCron, nextDueMs } from "../domain/schedule.ts";
import { timeZoneSchema } from "./time-zone.ts";

/** Any instant will do: whether an expression is ever due depends on the calendar alone. */
const SOME_INSTANT_MS = Date.UTC(2024, 0, 1);

const EXAMPLE = '{cron: "15 * * * *", time_zone: Europe/Amsterdam}';
const NO_CRON = 'this is no cron expression of five fields (minute, hour, day, month, weekday), such as "15 * * * *".';

export const scheduleSchema = z.strictObject(
  {
    cron: z
      .string({ error: NO_CRON })
      .refine(isCron, { error: NO_CRON, abort: true })
      .refine((cron) => nextDueMs({ cron, timeZone: "UTC" }, SOME_INSTANT_MS) !== null, "this day never comes.")
      .describe("Minute, hour, day of the month, month, day of the week: 15 * * * * is every hour at a quarter past."),
    time_zone: timeZoneSchema.default("UTC").describe("Where the hours are meant: an IANA name."),
  },
  {
    error: ({ code }) =>
      code === "invalid_type" ? `this must say when, as a mapping, such as ${EXAMPLE}.` : undefined,
  },
);

export const tagSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/u, "a tag has lower case letters, digits, - and _, and begins with a letter.");
