import { describe, expect, it } from "vitest";
import type { Change, Op } from "../../src/domain/change.ts";
import type { Place } from "../../src/domain/place.ts";
import type { BatchLimit, DestinationLimits } from "../../src/destination/destination.ts";
import { cutBatches } from "../../src/engine/cut-batches.ts";

function limitsOf(limit: BatchLimit): DestinationLimits {
  const ops = { enter: limit, update: limit, leave: limit };
  return { batches: { contact: ops, list: ops }, windows: [], concurrency: 1 };
}

function change(ordinal: number, placeNo: number, op: Op): Change {
  return {
    ordinal,
    wave: 2,
    placeNo,
    op,
    identity: "m",
    memberKey: "m",
    recordId: null,
    address: null,
    isAddressChanged: false,
    properties: {},
  };
}

function place(placeNo: number): Place {
  return {
    kind: "list",
    name: `list ${placeNo}`,
    model: "aud_tier",
    audience: "a",
    placeNo,
    sync: "tiers",
    accountId: "1",
    listId: "7",
    isCreatedByUs: true,
    takenAtMs: 0,
  };
}

const places = new Map([1, 2].map((placeNo) => [placeNo, place(placeNo)]));

/** The ordinals of each batch, and how many rows each page was asked for. */
async function cut(
  changes: readonly Change[],
  limit: BatchLimit,
  pageRows: number,
): Promise<{ readonly batches: readonly string[]; readonly pages: readonly number[] }> {
  const pages: number[] = [];
  const source = {
    changes: async (_: number, __: unknown, after: number, rows: number): Promise<readonly Change[]> => {
      pages.push(after);
      return changes.filter(({ ordinal }) => ordinal > after).slice(0, rows);
    },
  };
  const batches: string[] = [];
  const plan = { planNo: 1, places, limits: limitsOf(limit) };
  for await (const batch of cutBatches(source, plan, 2, pageRows))
    batches.push(`${batch.op} ${batch.place.placeNo}: ${batch.changes.map(({ ordinal }) => ordinal).join(" ")}`);
  return { batches, pages };
}

const wide: BatchLimit = { maxRows: 100, maxBytes: 1_000_000 };
const mixed = [
  change(1, 1, "enter"),
  change(2, 1, "enter"),
  change(3, 1, "update"),
  change(4, 2, "update"),
  change(5, 2, "update"),
];

describe("batches", () => {
  it("hold one operation at one place, in order", async () => {
    expect((await cut(mixed, wide, 10)).batches).toEqual(["enter 1: 1 2", "update 1: 3", "update 2: 4 5"]);
  });

  it("hold no more rows than the destination takes", async () => {
    const five = [1, 2, 3, 4, 5].map((ordinal) => change(ordinal, 1, "enter"));
    expect((await cut(five, { ...wide, maxRows: 2 }, 10)).batches).toEqual([
      "enter 1: 1 2",
      "enter 1: 3 4",
      "enter 1: 5",
    ]);
  });

  it("hold no more bytes than the destination takes, but always one row", async () => {
    const bytes = JSON.stringify(change(1, 1, "enter")).length;
    const three = [1, 2, 3].map((ordinal) => change(ordinal, 1, "enter"));
    expect((await cut(three, { ...wide, maxBytes: 2 * bytes }, 10)).batches).toEqual(["enter 1: 1 2", "enter 1: 3"]);
    expect((await cut(three, { ...wide, maxBytes: 2 * bytes - 1 }, 10)).batches).toEqual([
      "enter 1: 1",
      "enter 1: 2",
      "enter 1: 3",
    ]);
    expect((await cut(three, { ...wide, maxBytes: 1 }, 10)).batches).toHaveLength(3);
  });

  it("go on across pages; each page begins after the one before, and a short one is the last", async () => {
    const five = [1, 2, 3, 4, 5].map((ordinal) => change(ordinal, 1, "enter"));
    expect(await cut(five, wide, 2)).toEqual({ batches: ["enter 1: 1 2 3 4 5"], pages: [0, 2, 4] });
    expect(await cut(five.slice(0, 4), wide, 2)).toEqual({ batches: ["enter 1: 1 2 3 4"], pages: [0, 2, 4] });
    expect(await cut([], wide, 2)).toEqual({ batches: [], pages: [0] });
  });

  it("are refused for a place that the plan does not know", async () => {
    await expect(cut([change(1, 9, "enter")], wide, 2)).rejects.toThrow("place 9");
  });
});
