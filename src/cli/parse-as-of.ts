/** The instant a whole run answers for (`--as-of`), or from which something is read (`--since`). */
import { ConfigError } from "../domain/errors.ts";

/** The clocks of two machines may differ by this much. */
const AHEAD_MAX_MS = 5 * 60_000;
const PATTERN = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|z|[+-]\d\d:?\d\d)?$/u;

const AN_INSTANT = "Write an instant in ISO 8601 with an offset or Z, as in 2011-12-09T23:59:59Z.";
const FORECASTS = "Forecasts stand in fct_tier_periods: periods that begin after as_of.";

/**
 * ISO 8601 text with at most six fractional digits, as UTC: `2011-12-09T23:59:59Z`. Without an offset it is UTC already.
 * `ConfigError` `as_of`, or `since`: no instant, no such day, or in the future: what has not happened yet cannot be sent.
 */
export function parseAsOf(text: string, nowMs: number, option = "--as-of"): string {
  const refuse = (why: string, remedy = AN_INSTANT): ConfigError =>
    new ConfigError(option === "--as-of" ? "as_of" : "since", `${option} ${text} ${why}.`, { remedy });
  const found = PATTERN.exec(text.trim());
  if (found === null) throw refuse("is not an instant");
  const [, date = "", time = "", zone = "Z"] = found;
  const [seconds = "", fraction = ""] = (time.length === 5 ? `${time}:00` : time).split(".");
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes 2024-02-30 for the first of March in some engines and refuses it in others.
  if (Number.isNaN(dayMs) || !new Date(dayMs).toISOString().startsWith(date)) throw refuse("names no such day");
  const ms = Date.parse(`${date}T${seconds}${offset}`);
  if (Number.isNaN(ms)) throw refuse("names no such time of day");
  if (ms > nowMs + AHEAD_MAX_MS) throw refuse("is in the future", option === "--as-of" ? FORECASTS : undefined);
  const utc = new Date(ms).toISOString().slice(0, 19);
  const digits = fraction.replace(/0+$/u, "");
  return `${utc}${digits === "" ? "" : `.${digits}`}Z`;
}
