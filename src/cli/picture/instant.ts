/** Instants as people read them, in the time zone of the project. Documents keep UTC. */
import type { Canvas } from "./glyphs.ts";

/**
 * `2026-11-22T09:00:00.000000Z` → `2026-11-22 09:00`; in another zone than UTC with its distance from it, as
 * `2026-11-22 10:00 +01:00`, since an hour comes twice in autumn. Seconds only where they are not 0. What is no instant
 * stays as it is.
 */
export function shortInstant(instant: string, canvas: Pick<Canvas, "timeZone"> = {}): string {
  const atMs = Date.parse(instant);
  if (!/^\d{4}-\d\d-\d\dT/u.test(instant) || Number.isNaN(atMs)) return instant;
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: canvas.timeZone ?? "UTC",
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  const date = [part("year").padStart(4, "0"), part("month"), part("day")].join("-");
  const time = [part("hour"), part("minute"), ...(part("second") === "00" ? [] : [part("second")])].join(":");
  const offset = part("timeZoneName").replace(/^GMT(?:\+00:00)?/u, "");
  return `${date} ${time}${offset === "" ? "" : ` ${offset}`}`;
}
