/** A shop as `tierline init` writes it: the models reach it as a local package, and its seeds are its own. */
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeShop } from "../../src/cli/init/write-shop.ts";
import { checkAgainstModels } from "../../src/config/check-models.ts";
import { loadProject } from "../../src/config/project.ts";
import { loadSyncs } from "../../src/config/syncs.ts";
import { dbtBuild } from "../../src/dbt/dbt-build.ts";
import { findDbt } from "../../src/dbt/find-dbt.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { PACKAGE_FOLDER } from "./tiny-dbt-project.ts";

const RAW = `
  create schema raw;
  create table raw.customers as select 'c1' as customer_id, 'ada@example.com' as email, null::varchar as first_name,
    null::varchar as last_name, null::varchar as country, timestamp '2026-01-01' as created_at,
    now()::timestamp as _loaded_at, 'x' as _source_file;
  create table raw.loyalty_status as select 's1' as event_id, 'c1' as customer_id, 'active' as status,
    timestamp '2026-01-01' as occurred_at, now()::timestamp as _loaded_at, 'x' as _source_file;
  create table raw.charges as select 'e1' as event_id, 'c1' as customer_id, 350.00::decimal(18,4) as amount,
    null::varchar as currency, timestamp '2026-02-01' as occurred_at, 'o1' as order_id, now()::timestamp as _loaded_at, 'x' as _source_file;
  create table raw.returns as select * from raw.charges where false;
`;

const TIMEOUT_MS = 300_000;

test("a new shop builds from the package, and its sync fits its models", { timeout: TIMEOUT_MS }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "tierline-shop-"));
  try {
    await writeShop(folder, PACKAGE_FOLDER.replace(/\/$/u, ""), "duckdb");
    const environment = { ...process.env, HUBSPOT_TOKEN: undefined, DBT_PROFILES_DIR: undefined };
    const project = await loadProject(folder, environment);
    const files = await loadSyncs(folder, { environment, credentials: "unused" });
    const warehouse = await openDuckDb(join(folder, "warehouse.duckdb"), { access: "write" });
    for (const statement of RAW.split(";").filter((text) => text.trim() !== "")) await warehouse.run(statement);
    await warehouse.close();
    const { path: dbt } = await findDbt({
      named: null,
      environment,
      project: folder,
      packageFolder: PACKAGE_FOLDER,
      engine: "duckdb",
    });
    const models = files.flatMap(({ sync }) => [sync.members.model, ...sync.audiences.map(({ model }) => model)]);
    const build = (asOf: string): ReturnType<typeof dbtBuild> =>
      dbtBuild({
        dbt,
        project: project.settings.dbtProject,
        profilesFolder: project.profilesFolder,
        target: project.target,
        asOf,
        models,
        scope: "whole",
        environment,
        timeoutMs: TIMEOUT_MS,
        clock: systemClock,
        random: systemRandom,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        checkModels: (known) => checkAgainstModels(files, known),
      });
    const first = await build("2026-03-01T00:00:00Z");
    expect(first.models).toBeGreaterThan(10);
    expect(first.tests).toBeGreaterThan(10);
    const stamp = join(folder, ".tierline", "dbt-packages");
    const installed = await stat(stamp);
    const second = await build("2026-03-02T00:00:00Z");
    expect((await stat(stamp)).mtimeMs, "packages are installed once").toBe(installed.mtimeMs);
    expect(await readdir(join(folder, "dbt_packages"))).toEqual(["tierline"]);
    expect(await readFile(stamp, "utf8")).toMatch(/^[0-9a-f]{64}$/u);

    const built = await openDuckDb(join(folder, "warehouse.duckdb"), { access: "read" });
    const builds = await built.rows(
      `select invocation_id, cast(as_of as varchar) as as_of from loyalty.tierline_builds order by started_at`,
    );
    const tiers = await built.rows(`select audience, customer_id from loyalty.aud_tier`);
    await built.close();
    expect(builds).toEqual([
      { invocation_id: first.invocationId, as_of: "2026-03-01 00:00:00" },
      { invocation_id: second.invocationId, as_of: "2026-03-02 00:00:00" },
    ]);
    expect(tiers).toEqual([{ audience: "Green", customer_id: "c1" }]); // 300 <= 350 < 1000
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
