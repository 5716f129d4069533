/** `--as-of`: the instant a whole run answers for. */
import { ConfigError } from "../domain/errors.ts";

/** The clocks of two machines may differ by this much. */
const AHEAD_MAX_MS = 5 * 60_000;
const PATTERN = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|z|[+-]\d\d:?\d\d)?$/u;

/**
 * ISO 8601 text with at most six fractional digits, as UTC: `2011-12-09T23:59:59Z`. Without an offset it is UTC already.
 * `ConfigError` `as_of`: no instant, no such day, or in the future: what has not happened yet cannot be sent.
 */
export function parseAsOf(text: string, nowMs: number): string {
  const found = PATTERN.exec(text.trim());
  if (found === null) throw refuse(text, "is not an instant");
  const [, date = "", time = "", zone = "Z"] = found;
  const [seconds = "", fraction = ""] = (time.length === 5 ? `${time}:00` : time).split(".");
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes 2024-02-30 for the first of March in some engines and refuses it in others.
  if (Number.isNaN(dayMs) || !new Date(dayMs).toISOString().startsWith(date)) throw refuse(text, "names no such day");
  const ms = Date.parse(`${date}T${seconds}${offset}`);
  if (Number.isNaN(ms)) throw refuse(text, "names no such time of day");
  if (ms > nowMs + AHEAD_MAX_MS)
    throw refuse(text, "is in the future", "Forecasts stand in fct_tier_periods: periods that begin after as_of.");
  const utc = new Date(ms).toISOString().slice(0, 19);
  const digits = fraction.replace(/0+$/u, "");
  return `${utc}${digits === "" ? "" : `.${digits}`}Z`;
}

function refuse(text: string, why: string, remedy?: string): ConfigError {
  return new ConfigError("as_of", `--as-of ${text} ${why}.`, {
    remedy: remedy ?? "Write an instant in ISO 8601 with an offset or Z, as in 2011-12-09T23:59:59Z.",
  });
}
