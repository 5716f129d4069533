/** Figures and dates in a report. Always the same everywhere: no locale of the machine is asked. */
const GROUPED = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 1234567 → `1,234,567`. */
export function figure(value: number): string {
  return GROUPED.format(value);
}

/** `+12`, `−3`, `±0`. */
export function difference(value: number): string {
  if (value === 0) return "±0";
  return value > 0 ? `+${figure(value)}` : `−${figure(-value)}`;
}

/** 1 → `1 member`, 2 → `2 members`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${figure(value)} ${value === 1 ? singular : plural}`;
}

/** `1 July 2026, 08:00 CEST`, in the project's time zone. */
export function longInstant(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).formatToParts(Date.parse(instant));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")} ${part("timeZoneName")}`;
}

/** `2026-07-01`: the day of an instant (epoch milliseconds) in the project's time zone. */
export function calendarDay(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** `1 Jul 2026`, in the project's time zone. */
export function shortDate(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short", year: "numeric" }).format(
    Date.parse(instant),
  );
}
