/** The part `report:` of tierline.yml: where the report is published, who is sent the digest, and when. */
import { z } from "zod";
import { destinationTypeOf } from "../destination/destination-types.ts";
import { filePlaceKeys } from "../destination/file-place-keys.ts";
import type { Schedule } from "../domain/schedule.ts";
import { channelsSchema, fromEnvironment, toChannels, variableOf, type ChannelSettings } from "./alerts-schema.ts";
import { hasJinja } from "./env-var.ts";
import { scheduleSchema } from "./sync-schedule.ts";

const files = destinationTypeOf({ destination: { type: "files" } });
const secret = fromEnvironment.optional();

const publishSchema = z.strictObject({
  ...filePlaceKeys,
  url: filePlaceKeys.url.refine(
    isPlace,
    "this must say where the page goes: a folder as ./reports, s3://bucket/prefix, or sftp://user@host/folder, without a password or a variable.",
  ),
  access_key_id: secret.describe(filePlaceKeys.access_key_id.description ?? ""),
  secret_access_key: secret.describe(filePlaceKeys.secret_access_key.description ?? ""),
  password: secret.describe(filePlaceKeys.password.description ?? ""),
  private_key: secret.describe(filePlaceKeys.private_key.description ?? ""),
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/u,
      "a name has letters, digits, - and _, and begins with a letter or digit.",
    )
    .default("report")
    .describe("report: the newest page is report.html there."),
  history: z
    .boolean()
    .default(true)
    .describe("true: each day's page stays besides, as history/report-2026-11-29.html."),
  schedule: scheduleSchema.optional().describe("When `tierline schedule` publishes it. Default: never by itself."),
});

const digestSchema = z.strictObject({
  channels: channelsSchema.optional().describe("The digest goes to all of them. Default: the channels of alerts."),
  schedule: scheduleSchema.optional().describe("When `tierline schedule` sends it. Default: never by itself."),
});

const TITLE_LENGTH_MAX = 80;

export const reportSchema = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .max(TITLE_LENGTH_MAX)
    .optional()
    .describe("What stands above the page and in the digest's subject. Default: the name of the project's folder."),
  publish: publishSchema.optional().describe("Where the page is put. Default: nowhere."),
  digest: digestSchema.optional().describe("Who is sent the week in a few lines. Default: nobody."),
});

/** Where a file is put, with the names of variables instead of what they hold. */
export interface FilePlaceSettings {
  /** As it was checked. */
  readonly address: string;
  readonly region: string;
  readonly endpoint: string | null;
  readonly hostKey: string | null;
  /** Names of environment variables, by key of the file. */
  readonly secretVariables: Readonly<Record<string, string>>;
}

export interface PublishSettings {
  readonly place: FilePlaceSettings;
  /** Without its extension. */
  readonly name: string;
  /** Each day's page stays. */
  readonly hasHistory: boolean;
  /** Null: by hand alone. */
  readonly schedule: Schedule | null;
}

export interface DigestSettings {
  /** Null: those of alerts. */
  readonly channels: readonly ChannelSettings[] | null;
  readonly schedule: Schedule | null;
}

export interface ReportSettings {
  /** Null: named after the project's folder. */
  readonly title: string | null;
  readonly publish: PublishSettings | null;
  readonly digest: DigestSettings | null;
}

/** `folder`: the project's. */
export function toReportSettings(report: z.output<typeof reportSchema>, folder: string): ReportSettings {
  const { title, publish, digest } = report;
  return {
    title: title ?? null,
    publish: publish === undefined ? null : toPublish(publish),
    digest:
      digest === undefined
        ? null
        : {
            channels: digest.channels === undefined ? null : toChannels(digest.channels, folder),
            schedule: toSchedule(digest.schedule),
          },
  };
}

function toPublish(document: z.output<typeof publishSchema>): PublishSettings {
  const { url, region, endpoint, host_key: hostKey, name, history, schedule } = document;
  const keys = ["access_key_id", "secret_access_key", "password", "private_key"] as const;
  const secretVariables = keys.flatMap((key) => {
    const text = document[key];
    return text === undefined ? [] : [[key, variableOf(text)]];
  });
  return {
    place: {
      address: addressOf(url),
      region,
      endpoint: endpoint ?? null,
      hostKey: hostKey ?? null,
      secretVariables: Object.fromEntries(secretVariables),
    },
    name,
    hasHistory: history,
    schedule: toSchedule(schedule),
  };
}

function toSchedule(schedule: z.output<typeof scheduleSchema> | undefined): Schedule | null {
  return schedule === undefined ? null : { cron: schedule.cron, timeZone: schedule.time_zone };
}

function isPlace(text: string): boolean {
  return !hasJinja(text) && files.address.read(text).kind === "address";
}

function addressOf(text: string): string {
  const read = files.address.read(text);
  return read.kind === "address" ? read.value : text;
}
