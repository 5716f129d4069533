/**
 * Local times that are called UTC betray themselves on the two days a year on which clocks change: an hour that never was
 * is empty, one that was twice holds double. Compared with the same hour a week before and after.
 */
import { isoInstant } from "../platform/instant.ts";

export interface ClockChange {
  /** As people call the zone. */
  readonly zone: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** The local hour that is skipped or repeated. */
  readonly hour: number;
  readonly is: "skipped" | "repeated";
}

/** By day, 24 counts. */
export type HoursOfDays = ReadonlyMap<string, readonly number[]>;

const DAY_MS = 24 * 3_600_000;
const YEARS_MAX = 10;
/** Rows that the hour should have held; with fewer, none is chance. */
const EXPECTED_MIN = 20;
const REPEATED_RATIO_MIN = 1.6;

/** Rules since 2007 (North America) and 1996 (Europe). The local hours: Central Europe 02, Britain 01, Eastern Europe 03, North America 02 and 01. */
const ZONES = [
  { zone: "Central Europe", first: lastSunday(3), last: lastSunday(10), skipped: 2, repeated: 2 },
  { zone: "Britain", first: lastSunday(3), last: lastSunday(10), skipped: 1, repeated: 1 },
  { zone: "Eastern Europe", first: lastSunday(3), last: lastSunday(10), skipped: 3, repeated: 3 },
  { zone: "North America", first: nthSunday(3, 2), last: nthSunday(11, 1), skipped: 2, repeated: 1 },
] as const;

/** Those between two instants (ISO 8601 UTC), of the last ten years. */
export function clockChanges(firstAt: string, lastAt: string): readonly ClockChange[] {
  const [first, last] = [firstAt.slice(0, 10), lastAt.slice(0, 10)];
  const lastYear = Number(last.slice(0, 4));
  const firstYear = Math.max(Number(first.slice(0, 4)), lastYear - YEARS_MAX + 1);
  const years = Array.from({ length: Math.max(0, lastYear - firstYear + 1) }, (_, index) => firstYear + index);
  return years
    .flatMap((year) =>
      ZONES.flatMap(({ zone, first: spring, last: autumn, skipped, repeated }): ClockChange[] => [
        { zone, day: spring(year), hour: skipped, is: "skipped" },
        { zone, day: autumn(year), hour: repeated, is: "repeated" },
      ]),
    )
    .filter(({ day }) => day > first && day < last);
}

/** The days themselves, and those a week before and after: what to count. */
export function daysToCount(changes: readonly ClockChange[]): readonly string[] {
  return [...new Set(changes.flatMap(({ day }) => [-7, 0, 7].map((days) => movedBy(day, days))))].toSorted();
}

/** The zone whose clock changes the rows follow; null for none. */
export function smellClockChanges(changes: readonly ClockChange[], counts: HoursOfDays): string | null {
  for (const zone of new Set(changes.map((change) => change.zone))) {
    const ofZone = changes.filter((change) => change.zone === zone);
    if (follows(ofZone, "skipped", counts) || follows(ofZone, "repeated", counts)) return zone;
  }
  return null;
}

function follows(changes: readonly ClockChange[], is: ClockChange["is"], counts: HoursOfDays): boolean {
  let [found, expected] = [0, 0];
  for (const { day, hour } of changes.filter((change) => change.is === is)) {
    const rowsOn = (days: number): number => counts.get(movedBy(day, days))?.[hour] ?? 0;
    found += rowsOn(0);
    expected += (rowsOn(-7) + rowsOn(7)) / 2;
  }
  if (expected < EXPECTED_MIN) return false;
  return is === "skipped" ? found === 0 : found >= expected * REPEATED_RATIO_MIN;
}

function movedBy(day: string, days: number): string {
  return dayText(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

function lastSunday(month: number): (year: number) => string {
  return (year) => {
    const endMs = Date.UTC(year, month, 0);
    return dayText(endMs - weekdayOf(endMs) * DAY_MS);
  };
}

function nthSunday(month: number, nth: number): (year: number) => string {
  return (year) => {
    const startMs = Date.UTC(year, month - 1, 1);
    return dayText(startMs + (((7 - weekdayOf(startMs)) % 7) + (nth - 1) * 7) * DAY_MS);
  };
}

/** 0 is Sunday; the first of January 1970 was a Thursday. */
function weekdayOf(ms: number): number {
  return (((Math.floor(ms / DAY_MS) + 4) % 7) + 7) % 7;
}

function dayText(ms: number): string {
  return isoInstant(ms).slice(0, 10);
}
