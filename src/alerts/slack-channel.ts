/**
 * A Slack-compatible incoming webhook: `{"text": …}` posted to an address that is itself the secret. Mattermost and
 * Rocket.Chat take the same. Slack: "Sending messages using incoming webhooks" and "Formatting message text" (the three
 * characters to escape), read 2026-11-29.
 */
import type { HttpSend } from "../platform/http.ts";
import { mustBeTaken } from "./answered.ts";
import { SEND_TIMEOUT_MS, type Channel } from "./channel.ts";

export function slackChannel({ url, send }: { readonly url: string; readonly send: HttpSend }): Channel {
  return {
    kind: "slack",
    async send({ title, lines }) {
      const text = escaped([`*${title}*`, ...lines].join("\n"));
      const headers = { "content-type": "application/json; charset=utf-8" };
      mustBeTaken(
        await send({ method: "POST", url, headers, body: JSON.stringify({ text }), timeoutMs: SEND_TIMEOUT_MS }),
      );
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
