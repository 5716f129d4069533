/** Local times called UTC: the hour that never was, and the one that was twice. */
import { expect, it } from "vitest";
import { clockChanges, daysToCount, smellClockChanges } from "../../src/profile/judge-clock-changes.ts";

it("clocks change on the Sundays that the calendar of 2024 has", () => {
  const changes = clockChanges("2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z");
  expect(changes.filter(({ zone }) => zone === "Central Europe")).toEqual([
    { zone: "Central Europe", day: "2024-03-31", hour: 2, is: "skipped" },
    { zone: "Central Europe", day: "2024-10-27", hour: 2, is: "repeated" },
  ]);
  expect(changes.filter(({ zone }) => zone === "North America").map(({ day, hour }) => [day, hour])).toEqual([
    ["2024-03-10", 2],
    ["2024-11-03", 1],
  ]);
  expect(daysToCount(changes)).toEqual(
    [
      "2024-03-03",
      "2024-03-10",
      "2024-03-17",
      "2024-03-24",
      "2024-03-31",
      "2024-04-07",
      "2024-10-20",
      "2024-10-27",
      "2024-10-27",
      "2024-11-03",
      "2024-11-03",
      "2024-11-10",
    ].filter((day, index, all) => all.indexOf(day) === index),
  );
});

it("only changes inside the range are asked, of the last ten years", () => {
  expect(clockChanges("2024-03-31T05:00:00Z", "2024-10-27T05:00:00Z")).toEqual([]);
  const years = clockChanges("1990-01-01T00:00:00Z", "2024-12-31T00:00:00Z").map(({ day }) => day.slice(0, 4));
  expect([Math.min(...years.map(Number)), Math.max(...years.map(Number))]).toEqual([2015, 2024]);
});

const changes = clockChanges("2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z");
/** Rows at 02:00 of the day, a week before and after it. */
function countsAt2(
  day: string,
  weekBefore: number,
  on: number,
  weekAfter: number,
): ReadonlyMap<string, readonly number[]> {
  const rows = [weekBefore, on, weekAfter];
  return new Map(
    rows.map((count, index) => {
      const ms = Date.parse(`${day}T00:00:00Z`) + (index - 1) * 7 * 86_400_000;
      return [
        new Date(ms).toISOString().slice(0, 10),
        Array.from({ length: 24 }, (_, hour) => (hour === 2 ? count : 0)),
      ];
    }),
  );
}

it.each([
  ["an empty hour where 20 rows were to be expected", "2024-03-31", [20, 0, 20], "Central Europe"],
  ["an empty hour where 19.5 were", "2024-03-31", [20, 0, 19], null],
  ["an hour with one row", "2024-03-31", [20, 1, 20], null],
  ["an hour with 1.6 times as many", "2024-10-27", [50, 80, 50], "Central Europe"],
  ["an hour with less", "2024-10-27", [50, 79, 50], null],
] as const)("%s", (_, day, [before, on, after], zone) => {
  expect(smellClockChanges(changes, countsAt2(day, before, on, after))).toBe(zone);
});
