import { describe, expect, it } from "vitest";
import { fnv1a, holdoutBucket, isHeldOut } from "../../src/domain/holdout.ts";

describe("the hash", () => {
  it.each([
    // growthbook/growthbook, packages/sdk-js/test/cases.json, "hash", version 2 (spec 0.5.4, read 2026-11-22).
    ["seed", "a", 505],
    ["seed", "b", 2_696],
    ["foo", "ab", 2_575],
    ["foo", "def", 2_019],
    ["89123klj", "8952klfjas09ujkasdf", 1_240],
    ["90850943850283058242805", "123", 7_516],
    ["()**(%$##$%#$#", '___)((*":&', 128],
    // The same file, "feature", "creates experiments properly": bucket 0.5231.
    ["feature", "123", 5_231],
  ])("puts %s, %s into GrowthBook's bucket %i of 10,000", (seed, value, bucket) => {
    expect(holdoutBucket(seed, value)).toBe(bucket);
  });

  it.each([
    // The same file, "hash", version 1: the last three digits of the hash of the value and the seed.
    ["a", 220],
    ["b", 77],
    ["ab", 946],
    ["def", 652],
    ["8952klfjas09ujkasdf", 549],
    ["123", 11],
    ['___)((*":&', 563],
  ])("of %s ends as GrowthBook's, with %i", (text, digits) => {
    expect(fnv1a(text) % 1_000).toBe(digits);
  });

  it.each([
    // draft-eastlake-fnv-17, appendix C: FNV-1a, 32 bits.
    ["", 0x811c9dc5],
    ["a", 0xe40c292c],
    ["foobar", 0xbf9cf968],
  ])("of %j is the published one", (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
  });

  it("takes a text by its UTF-16 code units: one letter of two units is not one of one", () => {
    // 2,166,136,261 xor 0xD83D, times 16,777,619, modulo 2^32; then the same with 0xDE00.
    expect(fnv1a("\u{1f600}")).toBe(
      Number((((((2_166_136_261n ^ 0xd83dn) * 16_777_619n) % 2n ** 32n) ^ 0xde00n) * 16_777_619n) % 2n ** 32n),
    );
  });
});

describe("a holdout", () => {
  const ids = Array.from({ length: 100_000 }, (_, at) => `customer ${at}`);
  const held = (buckets: number, seed: string): readonly string[] =>
    ids.filter((id) => isHeldOut({ buckets, seed }, id));

  it("of 2 % holds out 2 % of 100,000 people, within five standard deviations", () => {
    // Binomial: 100,000 × 0.02 = 2,000 with a standard deviation of √(2,000 × 0.98) = 44.3.
    for (const seed of ["aud_tier", "aud_club", "spring 2027"])
      expect(Math.abs(held(200, seed).length - 2_000)).toBeLessThan(5 * 44.3);
  });

  it("that grows keeps whom it held out; another seed holds out others", () => {
    const few = new Set(held(100, "aud_tier"));
    const more = new Set(held(200, "aud_tier"));
    expect([...few].filter((id) => !more.has(id))).toEqual([]);
    // Of 2,000 people about 2 % are in both: 40, standard deviation 6.3.
    const both = held(200, "aud_club").filter((id) => more.has(id)).length;
    expect(Math.abs(both - 40)).toBeLessThan(5 * 6.3);
  });

  it("takes the buckets below its share and not the one at it", () => {
    expect([isHeldOut({ buckets: 505, seed: "seed" }, "a"), isHeldOut({ buckets: 506, seed: "seed" }, "a")]).toEqual([
      false,
      true,
    ]);
  });
});
