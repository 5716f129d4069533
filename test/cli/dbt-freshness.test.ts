/** The real dbt is asked whether sources are fresh; and it reads the exposures that we write. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXPOSURES_MARK, exposedUrl, exposuresFile } from "../../src/dbt/exposures-file.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { makeTinyProject } from "./tiny-dbt-project.ts";

/** `base` reads one source, which is too old after an hour. */
const SOURCES = `sources:
  - name: shop
    schema: loyalty
    tables:
      - name: charges
        config:
          loaded_at_field: loaded_at
          freshness: {error_after: {count: 1, period: hour}}
      - name: elsewhere
        config:
          loaded_at_field: loaded_at
          freshness: {error_after: {count: 1, period: hour}}
`;

test("a stale source that the models read stops; a fresh one, and one that no model reads, does not", async () => {
  await using project = await makeTinyProject();
  const warehouse = async (sql: string): Promise<void> => {
    const open = await openDuckDb(join(project.folder, "warehouse.duckdb"), { access: "write" });
    await open.run("create schema if not exists loyalty");
    await open.run(sql);
    await open.close();
  };
  await project.write("models/sources.yml", SOURCES);
  await project.write(
    "models/base.sql",
    "select 1 as id, 'x' as as_of, loaded_at from {{ source('shop', 'charges') }}\n",
  );
  const lists = ["Loyalty {{ Golden }}", 'A "list"'];
  const exposure = { sync: "tiers", destination: "HubSpot", url: null, models: ["aud_members"], lists };
  await project.write("models/exposures.yml", exposuresFile([exposure], { name: "CRM", email: null }));

  const utc = "timezone('UTC', now())";
  await warehouse(`create table loyalty.charges as select cast(${utc} - interval 3 hour as timestamp) as loaded_at`);
  await expect(project.freshness()).rejects.toMatchObject({
    code: "source_stale",
    message: "Not fresh: shop.charges. Nothing was built and nothing is sent.",
    remedy: expect.stringMatching(/^The newest row of shop\.charges came 3\.0 hours ago\. Load what is missing/u),
  });
  await warehouse(`insert into loyalty.charges select cast(${utc} as timestamp)`);
  // The other source's table is not even there.
  expect(await project.freshness()).toBe(1);
  await expect(project.freshness(["unrelated"])).rejects.toMatchObject({ code: "freshness_unset" });
});

test("of an address that may be secret, an exposure tells the host alone", () => {
  expect(exposedUrl("https://hooks.example.com:8443/catch/9x8y7z?token=abc")).toBe("https://hooks.example.com:8443");
  expect(exposedUrl("https://api.hubapi.com")).toBe("https://api.hubapi.com");
  expect(exposedUrl("sftp://ann@files.example.com/out")).toBeNull();
  expect(exposedUrl("")).toBeNull();
});

test("exposures are the same text for the same syncs, with every name as a text", () => {
  const one = {
    sync: "b",
    destination: "HubSpot",
    url: "https://api.hubapi.com",
    models: ["z", "a", "z"],
    lists: ["x: y"],
  };
  const other = { ...one, sync: "a", url: null, models: [], lists: [] };
  const owner = { name: "CRM", email: "crm@example.com" };
  const text = exposuresFile([one, other], owner);
  expect(exposuresFile([other, one], owner)).toBe(text);
  expect(text.split("\n")).toEqual([
    EXPOSURES_MARK,
    "version: 2",
    "exposures:",
    "  - name: tierline_a",
    '    label: "HubSpot: a"',
    "    type: application",
    '    description: "What Tierline sends to HubSpot by syncs/a.yml. It fills no list."',
    "    depends_on:",
    "    owner:",
    '      name: "CRM"',
    '      email: "crm@example.com"',
    "  - name: tierline_b",
    '    label: "HubSpot: b"',
    "    type: application",
    '    url: "https://api.hubapi.com"',
    '    description: "What Tierline sends to HubSpot by syncs/b.yml. It fills: x: y."',
    "    depends_on:",
    "      - ref('a')",
    "      - ref('z')",
    "    owner:",
    '      name: "CRM"',
    '      email: "crm@example.com"',
    "",
  ]);
});
