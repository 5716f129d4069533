import { describe, expect, test } from "vitest";
import type { Problem } from "../../../src/domain/errors.ts";
import { readSyncFile, type SyncFile } from "../../../src/config/sync-file.ts";

const ENVIRONMENT = { HUBSPOT_TOKEN: "pat-example", HUBSPOT_URL: "http://127.0.0.1:4010/" };

const WHOLE = `# yaml-language-server: $schema=../schemas/sync.schema.json
name: hubspot_tiers
destination:
  type: hubspot
  token: "{{ env_var('HUBSPOT_TOKEN') }}"
  base_url: "{{ env_var('HUBSPOT_URL', 'https://api.hubapi.com') }}"
members: {model: aud_members, key: customer_id, email: email, reason: reason_code, create_contacts: true, on_leave: clear}
properties:
  loyalty_tier:    {column: tier_name, type: enumeration}
  loyalty_balance: {column: balance, type: number, format: floor2, label: Points}
audiences:
  - {model: aud_tier, lists: {Golden: "Loyalty Golden", Silver: "Loyalty Silver"}}
guards: {leaves: {share_max: 25%, count_min: 10}, first_run_max: 5}
cool_down: 30s
`;

const SHORT = `name: tiers
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}"}
members: {model: aud_members}
properties: {loyalty_tier: {column: tier_name, type: string}}
`;

function accepted(text: string): SyncFile["sync"] {
  const read = readSyncFile("syncs/a.yml", text, { environment: ENVIRONMENT, credentials: "needed" });
  if (read.kind !== "sync") throw new Error(JSON.stringify(read.problems));
  return read.file.sync;
}

function problemsOf(text: string, environment: Record<string, string> = ENVIRONMENT): readonly Problem[] {
  const read = readSyncFile("syncs/a.yml", text, { environment, credentials: "needed" });
  return read.kind === "sync" ? [] : read.problems;
}

describe("a sync file", () => {
  test("becomes a sync", () => {
    const { definitionHash, mappingHash, ...sync } = accepted(WHOLE);
    expect(sync).toEqual({
      name: "hubspot_tiers",
      location: { file: "syncs/a.yml", line: 2, column: 1, text: "name: hubspot_tiers" },
      listLocations: new Map([
        ["Loyalty Golden", { file: "syncs/a.yml", line: 12, column: 31, text: WHOLE.split("\n")[11] }],
        ["Loyalty Silver", { file: "syncs/a.yml", line: 12, column: 57, text: WHOLE.split("\n")[11] }],
      ]),
      propertyLocations: new Map([
        ["loyalty_tier", { file: "syncs/a.yml", line: 9, column: 3, text: WHOLE.split("\n")[8] }],
        ["loyalty_balance", { file: "syncs/a.yml", line: 10, column: 3, text: WHOLE.split("\n")[9] }],
      ]),
      exclusionLocations: new Map(),
      destination: {
        type: "hubspot",
        secrets: { token: "pat-example" },
        address: "http://127.0.0.1:4010",
        options: {},
        written: {},
      },
      members: {
        model: "aud_members",
        key: "customer_id",
        email: "email",
        reason: "reason_code",
        createContacts: true,
        onLeave: "clear",
      },
      properties: [
        { name: "loyalty_balance", column: "balance", type: "number", format: "floor2", label: "Points" },
        { name: "loyalty_tier", column: "tier_name", type: "enumeration", format: null, label: "Loyalty tier" },
      ],
      audiences: [
        {
          model: "aud_tier",
          lists: [
            { audience: "Golden", list: "Loyalty Golden" },
            { audience: "Silver", list: "Loyalty Silver" },
          ],
        },
      ],
      guards: {
        leaves: { shareMax: 0.25, countMin: 10, countMax: 10_000 },
        enters: { shareMax: 0.2, countMin: 50, countMax: 10_000 },
        updates: { shareMax: 1, countMin: Number.MAX_SAFE_INTEGER, countMax: Number.MAX_SAFE_INTEGER },
        firstRunMax: 5,
        shrinkShareMax: 0.3,
      },
      coolDownMs: 30_000,
      suppress: null,
      consent: null,
      holdout: null,
      applyOn: null,
    });
    expect([definitionHash, mappingHash]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u), expect.any(String)]);
  });

  test("has defaults", () => {
    const sync = accepted(SHORT);
    expect(sync.destination.address).toBe("https://api.hubapi.com");
    expect(sync.members).toEqual({
      model: "aud_members",
      key: "customer_id",
      email: "email",
      reason: "reason_code",
      createContacts: true,
      onLeave: "clear",
    });
    expect(sync.coolDownMs).toBeNull();
    expect(sync.audiences).toEqual([]);
  });

  test("is read without a credential where none is needed", () => {
    const read = readSyncFile("syncs/a.yml", SHORT, { environment: {}, credentials: "unused" });
    expect(read.kind === "sync" && read.file.sync.destination.secrets).toEqual({});
  });
});

