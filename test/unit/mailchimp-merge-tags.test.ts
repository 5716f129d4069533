import { expect, test } from "vitest";
import { mergeTagsOf } from "../../src/destination/mailchimp/merge-tags.ts";

test("a name of ten letters or fewer is its own tag, in capitals", () => {
  expect(mergeTagsOf(["tier", "tier_until", "Balance-2"])).toEqual(
    new Map([
      ["tier", "TIER"],
      ["tier_until", "TIER_UNTIL"],
      ["Balance-2", "BALANCE_2"],
    ]),
  );
});

/**
 * Eleven letters and more: `loyalty_` goes first, then vowels inside words, then what is beyond the tenth letter.
 * TIER_VALID_TO → TR_VLD_T; EXPIRES_NEXT_MONTH → EXPRS_NXT_MNTH → EXPRS_NXT_.
 */
test("a longer name is shortened, always in the same way", () => {
  expect([...mergeTagsOf(["loyalty_tier", "loyalty_tier_valid_to", "expires_next_month"]).values()]).toEqual([
    "TIER",
    "TR_VLD_T",
    "EXPRS_NXT_",
  ]);
});

test("two names that come out as one tag are refused by their names", () => {
  expect(() => mergeTagsOf(["tier", "loyalty_tier"])).toThrow(
    expect.objectContaining({
      code: "merge_tag",
      message: "Properties tier and loyalty_tier would both be Mailchimp's merge tag TIER.",
    }),
  );
});

test.each(["email", "fname", "loyalty_address", "1st_tier"])("%s is no name of a field that we may fill", (name) => {
  expect(() => mergeTagsOf([name])).toThrow(expect.objectContaining({ code: "merge_tag" }));
});
