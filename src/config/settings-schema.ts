/** The shape of `tierline.yml`. Every key may be left out, and so may the file. */
import { z } from "zod";
import { alertsSchema } from "./alerts-schema.ts";
import { durationSchema } from "./duration.ts";
import { reportSchema } from "./report-schema.ts";
import { timeZoneSchema } from "./time-zone.ts";
import { shareOf, shareSchema } from "./share.ts";

const someText = z.string().regex(/^\S(?:.*\S)?$/u, "this must be one line of text without spaces at its ends.");

export const settingsSchema = z
  .strictObject({
    time_zone: timeZoneSchema.default("UTC").describe("How instants are shown. They are kept in UTC."),
    target: someText.optional().describe("The target of profiles.yml. Default: what the profile names."),
    dbt_project: someText.default(".").describe("The folder with dbt_project.yml, relative to this file."),
    dbt: someText
      .optional()
      .describe("The program dbt. Default: TIERLINE_DBT, then .venv/bin/dbt here, Tierline's own, PATH."),
    dbt_timeout: durationSchema.default("2h").describe("A build that takes longer is stopped."),
    state: someText
      .optional()
      .describe("On DuckDB: the file with Tierline's state, relative to this file. Default: state.<target>.duckdb."),
    schema: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}$/u, "a schema has lower case letters, digits and underscores only.")
      .optional()
      .describe("The schema of the state's tables. Default: tierline; on a server tierline_<target>."),
    alerts: alertsSchema.optional().describe("Who hears of what goes wrong, and when. Default: nobody."),
    report: reportSchema.optional().describe("Where the report is published, who is sent the digest, and when."),
    budget_share: shareSchema
      .refine((share) => shareOf(share) > 0, "the share must be more than nothing.")
      .default(0.8)
      .describe("The share of a destination's request limit that Tierline may use."),
    owner: z
      .strictObject({
        name: someText.describe("A team or a person."),
        email: z.email("this must be an address such as data@example.com.").optional(),
      })
      .optional()
      .describe("Who answers for the syncs: the owner in `tierline exposures`."),
    source_freshness: z
      .enum(["ignore", "stop"])
      .default("ignore")
      .describe("stop: before each build dbt's source freshness is asked; a source that is too old stops everything."),
  })
  .meta({ title: "Tierline's settings" });
