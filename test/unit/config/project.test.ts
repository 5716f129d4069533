import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadProject } from "../../../src/config/project.ts";
import { statePathOf } from "../../../src/config/state-place.ts";
import { loadSyncs } from "../../../src/config/syncs.ts";
import { checkAgainstModels } from "../../../src/config/check-models.ts";
import { ConfigError } from "../../../src/domain/errors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tierline-config-"));
  write("dbt_project.yml", "name: shop\nprofile: tierline\n");
  write("profiles.yml", "tierline: {target: dev, outputs: {dev: {type: duckdb, path: w.duckdb, schema: loyalty}}}\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function refusal(work: Promise<unknown>): Promise<ConfigError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof ConfigError) return error;
  throw new Error("nothing was refused", { cause: error });
}

const ENVIRONMENT = { HUBSPOT_TOKEN: "x", HOME: "/nowhere" };

/** Profile and target. */
async function chosen(environment: Readonly<Record<string, string>>, target?: string): Promise<readonly string[]> {
  const project = await loadProject(folder, { ...ENVIRONMENT, ...environment }, target);
  return [project.profile, project.target];
}

async function titled(text: string): Promise<unknown> {
  write("tierline.yml", text);
  return (await loadProject(folder, ENVIRONMENT)).settings.report?.title;
}

describe("a project", () => {
  test("has defaults for everything but the connection", async () => {
    expect(await loadProject(folder, ENVIRONMENT)).toEqual({
      folder,
      settings: {
        timeZone: "UTC",
        target: null,
        dbtProject: folder,
        dbt: null,
        dbtTimeoutMs: 7_200_000,
        state: null,
        schema: null,
        budgetShare: 0.8,
        alerts: null,
        report: null,
        owner: null,
        isFreshnessAsked: false,
      },
      profilesFolder: folder,
      profile: "tierline",
      target: "dev",
      targets: ["dev"],
      connection: { type: "duckdb", path: join(folder, "w.duckdb"), database: "w", schema: "loyalty" },
    });
  });

  test("has the profile and the target that dbt would take from the environment; --target comes first", async () => {
    write("dbt_project.yml", "name: shop\nprofile: \"{{ env_var('SHOP_PROFILE', 'tierline') }}\"\n");
    write("tierline.yml", "target: dev\n");
    const outputs = "{dev: {type: duckdb, path: d.duckdb}, prod: {type: duckdb, path: p.duckdb}}";
    write("profiles.yml", `tierline: {outputs: ${outputs}}\nother: {outputs: ${outputs}}\n`);
    expect(await chosen({})).toEqual(["tierline", "dev"]);
    expect(await chosen({ DBT_TARGET: "prod" })).toEqual(["tierline", "prod"]);
    expect(await chosen({ DBT_TARGET: "prod" }, "dev")).toEqual(["tierline", "dev"]);
    expect(await chosen({ DBT_TARGET: "", SHOP_PROFILE: "other" })).toEqual(["other", "dev"]);
    expect(await chosen({ DBT_PROFILE: "other" })).toEqual(["other", "dev"]);
    write("dbt_project.yml", 'name: shop\nprofile: "{{ target.name }}"\n');
    expect(await refusal(chosen({}))).toMatchObject({ code: "unsupported_jinja", location: { line: 2, column: 11 } });
  });

  test("takes its settings from tierline.yml, with variables", async () => {
    write(
      "tierline.yml",
      "time_zone: Europe/Berlin\ndbt_project: .\ndbt: ../venv/bin/dbt\nstate: \"{{ env_var('STATE', 'kept.duckdb') }}\"\nschema: loyalty_state\nbudget_share: 50%\ndbt_timeout: 30m\n",
    );
    const project = await loadProject(folder, ENVIRONMENT);
    const { settings } = project;
    expect(settings).toMatchObject({
      timeZone: "Europe/Berlin",
      schema: "loyalty_state",
      budgetShare: 0.5,
      dbtTimeoutMs: 1_800_000,
    });
    expect(settings.dbt).toBe(join(dirname(folder), "venv", "bin", "dbt"));
    expect(statePathOf(project, "dev")).toBe(join(folder, "kept.duckdb"));
  });

  test("may say what the report is called", async () => {
    expect(await titled('report: {title: " Acme rewards "}\n')).toBe("Acme rewards");
    // Then it is called as the folder.
    expect(await titled("report: {}\n")).toBeNull();
    expect(await titled(`report: {title: ${"x".repeat(80)}}\n`)).toHaveLength(80);
    expect((await refusal(titled(`report: {title: ${"x".repeat(81)}}\n`))).code).toBe("invalid_value");
    expect((await refusal(titled('report: {title: " "}\n'))).code).toBe("invalid_value");
  });

  test("may hold only comments in tierline.yml", async () => {
    write("tierline.yml", "# nothing yet\n");
    expect((await loadProject(folder, ENVIRONMENT)).settings.timeZone).toBe("UTC");
  });

  test.each([
    ["time_zone: Berlin", "invalid_value", 1],
    ["timezone: UTC", "renamed_key", 1],
    ["schema: Tierline", "invalid_value", 1],
    ["budget_share: 0", "invalid_value", 1],
    ["budget_share: 80", "invalid_value", 1],
    ["state: \"{{ env_var('GONE') }}\"", "missing_variable", 1],
    ["- a", "invalid_value", 1],
  ])("is refused with %s", async (text, code, line) => {
    write("tierline.yml", `${text}\n`);
    const error = await refusal(loadProject(folder, ENVIRONMENT));
    expect([error.code, error.location?.file, error.location?.line]).toEqual([code, "tierline.yml", line]);
  });

  test("is refused where state and warehouse are one file", async () => {
    write("tierline.yml", "state: ./w.duckdb\n");
    expect((await refusal(loadProject(folder, ENVIRONMENT))).code).toBe("invalid_settings");
  });

  test("is refused without a dbt project, without a profile, and with a dbt project that names none", async () => {
    write("dbt_project.yml", "name: shop\n");
    expect(await refusal(loadProject(folder, ENVIRONMENT))).toMatchObject({
      code: "invalid_dbt_project",
      location: { file: "dbt_project.yml" },
    });
    write("dbt_project.yml", "name: shop\nprofile: tierline\n");
    rmSync(join(folder, "profiles.yml"));
    expect((await refusal(loadProject(folder, ENVIRONMENT))).code).toBe("no_profile");
    rmSync(join(folder, "dbt_project.yml"));
    expect((await refusal(loadProject(folder, ENVIRONMENT))).code).toBe("no_project");
  });

  test("finds profiles.yml where dbt finds it", async () => {
    write("home/.dbt/profiles.yml", "tierline: {target: h, outputs: {h: {type: duckdb, path: h.duckdb}}}\n");
    write("named/profiles.yml", "tierline: {target: n, outputs: {n: {type: duckdb, path: n.duckdb}}}\n");
    const home = { ...ENVIRONMENT, HOME: join(folder, "home") };
    expect((await loadProject(folder, home)).target).toBe("dev");
    expect((await loadProject(folder, { ...home, DBT_PROFILES_DIR: join(folder, "named") })).target).toBe("n");
    rmSync(join(folder, "profiles.yml"));
    expect((await loadProject(folder, home)).target).toBe("h");
  });
});

