import { expect, test } from "vitest";
import { jsonSchema } from "../../../src/config/json-schema.ts";
import { RENAMED_SETTINGS, RENAMED_SYNC_KEYS } from "../../../src/config/renamed-keys.ts";
import { readSyncFile } from "../../../src/config/sync-file.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

/** The keys that can stand beside the one at this path. */
function keysBeside(schema: Schema | undefined, path: string): readonly string[] {
  const parents = path.split(".").slice(0, -1);
  const at = parents.reduce<Schema | undefined>((within, key) => {
    const next = within?.properties?.[key];
    return next?.items ?? next;
  }, schema);
  // Of a destination: HubSpot's, whose keys once had other names.
  return Object.keys((at?.oneOf?.[0] ?? at)?.properties ?? {});
}

test.each([
  ["tierline", RENAMED_SETTINGS],
  ["sync", RENAMED_SYNC_KEYS],
] as const)("every new name in %s is a key, and no old one is", (name, renamed) => {
  expect(Object.keys(renamed).length).toBeGreaterThan(5);
  for (const [path, newName] of Object.entries(renamed)) {
    const known = keysBeside(jsonSchema(name), path);
    expect(known, path).toContain(newName);
    expect(known, path).not.toContain(path.split(".").at(-1));
  }
});

test("the new name is told at the line of the old one", () => {
  const text = `name: a
destination: {type: hubspot, token: "{{ env_var('T') }}"}
members: {model: aud_members, primary_key: id}
audiences: [{model: aud_tier, segments: {Golden: G}, lists: {Silver: S}}]
`;
  const read = readSyncFile("syncs/a.yml", text, { environment: {}, credentials: "unused" });
  const problems = read.kind === "problems" ? read.problems : [];
  expect(problems.map(({ code, message, location }) => [code, message, location?.line])).toEqual([
    ["renamed_key", '"primary_key" is called "key" here.', 3],
    ["renamed_key", '"segments" is called "lists" here.', 4],
  ]);
});
