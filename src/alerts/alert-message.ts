/** An alert as a message. The shape of `data` is documented in docs/alerts.md and kept under `schema_version`. */
import { isoInstant } from "../platform/instant.ts";
import { alertLines, alertTitle } from "./alert-text.ts";
import type { Alert, AlertLine, Message } from "./channel.ts";

export function alertMessage(alert: Alert): Message {
  const { id, atMs, project, target, begun, ended } = alert;
  return {
    id,
    atMs,
    type: "tierline.alert",
    title: alertTitle(alert),
    lines: alertLines(alert),
    data: {
      project,
      target,
      begun: begun.map((one) => ({ ...lineOf(one), message: one.message })),
      ended: ended.map((one) => ({ ...lineOf(one), why: one.why })),
    },
  };
}

function lineOf({ sync, kind, sinceMs }: AlertLine): object {
  return { sync, kind, since: isoInstant(sinceMs) };
}
