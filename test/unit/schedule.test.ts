/** What is due when: croner's rules where clocks change, and one run for whatever was missed. */
import { describe, expect, test } from "vitest";
import { dueSyncs, nextDue, type ScheduledSync } from "../../src/domain/due-syncs.ts";
import { isCron, nextDueMs, type Schedule } from "../../src/domain/schedule.ts";

const HOURLY: Schedule = { cron: "15 * * * *", timeZone: "Europe/Amsterdam" };
const AT_HALF_PAST_TWO: Schedule = { cron: "30 2 * * *", timeZone: "Europe/Amsterdam" };

function dues(schedule: Schedule, from: string, count: number): readonly string[] {
  const found: string[] = [];
  let atMs: number | null = Date.parse(from);
  while (found.length < count && atMs !== null) {
    atMs = nextDueMs(schedule, atMs);
    if (atMs !== null) found.push(new Date(atMs).toISOString().slice(0, 16));
  }
  return found;
}

function at(time: string): number {
  return Date.parse(`2026-11-22T${time}Z`);
}

function sync(name: string, last: string, schedule = HOURLY): ScheduledSync {
  return { name, schedule, lastMs: at(last) };
}

describe("the next time", () => {
  test("is strictly after the instant that is asked for", () => {
    expect(dues(HOURLY, "2026-11-22T12:14:59.999Z", 1)).toEqual(["2026-11-22T12:15"]);
    expect(dues(HOURLY, "2026-11-22T12:15:00.000Z", 1)).toEqual(["2026-11-22T13:15"]);
  });

  test("is meant in the schedule's time zone", () => {
    // India is five and a half hours ahead: 06:00 there is 00:30 UTC.
    expect(dues({ cron: "0 6 * * *", timeZone: "Asia/Kolkata" }, "2026-11-22T00:00:00Z", 1)).toEqual([
      "2026-11-22T00:30",
    ]);
  });

  // On 2026-03-29 at 01:00 UTC Amsterdam goes from 02:00 to 03:00: there is no 02:30 that day.
  test("in spring, an hour that does not exist is due at the first minute after it", () => {
    expect(dues(AT_HALF_PAST_TWO, "2026-03-28T12:00:00Z", 2)).toEqual(["2026-03-29T01:00", "2026-03-30T00:30"]);
    expect(dues(HOURLY, "2026-03-29T00:00:00Z", 3)).toEqual([
      "2026-03-29T00:15",
      "2026-03-29T01:15",
      "2026-03-29T02:15",
    ]);
  });

  // On 2026-10-25 at 01:00 UTC Amsterdam goes from 03:00 back to 02:00: 02:30 comes at 00:30 and at 01:30 UTC.
  test("in autumn, an hour that comes twice is due once, and each hour of an hourly schedule is due", () => {
    expect(dues(AT_HALF_PAST_TWO, "2026-10-24T12:00:00Z", 2)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
    expect(dues(HOURLY, "2026-10-24T23:30:00Z", 3)).toEqual([
      "2026-10-25T00:15",
      "2026-10-25T01:15",
      "2026-10-25T02:15",
    ]);
  });

  test("never comes for a day that does not exist", () => {
    expect(nextDueMs({ cron: "0 0 31 2 *", timeZone: "UTC" }, 0)).toBeNull();
  });

  test("needs five fields that mean something", () => {
    expect(["15 * * * *", "*/5 6-18 * * 1-5", "@hourly"].map(isCron)).toEqual([true, true, true]);
    expect(["* * *", "61 * * * *", "", "* * * * * *", "noon"].map(isCron)).toEqual([false, false, false, false, false]);
  });
});

describe("what is due", () => {
  test("is nothing before its time, and the sync at its time", () => {
    expect(dueSyncs([sync("a", "12:15:01")], at("13:14:59.999"))).toEqual([]);
    expect(dueSyncs([sync("a", "12:15:01")], at("13:15:00"))).toEqual([
      { name: "a", dueMs: at("13:15:00"), missed: 0 },
    ]);
  });

  test("is once what was missed several times", () => {
    // Last begun at 08:20; 09:15, 10:15, 11:15 and 12:15 went by.
    expect(dueSyncs([sync("a", "08:20:00")], at("12:40:00"))).toEqual([
      { name: "a", dueMs: at("09:15:00"), missed: 3 },
    ]);
  });

  test("is everything of the same minute together, by name", () => {
    const nightly: Schedule = { cron: "15 13 * * *", timeZone: "UTC" };
    const syncs = [sync("b", "12:15:00"), sync("a", "12:15:00", nightly), sync("c", "13:15:00")];
    expect(dueSyncs(syncs, at("13:15:30")).map(({ name }) => name)).toEqual(["a", "b"]);
    expect(nextDue(syncs)).toEqual({ atMs: at("13:15:00"), names: ["a", "b"] });
  });
});
