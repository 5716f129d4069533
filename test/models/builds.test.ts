import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DBT, DbtProject, PATIENT } from "./dbt-project.ts";
import { type Member, instant } from "./shop.ts";

vi.setConfig(PATIENT);

const member = (id: string): Member => ({
  id,
  isCustomer: true,
  statuses: [{ status: "active", at: instant("2024-01-01") }],
  entries: [],
});

const BUILDS =
  "select as_of, finished_at is not null as is_finished from tierline_builds order by started_at desc limit 1";
const NODES = `select model, status from tierline_build_nodes as nodes
  inner join (select invocation_id from tierline_builds order by started_at desc limit 1) using (invocation_id)`;

/** What the hooks leave for who reads the models afterwards. */
describe("tierline_builds and tierline_build_nodes", () => {
  const project = new DbtProject();
  const asOf = instant("2024-06-01T09:00:00");

  beforeAll(() => project.load([member("a"), member("b")]));
  afterAll(() => project.dispose());

  async function statuses(): Promise<ReadonlyMap<unknown, unknown>> {
    return new Map((await project.rows(NODES)).map((row) => [row["model"], row["status"]]));
  }

  test("a build that succeeded names each selected model once, and as_of", async () => {
    await project.succeed(["build", "--select", "+aud_tier", "--indirect-selection", "buildable"], { asOf });
    expect(await project.rows(BUILDS)).toEqual([{ as_of: "2024-06-01 09:00:00", is_finished: true }]);
    const nodes = await project.rows(
      "select unique_id, model, relation_name, status from tierline_build_nodes where model = 'aud_tier'",
    );
    expect(nodes).toEqual([
      {
        unique_id: "model.tierline.aud_tier",
        model: "aud_tier",
        relation_name: '"warehouse"."main"."aud_tier"',
        status: "success",
      },
    ]);
    const built = await statuses();
    expect(built.get("dim_members")).toBe("success");
    expect(built.has("aud_members")).toBe(false);
    expect(built.has("tier_levels")).toBe(false);
  });

  test("a command that builds nothing leaves no row, and old builds are forgotten", async () => {
    await project.succeed(["test", "--select", "key_aud_tier_customer_id"]);
    expect(await project.rows("select count(*)::integer as n from tierline_builds")).toEqual([{ n: 1 }]);
    await project.rows(
      `insert into tierline_builds select 'old' || i, null, timestamp '2020-01-01' + to_days(i), null from range(500) as t(i)`,
    );
    await project.rows(
      `insert into tierline_build_nodes select 'old' || i, 'model.x', 'x', 'x', 'success' from range(500) as t(i)`,
    );
    await project.succeed(["run", "--select", "stg_loyalty__customers"], { asOf });
    // 200 builds stay: this one, the one of the test above, and the 198 youngest of the 500.
    expect(await project.rows("select count(*)::integer as n, min(started_at) as oldest from tierline_builds")).toEqual(
      [{ n: 200, oldest: "2020-10-29 00:00:00" }],
    );
    expect(await project.rows("select count(distinct invocation_id)::integer as n from tierline_build_nodes")).toEqual([
      { n: 200 },
    ]);
  });

  test("a model whose test fails is no success, nor is what depends on it", async () => {
    await project.load([member("a"), member("a")]);
    expect((await project.dbt(["build", "--select", "+dim_members"], { asOf })).exitCode).toBe(1);
    const built = await statuses();
    expect(built.get("stg_loyalty__customers")).toBe("fail");
    expect(built.get("dim_members")).toBe("skipped");
    expect(built.get("stg_loyalty__returns")).toBe("success");
  });

  test("a build that was killed shows what it had selected, unfinished", async () => {
    await project.load([member("a")]);
    const dbt = execa(DBT, ["build"], {
      cwd: project.folder,
      reject: false,
      all: true,
      env: { DBT_PROFILES_DIR: project.folder },
    });
    for await (const line of dbt.iterable({ from: "all" })) {
      if (line.includes("OK created sql")) dbt.kill("SIGKILL");
    }
    expect(await project.rows(BUILDS)).toMatchObject([{ is_finished: false }]);
    expect(new Set((await statuses()).values())).toEqual(new Set(["started"]));
    expect((await statuses()).has("aud_tier")).toBe(true);
  });
});
