/** Channels from the settings and the environment. */
import { basename } from "node:path";
import type { Channel } from "../../alerts/channel.ts";
import type { ChannelSettings } from "../../config/alerts-schema.ts";
import { readIfThere } from "../../config/read-if-there.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Environment } from "../../platform/environment.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** `ConfigError` `missing_variable`, `invalid_value`: it names the variable and never what it holds. */
export async function openChannel(settings: ChannelSettings, environment: Environment): Promise<Channel> {
  const url = valueOf(settings.urlVariable, environment);
  if (settings.kind === "smtp") {
    const { smtpChannel } = await import("../../alerts/smtp-channel.ts");
    if (!/^smtps?:$/u.test(URL.parse(url)?.protocol ?? ""))
      throw invalid(settings.urlVariable, "no address of a mail server", "smtps://user:password@host:465");
    return smtpChannel({ url, from: settings.from, to: settings.to, ca: await readCa(settings.caFile) });
  }
  const parsed = URL.parse(url);
  const isSafe = parsed?.protocol === "https:" || (parsed?.protocol === "http:" && LOOPBACK.test(parsed.hostname));
  if (parsed === null || !isSafe) throw invalid(settings.urlVariable, "no https:// address", "https://…");
  const { createHttpSend } = await import("../../platform/http.ts");
  const send = createHttpSend({ allowedOrigins: [parsed.origin] });
  if (settings.kind === "slack") {
    const { slackChannel } = await import("../../alerts/slack-channel.ts");
    return slackChannel({ url, send });
  }
  const { isWebhookSecret, webhookChannel } = await import("../../alerts/webhook-channel.ts");
  const secret = valueOf(settings.secretVariable, environment);
  if (!isWebhookSecret(secret))
    throw invalid(settings.secretVariable, "no key for signatures", "whsec_ and the base64 of at least 24 bytes");
  return webhookChannel({ url, secret, send });
}

async function readCa(file: string | null): Promise<string | null> {
  if (file === null) return null;
  const text = await readIfThere(file).catch(nothingIfFolder);
  if (text?.includes("-----BEGIN CERTIFICATE-----") === true) return text;
  throw new ConfigError("invalid_ca", `The file ${basename(file)} that ca: names holds no certificate in PEM.`, {
    remedy: "Name a file that begins with -----BEGIN CERTIFICATE-----, relative to tierline.yml.",
  });
}

function nothingIfFolder(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "EISDIR") return undefined;
  throw error;
}

function valueOf(variable: string, environment: Environment): string {
  const value = environment[variable]?.trim() ?? "";
  if (value !== "") return value;
  throw new ConfigError("missing_variable", `The environment variable ${variable} is not set.`, {
    remedy: `Set it: export ${variable}=…`,
  });
}

function invalid(variable: string, what: string, form: string): ConfigError {
  return new ConfigError("invalid_value", `The environment variable ${variable} holds ${what}.`, {
    remedy: `Set it to one: ${form}`,
  });
}
