import { expect, test } from "vitest";
import { rowsBefore, type SourceCounts } from "../../src/domain/plan.ts";

const counted = (model: string, rows: number, before: number | null, isSuppression = false): SourceCounts => ({
  model,
  rows,
  rowsBefore: before,
  duplicates: 0,
  isSuppression,
  unmatched: 0,
});
const LAST = [counted("aud_members", 60, 90), counted("aud_suppressed", 48, 10, true), counted("aud_tier", 55, null)];
const source = (model: string, isSuppression = false) => ({ model, isSuppression });

test("a source is measured by the last applied plan, and by the larger of two when that was sent in part", () => {
  expect(rowsBefore(LAST, source("aud_members"), true)).toBe(60);
  expect(rowsBefore(LAST, source("aud_members"), false)).toBe(90);
  expect(rowsBefore(LAST, source("aud_suppressed", true), false)).toBe(48);
  expect(rowsBefore(LAST, source("aud_tier"), false)).toBe(55);
});

test("a suppress model under another name is the suppress model; any other model is a new one", () => {
  expect(rowsBefore(LAST, source("aud_optouts", true), true)).toBe(48);
  expect(rowsBefore(LAST, source("aud_people"), true)).toBeNull();
  // Nothing was suppressed before: a members' model of that name says nothing about it.
  expect(rowsBefore([counted("aud_optouts", 5, null)], source("aud_optouts", true), true)).toBeNull();
  expect(rowsBefore([], source("aud_members"), true)).toBeNull();
});