describe("the hashes of a sync file", () => {
  const base = accepted(WHOLE);
  const hashes = (from: string, to: string): readonly [boolean, boolean] => {
    if (!WHOLE.includes(from)) throw new Error(`${from} is not in the file`);
    const changed = accepted(WHOLE.replace(from, to));
    return [changed.definitionHash !== base.definitionHash, changed.mappingHash !== base.mappingHash];
  };

  test.each([
    ["a comment", "# yaml-language", "# another", false, false],
    [
      "the place of a key",
      "{column: tier_name, type: enumeration}",
      "{type: enumeration, column: tier_name}",
      false,
      false,
    ],
    [
      "the order of lists",
      'Golden: "Loyalty Golden", Silver: "Loyalty Silver"',
      'Silver: "Loyalty Silver", Golden: "Loyalty Golden"',
      false,
      false,
    ],
    ["the address", "HUBSPOT_URL', 'https://api.hubapi.com'", "OTHER', 'http://localhost:1'", false, false],
    ["a guard", "share_max: 25%", "share_max: 0.24", true, false],
    ["a label", "label: Points", "label: Balance", true, false],
    ["a list", "Loyalty Silver", "Silver", true, false],
    ["what happens on leave", "on_leave: clear", "on_leave: keep", true, false],
    ["a column", "column: balance", "column: amount", true, true],
    ["a format", "floor2", "ceil2", true, true],
    ["a property", "loyalty_tier: ", "loyalty_level: ", true, true],
    ["the members' key", "key: customer_id", "key: member_id", true, true],
  ])("%s", (_name, from, to, definition, mapping) => {
    expect(hashes(from, to)).toEqual([definition, mapping]);
  });

  test("the same share in another spelling is the same", () => {
    expect(hashes("share_max: 25%", "share_max: 0.25")).toEqual([false, false]);
  });

  test("another credential is the same sync", () => {
    const other = readSyncFile("syncs/a.yml", WHOLE, {
      environment: { ...ENVIRONMENT, HUBSPOT_TOKEN: "other" },
      credentials: "needed",
    });
    expect(other.kind === "sync" && other.file.sync.definitionHash).toBe(base.definitionHash);
  });
});

