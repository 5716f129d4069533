/** Amounts as `explain --json` promises them. */
import { expect, test } from "vitest";
import { amountText } from "../../src/engine/amount-text.ts";

test.each([
  // As BigQuery writes them.
  ["2500", "2500.0000"],
  ["-60.5", "-60.5000"],
  ["0", "0.0000"],
  ["0.0001", "0.0001"],
  // As the others do.
  ["2500.0000", "2500.0000"],
  ["-0.5000", "-0.5000"],
  // An integer, where a query adds nothing but those.
  [0, "0.0000"],
  [null, null],
  [undefined, null],
])("%s has four places", (cell, written) => {
  expect(amountText(cell)).toBe(written);
});
