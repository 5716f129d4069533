/** The hints about time of day, at both sides of each limit. */
import { describe, expect, it } from "vitest";
import { smellNight, smellsOfDates, smellShift } from "../../src/profile/judge-hours.ts";

/** Rows by hour: a shop open from `from` for `length` hours, 100 rows each, wrapping at midnight. */
function openFrom(from: number, length: number): readonly number[] {
  return Array.from({ length: 24 }, (_, hour) => ((hour - from + 24) % 24 < length ? 100 : 0));
}

describe("night hours", () => {
  it.each([
    // Of 400 rows, those at 01, 02, 03 and 04.
    [[0, 100, 50, 25, 25, 200], 0.5],
    [[0, 100, 50, 25, 24, 201], null],
    // At 00 and 05 it is not night.
    [[200, 0, 0, 0, 0, 200], null],
    // Fewer than 200 rows say nothing.
    [[0, 199], null],
    [[0, 200], 1],
  ])("%j smell: %j", (hours, share) => {
    expect(smellNight(Array.from({ length: 24 }, (_, hour) => hours[hour] ?? 0))).toBe(share);
  });
});

describe("dates taken for instants", () => {
  const days = { firstAt: "2024-01-01T00:00:00Z", lastAt: "2024-02-01T00:00:00Z" };
  it("smell when nine in ten are at midnight, on several days", () => {
    expect(smellsOfDates({ rows: 20, midnight: 18, ...days })).toBe(true);
    expect(smellsOfDates({ rows: 20, midnight: 17, ...days })).toBe(false);
    expect(smellsOfDates({ rows: 19, midnight: 19, ...days })).toBe(false);
  });
  it("do not when everything happened at one instant, as a migration has it", () => {
    expect(smellsOfDates({ rows: 20, midnight: 20, firstAt: days.firstAt, lastAt: days.firstAt })).toBe(false);
  });
});

describe("a shift between two models", () => {
  it.each([5, 1, -1, -8, 12])("of %i hours is found", (shift) => {
    // Open for 8 hours; a shift of one hour overlaps in 7 of 8, which is no smell.
    const length = Math.abs(shift) === 1 ? 2 : 8;
    expect(smellShift(openFrom(8, length), openFrom(8 + shift, length))).toBe(shift);
  });
  it("is none where shapes agree, or no shift makes them agree", () => {
    expect(smellShift(openFrom(8, 8), openFrom(8, 8))).toBeNull();
    expect(smellShift(openFrom(8, 8), openFrom(9, 8))).toBeNull();
    expect(smellShift(openFrom(8, 1), openFrom(0, 24))).toBeNull();
  });
  it("is not looked for among fewer than 200 rows", () => {
    const [few, enough] = [99, 100].map((rows) => openFrom(20, 2).map((value) => (value / 100) * rows));
    expect(smellShift(openFrom(8, 2), few ?? [])).toBeNull();
    expect(smellShift(openFrom(8, 2), enough ?? [])).toBe(12);
  });
});
