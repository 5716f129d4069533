/** The part `alerts:` of tierline.yml. Addresses that are secrets, and secrets, come from the environment alone. */
import { resolve } from "node:path";
import { z } from "zod";
import type { AlertRules } from "../domain/alert.ts";
import { durationMs, durationSchema } from "./duration.ts";
import { parseEnvVar } from "./env-var.ts";
import { shareOf, shareSchema } from "./share.ts";

export const fromEnvironment = z
  .string()
  .refine(
    isVariable,
    "this must name an environment variable, without a default: {{ env_var('NAME') }}. It is a secret, and no secret belongs in a file.",
  );

const mailbox = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/u, "this must be one mail address.");

const channelSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("webhook"),
    url: fromEnvironment.describe("{{ env_var('NAME') }}: the variable with the https address."),
    secret: fromEnvironment.describe(
      "{{ env_var('NAME') }}: the variable with the key for signatures, whsec_ and base64.",
    ),
  }),
  z.strictObject({
    kind: z.literal("slack"),
    url: fromEnvironment.describe("{{ env_var('NAME') }}: the variable with the address of an incoming webhook."),
  }),
  z.strictObject({
    kind: z.literal("smtp"),
    url: fromEnvironment.describe("{{ env_var('NAME') }}: the variable with smtps://user:password@host:465."),
    from: mailbox,
    to: z.array(mailbox).min(1, "name at least one address."),
    ca: z
      .string()
      .min(1)
      .optional()
      .describe("A PEM file, relative to this one: who vouches for the mail server. With it, TLS is insisted on."),
  }),
]);

export const channelsSchema = z.array(channelSchema).min(1, "name at least one channel.");

export const alertsSchema = z.strictObject({
  channels: channelsSchema.describe("Each alert goes to all of them."),
  run_failed: z.boolean().default(true).describe("When a run of a sync fails, and when it succeeds again."),
  guard_stopped: z.boolean().default(true).describe("When a guard stops a plan, and when one is applied again."),
  refused_share_max: shareSchema
    .optional()
    .describe("When more than this share of a sync's rows is refused. Default: never."),
  stale_after: durationSchema
    .optional()
    .describe("When what was last applied answers for an instant longer ago than this. Default: never."),
});

/** Names of variables, not their values: only who sends an alert needs those. */
export type ChannelSettings =
  | { readonly kind: "webhook"; readonly urlVariable: string; readonly secretVariable: string }
  | { readonly kind: "slack"; readonly urlVariable: string }
  | {
      readonly kind: "smtp";
      readonly urlVariable: string;
      readonly from: string;
      readonly to: readonly string[];
      readonly caFile: string | null;
    };

export interface AlertSettings {
  readonly channels: readonly ChannelSettings[];
  readonly rules: AlertRules;
}

export function toAlertSettings(document: z.output<typeof alertsSchema>, folder: string): AlertSettings {
  return {
    channels: toChannels(document.channels, folder),
    rules: {
      runFailed: document.run_failed,
      guardStopped: document.guard_stopped,
      refusedShareMax: document.refused_share_max === undefined ? null : shareOf(document.refused_share_max),
      staleAfterMs: document.stale_after === undefined ? null : durationMs(document.stale_after),
    },
  };
}

/** `folder`: the project's, from which files are named. */
export function toChannels(channels: z.output<typeof channelsSchema>, folder: string): readonly ChannelSettings[] {
  return channels.map((channel) => toChannel(channel, folder));
}

function toChannel(channel: z.output<typeof channelSchema>, folder: string): ChannelSettings {
  const urlVariable = variableOf(channel.url);
  if (channel.kind === "webhook") return { kind: "webhook", urlVariable, secretVariable: variableOf(channel.secret) };
  if (channel.kind === "slack") return { kind: "slack", urlVariable };
  return {
    kind: "smtp",
    urlVariable,
    from: channel.from,
    to: channel.to,
    caFile: channel.ca === undefined ? null : resolve(folder, channel.ca),
  };
}

function isVariable(text: string): boolean {
  const parsed = parseEnvVar(text.trim());
  return parsed !== undefined && parsed.fallback === undefined;
}

/** The variable that such a text names. */
export function variableOf(text: string): string {
  return parseEnvVar(text.trim())?.variable ?? "";
}
