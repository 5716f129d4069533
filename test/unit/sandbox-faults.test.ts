import { describe, expect, test } from "vitest";
import { drawFault, LATE_BOUND_MS, parseFaults } from "../../src/sandbox/faults.ts";
import { shuffle } from "../../src/sandbox/kit/shuffle.ts";
import { seededRandom } from "../support/seeded-random.ts";

const drawing = (fraction: number): ReturnType<typeof seededRandom> => ({ fraction: () => fraction, id: () => "" });

describe("--fault", () => {
  test("reads statuses, silences and durations", () => {
    expect(parseFaults("429=0.05, 500=.01,late=0.01:90s,double=0.02,drop-row=1e0")).toEqual({
      ok: false,
      problem: '"drop-row=1e0" is not of the form name=share or name=share:duration.',
    });
    expect(parseFaults("429=0.05, 500=.01,late=0.01:90s,double=0.02,lost=0.1")).toEqual({
      ok: true,
      shares: [
        { fault: { kind: "status", status: 429 }, share: 0.05 },
        { fault: { kind: "status", status: 500 }, share: 0.01 },
        { fault: { kind: "late", withinMs: 90_000 }, share: 0.01 },
        { fault: { kind: "double", withinMs: LATE_BOUND_MS }, share: 0.02 },
        { fault: { kind: "lost" }, share: 0.1 },
      ],
    });
    expect(parseFaults("")).toEqual({ ok: true, shares: [] });
  });

  test.each([
    ["lots=0.1", /"lots" is no fault; known are 423, 429, /u],
    ["404=0.1", /"404" is no fault/u],
    ["lost", /not of the form/u],
    ["lost=-0.1", /not of the form/u],
    ["lost=1.01", /share of "lost" is 1.01; it must lie between 0 and 1/u],
    ["lost=0.1,lost=0.2", /"lost" stands twice/u],
    ["lost=0.1:20s", /"lost" takes no duration/u],
    ["late=0.1:20h", /not of the form/u],
    ["lost=0.6,late=0.5", /add up to 1.1; together they may not exceed 1/u],
  ])("refuses %s", (text, problem) => {
    const parsed = parseFaults(text);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? "" : parsed.problem).toMatch(problem);
  });

  test("shares that add up to exactly 1 are allowed, as 0.1 + 0.2 + 0.7", () => {
    expect(parseFaults("lost=0.1,timeout=0.2,429=0.7").ok).toBe(true);
  });
});

describe("drawFault", () => {
  const shares = [
    { fault: { kind: "lost" }, share: 0.25 },
    { fault: { kind: "timeout" }, share: 0.5 },
  ] as const;

  test.each([
    [0, "lost"],
    [0.2499, "lost"],
    [0.25, "timeout"],
    [0.7499, "timeout"],
    [0.75, undefined],
    [0.9999, undefined],
  ])("a draw of %f strikes %s", (fraction, kind) => {
    expect(drawFault(shares, drawing(fraction))?.kind).toBe(kind);
  });
});

test("shuffle reaches all six orders of three, each about equally often", () => {
  const random = seededRandom(1);
  const counts = new Map<string, number>();
  for (let round = 0; round < 6000; round += 1) {
    const order = shuffle(["a", "b", "c"], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // 1,000 expected each, standard deviation 29: 850 is five of them away.
  for (const count of counts.values()) expect(count).toBeGreaterThan(850);
});
