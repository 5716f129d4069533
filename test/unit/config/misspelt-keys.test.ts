/** A key that is misspelt is told once, and hides nothing else that is wrong. */
import { expect, test } from "vitest";
import { readSyncFile } from "../../../src/config/sync-file.ts";

test.each([
  ["is not missing besides", "member: {model: aud_members}", ["unknown_key 3"]],
  [
    "that means no other is told beside the one that is missing",
    "audience_model: aud",
    ["missing_key 1", "unknown_key 3"],
  ],
  [
    "hides no wrong value of the key that it is near to",
    "members: 5\nmember: {model: aud_members}",
    ["invalid_value 3", "unknown_key 4"],
  ],
])("a misspelt key %s", (_what, members, expected) => {
  const text = `name: tiers
destination: {type: files, url: tiers}
${members}
properties: {tier: {column: tier_name, type: string}}
`;
  const read = readSyncFile("syncs/a.yml", text, { environment: {}, credentials: "needed" });
  const problems = read.kind === "sync" ? [] : read.problems;
  expect(problems.map(({ code, location }) => `${code} ${location?.line}`)).toEqual(expected);
});