const SYNC = (name: string, list: string, property = name): string => `name: ${name}
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}"}
members: {model: aud_members}
properties: {${property}: {column: tier_name, type: string}}
audiences:
  - {model: aud_tier, lists: {Golden: ${list}}}
`;

/** A sync that names who must not be sent. */
const excluding = (suppress: string, consent: string): string =>
  `${SYNC("alpha", "Gold")}suppress: {model: ${suppress}}\nconsent: {column: ${consent}}\n`;

/** Code, remedy, line and column of what is wrong with this file; `columns` are the suppress model's. */
async function wrongWith(text: string, columns: readonly string[], hasAllColumns = true): Promise<unknown> {
  write("syncs/a.yml", text);
  const files = await loadSyncs(folder, { environment: ENVIRONMENT, credentials: "needed" });
  const members = ["customer_id", "email", "reason_code", "tier_name", "email_consent"];
  try {
    checkAgainstModels(files, [
      { name: "aud_members", columns: members, hasAllColumns: true },
      { name: "aud_tier", columns: ["audience", "customer_id"], hasAllColumns: true },
      { name: "aud_suppressed", columns, hasAllColumns },
    ]);
  } catch (error) {
    if (error instanceof ConfigError) return [error.code, error.remedy, error.location?.line, error.location?.column];
  }
  return null;
}

