/** Two syncs that write files to one url. */
import { expect, test } from "vitest";
import type { Sync } from "../../src/domain/sync.ts";
import { checkOwners } from "../../src/engine/check-owners.ts";
import { syncNamed } from "./engine-setup.ts";

const FILES = { type: "files", secrets: {}, address: "./exports", options: {}, written: {} };
const lists = (list: string): Sync["audiences"] => [{ model: "aud_tier", lists: [{ audience: "Golden", list }] }];
const tiers: Sync = { ...syncNamed("tiers", { destination: FILES }), properties: [], audiences: lists("Golden") };
const journal = { allPlaces: async () => [] };

test("may send different lists", async () => {
  const other: Sync = { ...syncNamed("other", { destination: FILES }), properties: [], audiences: lists("Silver") };
  await expect(checkOwners(journal, tiers, "./exports", [tiers, other])).resolves.toBeUndefined();
});

test("are refused where they send the same list, with both files and what parts them", async () => {
  const other: Sync = { ...syncNamed("other", { destination: FILES }), properties: [], audiences: lists("Golden") };
  await expect(checkOwners(journal, tiers, "./exports", [tiers, other])).rejects.toMatchObject({
    code: "two_owners",
    message: expect.stringMatching(/^Two syncs own the list Golden: tiers \(.*tiers.*\) and other \(.*other.*\)\.$/u),
    remedy:
      "Let one sync own it: one audience that is the union of both. Or let one of them name it otherwise, or name another url.",
  });
});
