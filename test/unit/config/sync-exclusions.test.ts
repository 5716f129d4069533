/** Who must not be sent, and from where: `suppress`, `consent`, `holdout`, `apply_on` of a sync file. */
import { describe, expect, test } from "vitest";
import type { Problem } from "../../../src/domain/errors.ts";
import { locationOfExclusion, type Sync } from "../../../src/domain/sync.ts";
import { readSyncFile } from "../../../src/config/sync-file.ts";

const FILE = `name: tiers
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}"}
members: {model: aud_members}
audiences: [{model: aud_tier, lists: {Golden: Golden}}]
`;

function read(lines: string): ReturnType<typeof readSyncFile> {
  return readSyncFile("syncs/a.yml", FILE + lines, { environment: { HUBSPOT_TOKEN: "pat" }, credentials: "needed" });
}

function accepted(lines: string): Sync {
  const file = read(lines);
  if (file.kind !== "sync") throw new Error(JSON.stringify(file.problems));
  return file.file.sync;
}

/** The definition hash of the file with this line. */
function hash(line: string): string {
  return accepted(`${line}\n`).definitionHash;
}

function problemsOf(lines: string): readonly Problem[] {
  const file = read(lines);
  return file.kind === "sync" ? [] : file.problems;
}

describe("a sync file says who must not be sent, and from where", () => {
  test("with every key", () => {
    const sync = accepted(
      "suppress: {model: aud_suppressed}\nconsent: {column: email_consent}\nholdout: 2%\napply_on: [prod, prod, ci]\n",
    );
    expect(sync.suppress).toEqual({ model: "aud_suppressed" });
    expect(sync.consent).toEqual({ column: "email_consent" });
    expect(sync.holdout).toEqual({ buckets: 200, seed: null });
    expect([locationOfExclusion(sync, "suppress").line, locationOfExclusion(sync, "consent").line]).toEqual([5, 6]);
    expect(sync.applyOn).toEqual({
      names: ["prod", "ci"],
      location: { file: "syncs/a.yml", line: 8, column: 1, text: "apply_on: [prod, prod, ci]" },
    });
  });

  test("or nothing of it", () => {
    const { suppress, consent, holdout, applyOn } = accepted("");
    expect([suppress, consent, holdout, applyOn]).toEqual([null, null, null, null]);
  });

  test.each([
    ["0.01%", 1, null],
    ["0.0001", 1, null],
    ["0.07%", 7, null],
    ["2.55%", 255, null],
    ["0.0255", 255, null],
    ["50%", 5_000, null],
    ["50.00%", 5_000, null],
    ["0.5", 5_000, null],
    ["{share: 12.5%, seed: spring 2027}", 1_250, "spring 2027"],
  ])("a holdout of %s: the first %i of 10,000 buckets", (written, buckets, seed) => {
    expect(accepted(`holdout: ${written}\n`).holdout).toEqual({ buckets, seed });
  });
});

describe("the hashes of a sync file", () => {
  const base = accepted("");

  test.each([
    "suppress: {model: aud_suppressed}",
    "consent: {column: email_consent}",
    "holdout: 2%",
    "apply_on: [prod]",
  ])("%s makes plans of before stale and no contact an update", (line) => {
    const changed = accepted(`${line}\n`);
    expect([changed.definitionHash === base.definitionHash, changed.mappingHash === base.mappingHash]).toEqual([
      false,
      true,
    ]);
  });

  test("tell meanings apart, not spellings", () => {
    expect(hash("apply_on: [a, b]")).toBe(hash("# here\napply_on: [b, a]"));
    expect(hash("holdout: 2%")).toBe(hash("holdout: {share: 0.02}"));
    expect(hash("holdout: 2%")).not.toBe(hash("holdout: {share: 2%, seed: x}"));
    expect(hash("holdout: 2%")).not.toBe(hash("holdout: 2.01%"));
  });

  test("are what they were before these keys came, where none is written", () => {
    // Of this very file, taken from the version before.
    expect(base.definitionHash).toBe("3ea731b6fad898da14dd49afbcd38b3c3e0a4c40f1507cda43e41ff4ab08457e");
    expect(base.mappingHash).toBe("89a672676d190a0fd4a9d80a7f1feb385cd277cf0e5c331a71c13a61820cb88f");
  });
});

describe("a mistake there is told with the place and the remedy", () => {
  test.each([
    "0",
    "0%",
    "0.00%",
    "0.005%",
    "50.01%",
    "0.50001",
    "51%",
    "2",
    "0.02345",
    "2.345%",
    "-1%",
    "[2%]",
    "two",
    "true",
  ])("a holdout of %s", (share) => {
    const [problem, ...others] = problemsOf(`holdout: ${share}\n`);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "invalid_value", location: { line: 5, column: 10 } });
    expect(problem?.message).toContain("from 0.01% to 50%");
  });

  test.each([
    ["suppress: aud_suppressed", "invalid_value", 11],
    ["suppress: {}", "missing_key", 1],
    ["suppress: {model: aud_members}", "invalid_value", 19],
    ["supress: {model: aud_suppressed}", "unknown_key", 1],
    ["suppress: {modell: aud_suppressed, model: a}", "unknown_key", 12],
    ["consent: {}", "missing_key", 1],
    ["consent: {column: a b}", "invalid_value", 19],
    ["apply_on: []", "invalid_value", 11],
    ["apply_on: prod", "invalid_value", 11],
    ['apply_on: [" prod"]', "invalid_value", 12],
    ["apply_on: [\"{{ env_var('X') }}\"]", "unsupported_jinja", 12],
  ])("%s", (line, code, column) => {
    expect(problemsOf(`${line}\n`)).toMatchObject([{ code, location: { line: 5, column } }]);
  });

  test("a holdout's own keys, with the word that was meant", () => {
    expect(problemsOf("holdout: {share: 2%, sead: x}\n")).toMatchObject([
      { code: "unknown_key", remedy: 'Did you mean "seed"? Known: share, seed.', location: { line: 5, column: 22 } },
    ]);
    expect(problemsOf("holdout: {seed: x}\n")).toMatchObject([
      { code: "missing_key", message: 'The key "share" is missing in "holdout".', location: { line: 5, column: 1 } },
    ]);
    expect(problemsOf("holdout: {share: 60%}\n")).toMatchObject([
      { code: "invalid_value", location: { line: 5, column: 18 } },
    ]);
    expect(problemsOf('holdout: {share: 2%, seed: " x"}\n')).toMatchObject([
      { code: "invalid_value", location: { line: 5, column: 28 } },
    ]);
  });

  test("a holdout of a sync that fills no list", () => {
    const withoutLists = FILE.replace(/audiences.*/u, "properties: {loyalty_tier: {column: tier_name, type: string}}");
    const reading = { environment: { HUBSPOT_TOKEN: "pat" }, credentials: "needed" } as const;
    const file = readSyncFile("syncs/a.yml", `${withoutLists}holdout: 2%\n`, reading);
    expect(file).toMatchObject({ problems: [{ code: "invalid_value", location: { line: 5, column: 1 } }] });
  });
});
