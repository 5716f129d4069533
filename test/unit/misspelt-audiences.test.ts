/** A mistyped audience leaves a list empty without a word; the doctor asks what was meant. */
import { expect, test } from "vitest";
import { judgeAudiences } from "../../src/cli/doctor/misspelt-audiences.ts";
import { syncNamed } from "../engine/engine-setup.ts";

const lists = [
  { audience: "Golden", list: "Loyalty Golden" },
  { audience: "Sliver", list: "Loyalty Silver" },
];
const sync = syncNamed("tiers", { audiences: [{ model: "aud_tier", lists }] });

test("an audience that the model does not hold is asked about where a near one fills no list", () => {
  expect(judgeAudiences(sync, "aud_tier", ["Golden", "Silver"])).toMatchObject([
    {
      mark: "warn",
      code: "audience_unknown",
      said: "syncs/tiers.yml:21: aud_tier holds no audience Sliver, so nobody is put on Loyalty Silver.",
      remedy: "Did you mean Silver? aud_tier holds: Golden, Silver.",
    },
  ]);
});

test("an audience that nobody is in now is no mistake", () => {
  expect(judgeAudiences(sync, "aud_tier", ["Golden"])).toEqual([]);
  expect(judgeAudiences(sync, "aud_tier", ["Golden", "Sliver", "Silver"])).toEqual([]);
});
