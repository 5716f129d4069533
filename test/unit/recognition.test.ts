import { expect, test } from "vitest";
import { settleRecognised, type KnownBy, type Recognised } from "../../src/domain/recognition.ts";

function contact(recordId: string, by: KnownBy | null): Recognised {
  return { recordId, known: by === null ? null : { identity: "ann", by, isDesired: true }, isAmbiguous: false };
}

function settled(...found: readonly (KnownBy | null)[]): readonly (string | boolean)[] {
  const contacts = found.map((by, at) => contact(`r${at + 1}`, by));
  return settleRecognised(contacts).map(({ known, isAmbiguous }) => known?.by ?? isAmbiguous);
}

test("one customer is one record: the one that is known most surely", () => {
  expect(settled("address")).toEqual(["address"]);
  expect(settled("address", "identity", "record")).toEqual([true, "identity", true]);
  expect(settled("address", "record")).toEqual([true, "record"]);
});

test("two that are known equally well are both ambiguous, and a stranger stays one", () => {
  expect(settled("address", "address", null)).toEqual([true, true, false]);
  expect(settled("record", "record", "address")).toEqual([true, true, true]);
});