describe("a wrong sync file is refused with the place and the remedy", () => {
  test.each([
    ["an unknown key", "members: {model", "member: {model", [["unknown_key", 3, 1]]],
    ["an unknown key inside", "{model: aud_members}", "{model: aud_members, emial: email}", [["unknown_key", 3, 31]]],
    ["an unknown type", "type: string", "type: text", [["unknown_value", 4, 54]]],
    ["an unknown destination", "type: hubspot", "type: hubspto", [["unknown_value", 2, 21]]],
    ["a name with a capital", "name: tiers", "name: Tiers", [["invalid_value", 1, 7]]],
    ["a name of 41 letters", "name: tiers", `name: ${"a".repeat(41)}`, [["invalid_value", 1, 7]]],
    ["a number as name", "name: tiers", "name: 7", [["invalid_value", 1, 7]]],
    ["a property's name", "{loyalty_tier:", "{Loyalty Tier:", [["invalid_value", 4, 14]]],
    ["an identity as property", "{loyalty_tier:", "{email:", [["invalid_value", 4, 14]]],
    ["a format for text", "type: string", "type: string, format: floor2", [["invalid_value", 4, 70]]],
    ["nothing to send", "properties: {loyalty_tier: {column: tier_name, type: string}}", "", [["invalid_value", 1, 1]]],
    ["Jinja elsewhere", "model: aud_members", `model: "{{ env_var('M') }}"`, [["invalid_value", 3, 18]]],
    ["a key twice", "name: tiers", "name: tiers\nname: tiers", [["duplicate_key", 2, 1]]],
    ["a broken bracket", "string}}", "string}", [["yaml_syntax", 5, 1]]],
    ["a tab", "members: {", "members:\n\tx: {", [["yaml_syntax", 4, 1]]],
    ["two documents", "members: {", "---\nmembers: {", [["yaml_syntax", 3, 1]]],
    ["an empty file", SHORT, "", [["invalid_value", 1, 1]]],
    ["a list", SHORT, "- a", [["invalid_value", 1, 1]]],
    ["a share above one", "members: {", "guards: {shrink_share_max: 20}\nmembers: {", [["invalid_value", 3, 28]]],
    ["a share above 100%", "members: {", "guards: {shrink_share_max: 100.5%}\nmembers: {", [["invalid_value", 3, 28]]],
    ["an early cool-down", "members: {", "cool_down: 14m\nmembers: {", [["invalid_value", 3, 12]]],
    ["a bare cool-down", "members: {", "cool_down: 900\nmembers: {", [["invalid_value", 3, 12]]],
    [
      "count_min above count_max",
      "members: {",
      "guards: {enters: {count_min: 10001}}\nmembers: {",
      [["invalid_value", 3, 30]],
    ],
    [
      "a model twice",
      "members: {",
      "audiences: [{model: a, lists: {A: A}}, {model: a, lists: {B: B}}]\nmembers: {",
      [["invalid_value", 3, 48]],
    ],
    [
      "an audience without lists",
      "members: {",
      "audiences: [{model: a, lists: {}}]\nmembers: {",
      [["invalid_value", 3, 31]],
    ],
  ])("%s", (_name, from, to, expected) => {
    expect(
      problemsOf(SHORT.replace(from, to)).map(({ code, location }) => [code, location?.line, location?.column]),
    ).toEqual(expected);
  });

  test("all at once, in the order of the file", () => {
    const text = SHORT.replace("type: hubspot", "type: hubspo")
      .replace("column: tier_name", "colum: tier_name")
      .replace("name: tiers", "name: A");
    expect(problemsOf(text).map(({ code, location }) => [code, location?.line])).toEqual([
      ["invalid_value", 1],
      ["unknown_value", 2],
      ["unknown_key", 4],
    ]);
  });

  test("with the word that was meant", () => {
    expect(problemsOf(SHORT.replace("type: string", "type: enumaration"))[0]?.remedy).toBe(
      'Did you mean "enumeration"? Known: string, number, date, datetime, enumeration, bool.',
    );
    expect(problemsOf(SHORT.replace("column:", "colum:"))[0]?.remedy).toBe(
      'Did you mean "column"? Known: column, type, format, label.',
    );
  });

  test.each([
    ["a credential in the file", "{{ env_var('HUBSPOT_TOKEN') }}", "pat-na1-example", "secret_in_file"],
    [
      "a default credential beside it",
      "{{ env_var('HUBSPOT_TOKEN') }}",
      "pat-{{ env_var('HUBSPOT_TOKEN') }}",
      "secret_in_file",
    ],
    ["a credential as default", "env_var('HUBSPOT_TOKEN')", "env_var('NOT_SET', 'pat-na1-example')", "secret_in_file"],
    ["other Jinja", "env_var('HUBSPOT_TOKEN')", "var('pat-na1-example')", "secret_in_file"],
    ["a variable that is not set", "HUBSPOT_TOKEN", "OTHER_TOKEN", "missing_variable"],
    [
      "an address with a password",
      "type: hubspot",
      "type: hubspot, base_url: 'https://u:pat-na1-example@x.example'",
      "invalid_value",
    ],
    ["a plain address elsewhere", "type: hubspot", "type: hubspot, base_url: 'http://api.example'", "invalid_value"],
  ])("%s: never shown", (_name, from, to, code) => {
    const problems = problemsOf(SHORT.replace(from, to));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.location).toMatchObject({ file: "syncs/a.yml", line: 2 });
    expect(JSON.stringify(problems)).not.toContain("pat-na1");
    expect(problems[0]?.location?.text).toBeUndefined();
  });

  test("an empty credential is named by its variable", () => {
    expect(problemsOf(SHORT, { HUBSPOT_TOKEN: "" })[0]?.message).toBe(
      "The environment variable HUBSPOT_TOKEN is empty.",
    );
  });

  test.each(["two words", "pat-ż", "“pat”"])("no header can bear %s", (token) => {
    const problems = problemsOf(SHORT, { HUBSPOT_TOKEN: token });
    expect(problems[0]?.message).toContain("holds a blank or a letter beyond ASCII");
    expect(JSON.stringify(problems)).not.toContain(token);
  });
});

describe("a cool-down below the destination's own", () => {
  test("is accepted against a sandbox on this machine", () => {
    expect(accepted(WHOLE).coolDownMs).toBe(30_000);
  });

  test("is refused against the real service, and the destination's own is accepted", () => {
    const url = { HUBSPOT_TOKEN: "x", HUBSPOT_URL: "https://api.hubapi.com" };
    expect(problemsOf(WHOLE, url)).toMatchObject([{ code: "invalid_value", location: { line: 14, column: 12 } }]);
    expect(problemsOf(WHOLE.replace("30s", "15m"), url)).toEqual([]);
  });
});
