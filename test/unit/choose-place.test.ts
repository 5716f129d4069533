/** Which place a person means. */
import { describe, expect, it } from "vitest";
import type { Place } from "../../src/domain/place.ts";
import { choosePlace } from "../../src/engine/choose-place.ts";

const places = [list(2, "3"), list(3, "Loyalty Silver"), list(4, "Loyalty Golden")];

describe("a place that is named", () => {
  it("is the one of that number, also where a list is called so", () => {
    expect(choosePlace(places, "3", null).placeNo).toBe(3);
    expect(choosePlace(places, "2", null).placeNo).toBe(2);
  });

  it("is the one of that name otherwise", () => {
    expect(choosePlace(places, "Loyalty Golden", null).placeNo).toBe(4);
    expect(choosePlace([list(2, "30")], "30", null).placeNo).toBe(2);
  });

  it("is refused when several or none are meant", () => {
    expect(() => choosePlace([list(2, "VIP"), list(5, "VIP")], "VIP", null)).toThrow("Several places");
    expect(() => choosePlace(places, "Loyalty Green", null)).toThrow("knows no place");
  });
});

function list(placeNo: number, name: string): Place {
  const nowhere = { listId: null, isCreatedByUs: false, takenAtMs: null, accountId: "1", sync: "tiers" };
  return { ...nowhere, placeNo, name, kind: "list", model: "aud_tier", audience: "Golden" };
}
