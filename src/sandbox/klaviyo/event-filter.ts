/** The filter of Get Events: `equals(metric_id,"x")` and bounds of `datetime`, joined by commas (API overview, filtering). */
import type { MessageEvent } from "./message-event.ts";

export type EventFilter =
  | { readonly ok: true; readonly holds: (event: MessageEvent) => boolean }
  | { readonly ok: false; readonly problem: string };

const PART = /(?<operator>[a-z-]+)\((?<field>[a-z_]+),(?<value>"[^"]*"|[^()",]*)\)(?:,|$)/guy;

const BOUNDS: Readonly<Record<string, (atMs: number, boundMs: number) => boolean>> = {
  "greater-than": (atMs, boundMs) => atMs > boundMs,
  "greater-or-equal": (atMs, boundMs) => atMs >= boundMs,
  "less-than": (atMs, boundMs) => atMs < boundMs,
  "less-or-equal": (atMs, boundMs) => atMs <= boundMs,
};

export function parseEventFilter(text: string | undefined): EventFilter {
  const tests: ((event: MessageEvent) => boolean)[] = [];
  let read = 0;
  for (const { 0: whole, groups = {} } of (text ?? "").matchAll(PART)) {
    const { operator = "", field, value = "" } = groups;
    const bound = BOUNDS[operator];
    if (field === "metric_id" && operator === "equals" && value.startsWith('"'))
      tests.push(({ metricId }) => metricId === value.slice(1, -1));
    else if (field === "datetime" && bound !== undefined && !Number.isNaN(Date.parse(value)))
      tests.push(({ atMs }) => bound(atMs, Date.parse(value)));
    else return { ok: false, problem: `'${operator}' of '${field ?? ""}' is not supported.` };
    read += whole.length;
  }
  if (read !== (text ?? "").length) return { ok: false, problem: "Invalid filter provided." };
  return { ok: true, holds: (event) => tests.every((test) => test(event)) };
}
