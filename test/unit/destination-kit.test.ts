/** Redaction, batches and the book of receipts. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { createReceiptBook } from "../../src/destination/kit/receipt-book.ts";
import { MESSAGE_LENGTH_MAX, redact } from "../../src/destination/kit/redact.ts";
import { splitRows } from "../../src/destination/kit/split-rows.ts";

describe("redaction", () => {
  const nothing = { secrets: [], personal: [] };

  test.each([
    ["Contact ann.o'neil+x@mail.example.co.uk exists", "Contact [address] exists"],
    ["GET /name/ann%40example.com", "GET /name/[address]"],
    ["Contact ann＠example.com exists", "Contact [address] exists"],
    ["Contact änn﹫bücher．example exists", "Contact [address] exists"],
    ["GET /name/ann%2540example.com", "GET /name/[address]"],
    ["<b>ann&#64;example.com</b> and ann&#x40;example.com", "<b>[address]</b> and [address]"],
    ["Bearer abc.def-123 refused", "Bearer [secret] refused"],
    ["key pat-eu1-1234-abcd is wrong", "key [secret] is wrong"],
    ["Golden was not one of the allowed options", "Golden was not one of the allowed options"],
  ])("%s", (text, masked) => {
    expect(redact(text, nothing)).toBe(masked);
  });

  test("masks what it is told, in any case, special characters and the longest first", () => {
    const masked = redact("Ann (O'Neil) and ANN and $token*", {
      secrets: ["$token*"],
      personal: ["Ann", "ann (o'neil)"],
    });
    expect(masked).toBe("[value] and [value] and [secret]");
  });

  test("leaves texts of fewer than 3 characters alone", () => {
    expect(redact("an example of Bo", { secrets: [], personal: ["Bo", ""] })).toBe("an example of Bo");
    expect(redact("an example of Bob", { secrets: [], personal: ["Bob"] })).toBe("an example of [value]");
    // A name or a key within an address leaves nothing of it, be it known or not.
    const known = { secrets: [], personal: ["m02", "example", "m02@example.com"] };
    expect(redact("m02: m02@example.com, m023@example.org", known)).toBe("[value]: [value], [address]");
  });

  test("cuts after masking, to at most 500 characters", () => {
    expect(redact("x".repeat(MESSAGE_LENGTH_MAX), nothing)).toHaveLength(500);
    expect(redact("x".repeat(MESSAGE_LENGTH_MAX + 1), nothing)).toBe(`${"x".repeat(499)}…`);
    expect(redact(`${"x ".repeat(245)} ann@example.com`, nothing)).not.toMatch(/ann|example/u);
  });
});

describe("batches", () => {
  test("are cut at the number of rows", () => {
    const limit = { maxRows: 2, maxBytes: 100 };
    expect(splitRows(["a", "b"], limit, byLength)).toEqual([["a", "b"]]);
    expect(splitRows(["a", "b", "c"], limit, byLength)).toEqual([["a", "b"], ["c"]]);
    expect(splitRows([], limit, byLength)).toEqual([]);
  });

  test("are cut at the number of bytes; one row too large stands alone", () => {
    const limit = { maxRows: 10, maxBytes: 4 };
    expect(splitRows(["aa", "bb", "c", "ddddd", "e"], limit, byLength)).toEqual([
      ["aa", "bb"],
      ["c"],
      ["ddddd"],
      ["e"],
    ]);
  });

  test("keep every row, in order", () => {
    const parts = fc.tuple(
      fc.array(fc.string({ maxLength: 6 })),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 10 }),
    );
    fc.assert(
      fc.property(parts, ([rows, maxRows, maxBytes]) => {
        const split = splitRows(rows, { maxRows, maxBytes }, byLength);
        expect(split.flat()).toEqual(rows);
        for (const part of split) {
          expect(part.length).toBeLessThanOrEqual(maxRows);
          if (part.length > 1) expect(part.join("").length).toBeLessThanOrEqual(maxBytes);
        }
      }),
    );
  });
});

describe("the book of receipts", () => {
  const [one, two] = [rowNumbered(1), rowNumbered(2)];

  test("gives every row one receipt; the first stands", () => {
    const book = createReceiptBook([one, two]);
    book.accept(one, "9");
    book.refuse(one, "too_late");
    expect(book.finish("not_sent")).toEqual([
      { ordinal: 1, outcome: "accepted", reason: null, message: null, recordId: "9", ticket: null },
      { ordinal: 2, outcome: "withheld", reason: "not_sent", message: null, recordId: "7", ticket: null },
    ]);
  });

  test.each([
    ["accepted stays accepted", "accept", "accepted"],
    ["refused becomes unsettled", "refuse", "unsettled"],
    ["withheld becomes unsettled", "withhold", "unsettled"],
    ["unsettled stays unsettled", "unsettle", "unsettled"],
  ] as const)("after an ambiguous attempt: %s", (_label, verb, outcome) => {
    const book = createReceiptBook([one, two]);
    book.markAmbiguous([one]);
    for (const each of [one, two]) book[verb](each, "reason");
    const [first, second] = book.finish("not_sent");
    expect(first?.outcome).toBe(outcome);
    const plain = { accept: "accepted", refuse: "refused", withhold: "withheld", unsettle: "unsettled" };
    expect(second?.outcome).toBe(plain[verb]);
  });

  test("a row nobody answered is unsettled after an ambiguous attempt", () => {
    const book = createReceiptBook([one]);
    book.markAmbiguous([one]);
    expect(book.finish("not_sent")[0]?.outcome).toBe("unsettled");
  });
});

function byLength(row: string): number {
  return row.length;
}

function rowNumbered(ordinal: number): Change {
  return {
    ordinal,
    wave: 1,
    placeNo: 1,
    op: "update",
    identity: `m${ordinal}`,
    memberKey: `m${ordinal}`,
    recordId: "7",
    address: null,
    isAddressChanged: false,
    properties: {},
  };
}
