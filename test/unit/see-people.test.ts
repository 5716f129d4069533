import { describe, expect, it } from "vitest";
import type { Recognised } from "../../src/domain/recognition.ts";
import { seePeople } from "../../src/engine/see-people.ts";

const known = (recordId: string, by: "record" | "address"): Recognised => ({
  recordId,
  known: { identity: "ann", by, isDesired: true },
  isAmbiguous: false,
});
const stranger: Recognised = { recordId: "r3", known: null, isAmbiguous: false };
const addresses = new Map([
  ["r1", "old@x"],
  ["r2", "ann@x"],
  ["r3", "zoe@x"],
]);

describe("the people whom a take-over may claim", () => {
  it("are each known by their own address, also two contacts of one member", () => {
    const people = seePeople(
      { people: [known("r1", "record"), known("r2", "address"), stranger], addresses },
      "address",
    );
    expect(people.map(({ recordId, identity }) => [recordId, identity])).toEqual([
      ["r1", "old@x"],
      ["r2", "ann@x"],
      ["r3", null],
    ]);
  });

  it("are not claimed where the destination tells no address", () => {
    expect(seePeople({ people: [known("r4", "record")], addresses }, "address")).toMatchObject([{ identity: null }]);
  });

  it("are one contact per member where members are the identities", () => {
    const people = seePeople(
      { people: [known("r1", "record"), known("r2", "address"), stranger], addresses },
      "member",
    );
    expect(people.map(({ recordId, identity, isAmbiguous }) => [recordId, identity, isAmbiguous])).toEqual([
      ["r1", "ann", false],
      ["r2", null, true],
      ["r3", null, false],
    ]);
  });
});