describe("the syncs of a project", () => {
  const reading = { environment: ENVIRONMENT, credentials: "needed" } as const;

  test("are none without the folder, else one per file by name", async () => {
    expect(await loadSyncs(folder, reading)).toEqual([]);
    write("syncs/z.yml", SYNC("alpha", "A"));
    write("syncs/a.yaml", SYNC("beta", "B"));
    write("syncs/.hidden.yml", "broken: [");
    write("syncs/README.md", "# words");
    expect((await loadSyncs(folder, reading)).map(({ sync }) => sync.name)).toEqual(["alpha", "beta"]);
  });

  test("may not share a name, a list or a property at one destination", async () => {
    write("syncs/a.yml", SYNC("alpha", "Gold", "tier"));
    write("syncs/b.yml", SYNC("alpha", "gold", "tier"));
    const error = await refusal(loadSyncs(folder, reading));
    expect(error.code).toBe("invalid_sync");
    expect(error.message).toBe("There are 3 errors in syncs/b.yml.");
    expect(error.causes.map(({ code, message, location }) => [code, message, location?.file, location?.line])).toEqual([
      ["two_owners", 'A sync named "alpha" stands already in syncs/a.yml, line 1.', "syncs/b.yml", 1],
      ["two_owners", 'The list "gold" stands already in syncs/a.yml, line 6.', "syncs/b.yml", 6],
      ["two_owners", 'The property "tier" stands already in syncs/a.yml, line 4.', "syncs/b.yml", 4],
    ]);
  });

  test("may share lists and properties at two destinations", async () => {
    write("syncs/a.yml", SYNC("alpha", "Gold", "tier"));
    write("syncs/b.yml", SYNC("beta", "Gold", "tier").replace("HUBSPOT_TOKEN", "OTHER_TOKEN"));
    expect(
      await loadSyncs(folder, { environment: { ...ENVIRONMENT, OTHER_TOKEN: "y" }, credentials: "needed" }),
    ).toHaveLength(2);
  });

  test("one list may not be filled twice by one sync", async () => {
    write("syncs/a.yml", SYNC("alpha", "Gold, Silver: gold", "tier"));
    expect((await refusal(loadSyncs(folder, reading))).code).toBe("two_owners");
  });

  test("tell the errors of all files, at most twenty", async () => {
    for (let file = 10; file < 35; file += 1)
      write(`syncs/f${file}.yml`, SYNC(`f${file}`, `L${file}`).replace("model: aud_members", "modle: x"));
    const error = await refusal(loadSyncs(folder, reading));
    expect(error.message).toMatch(/^There are 25 errors in syncs\/f10\.yml, /u);
    expect(error.causes).toHaveLength(20);
  });

  test("are checked for who must not be sent", async () => {
    expect(await wrongWith(excluding("aud_suppressed", "email_consent"), ["customer_id"])).toBeNull();
    expect(await wrongWith(excluding("aud_suppressed", "email_consent"), ["email"])).toBeNull();
    expect(await wrongWith(excluding("aud_suppressed", "email_consent"), ["mail"], false)).toBeNull();
    expect(await wrongWith(excluding("aud_suppressed", "email_consent"), ["customerid"])).toEqual([
      "unknown_column",
      'Did you mean "customerid"? Known: customerid.',
      7,
      19,
    ]);
    expect(await wrongWith(excluding("aud_suppresed", "email_consent"), ["email"])).toEqual([
      "unknown_model",
      'Did you mean "aud_suppressed"? Known: aud_members, aud_tier, aud_suppressed.',
      7,
      19,
    ]);
    expect(await wrongWith(excluding("aud_suppressed", "consent"), ["email"])).toEqual([
      "unknown_column",
      expect.stringContaining("email_consent"),
      8,
      19,
    ]);
  });

  test("are checked against the models of the dbt project", async () => {
    write("syncs/a.yml", SYNC("alpha", "Gold").replace("aud_tier", "aud_tiers"));
    const files = await loadSyncs(folder, reading);
    const columns = ["customer_id", "email", "reason_code", "tier"];
    const check = (hasAllColumns: boolean): ConfigError => {
      try {
        checkAgainstModels(files, [
          { name: "aud_members", columns, hasAllColumns },
          { name: "aud_tier", columns: ["audience", "customer_id"], hasAllColumns: true },
          { name: "stg_loyalty__charges", columns: [], hasAllColumns: true },
        ]);
      } catch (error) {
        if (error instanceof ConfigError) return error;
      }
      throw new Error("nothing was refused");
    };
    expect(check(true).causes).toEqual([
      {
        code: "unknown_column",
        message: 'The model "aud_members" has no column "tier_name".',
        remedy: "Known: customer_id, email, reason_code, tier.",
        location: expect.objectContaining({ file: "syncs/a.yml", line: 4, column: 30 }),
      },
      {
        code: "unknown_model",
        message: 'The dbt project has no model "aud_tiers".',
        remedy: 'Did you mean "aud_tier"? Known: aud_members, aud_tier.',
        location: expect.objectContaining({ file: "syncs/a.yml", line: 6, column: 13 }),
      },
    ]);
    // Without a contract the list of columns may be short, so only the model is sure.
    expect(check(false).code).toBe("unknown_model");
  });
});
