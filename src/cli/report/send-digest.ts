/** Sends the digest by its channels. */
import type { Message } from "../../alerts/channel.ts";
import { basename } from "node:path";
import type { ChannelSettings } from "../../config/alerts-schema.ts";
import type { Project } from "../../config/project.ts";
import { ConfigError, TransientError } from "../../domain/errors.ts";
import { withoutAddresses } from "../../domain/without-addresses.ts";
import { asTierlineError } from "../../engine/exit-code.ts";
import type { Digest } from "../../report/digest.ts";
import { openChannel } from "../alerts/open-channels.ts";
import type { World } from "../world.ts";

/** Of an error after which nobody can have the message. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["alert_not_taken", "alert_refused", "connection_refused"]);

/**
 * Resolves when a channel took it, with what the others said. When none did, `TransientError` `digest_not_taken`;
 * `digest_unanswered` where one may have taken it all the same, since its answer was lost. Both name each channel's reason,
 * and neither an address nor a secret.
 */
export async function sendDigest(
  world: Pick<World, "environment" | "clock" | "random">,
  channels: readonly ChannelSettings[],
  digest: Digest,
  { folder, target }: Pick<Project, "folder" | "target">,
): Promise<readonly string[]> {
  const message: Message = {
    id: `msg_${world.random.id()}`,
    atMs: world.clock.nowMs(),
    type: "tierline.digest",
    title: withoutAddresses(digest.subject),
    lines: withoutAddresses(digest.text.trimEnd()).split("\n"),
    data: { project: basename(folder), target },
  };
  const answers = await Promise.all(channels.map((channel) => sendBy(channel, message, world)));
  const failed = answers.filter((one) => one !== null);
  const said = failed.map((one) => one.said);
  if (failed.length < channels.length) return said;
  const remedy = "Then send it by hand: tierline report --digest";
  if (failed.every(({ isCertain }) => isCertain))
    throw new TransientError("digest_not_taken", `Nobody took the digest. ${said.join(" ")}`, { remedy });
  throw new TransientError(
    "digest_unanswered",
    `Whether anybody took the digest is not known, so it counts as sent. ${said.join(" ")}`,
    { remedy: "Look whether it came. If not, send it by hand: tierline report --digest" },
  );
}

/** Null: it was taken. `isCertain`: it was certainly not. */
async function sendBy(
  settings: ChannelSettings,
  message: Message,
  { environment }: Pick<World, "environment">,
): Promise<{ readonly said: string; readonly isCertain: boolean } | null> {
  try {
    await (await openChannel(settings, environment)).send(message);
    return null;
  } catch (thrown) {
    const error = asTierlineError(thrown);
    const said = `By ${settings.kind}: ${error.message}${error.remedy === undefined ? "" : ` ${error.remedy}`}`;
    return { said, isCertain: error instanceof ConfigError || NOT_TAKEN.has(error.code) };
  }
}
