/** A shop on BigQuery's emulator, by its command line. Each build takes the emulator a minute and more. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { loadBody } from "../../src/cli/json/load.ts";
import { planBody } from "../../src/cli/json/plan.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { startDyingPortal, type DyingPortal } from "../support/dying-portal.ts";
import { runJson, runTierline, type JsonEnded, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles } from "../support/small-shop.ts";
import { visitShop } from "./doctor-visit.ts";
import { openTwin, type Twin } from "./duckdb-twin.ts";

const SHOP_MS = 900_000;
const MEMBERS = [
  { id: "ann", spent: "2500.5" },
  { id: "ben", spent: "400" },
  { id: "cem", spent: "100" },
  { id: "dan", spent: "1200", isResigned: true },
];

let portal: DyingPortal;
let options: RunOptions;
let twin: Twin | undefined;

beforeAll(async () => {
  const { apiEndpoint, project } = inject("bigQuery");
  portal = await startDyingPortal();
  const { folder, env } = await makeShopFolder({ coolDown: "1s", warehouse: "bigquery" });
  const file = join(folder, "profiles.yml");
  const text = await readFile(file, "utf8");
  // The one way of authentication that asks nothing of Google. Another project than the one of the data pays.
  const emulated = text.replace(
    /method: oauth .*$/mu,
    `method: oauth-secrets\n      token: fake\n      api_endpoint: ${apiEndpoint}\n      execution_project: who-pays`,
  );
  expect(emulated).not.toBe(text);
  await writeFile(file, emulated);
  options = {
    cwd: folder,
    env: { ...env, GOOGLE_CLOUD_PROJECT: project, BIGQUERY_LOCATION: "US", HUBSPOT_URL: portal.url },
  };
}, SHOP_MS);

afterAll(async () => {
  await twin?.close();
  await portal.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

const run = (words: readonly string[], schema: string): Promise<JsonEnded> => runJson(words, schema, options);

async function done(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await runTierline(words, options);
  expect([code, code === 0 ? "" : stderr], words.join(" ")).toEqual([0, ""]);
}

/** By list: whose contacts are on it. */
function lists(): Readonly<Record<string, readonly string[]>> {
  const { sandbox } = portal;
  const keyOf = (id: string): string => sandbox.contact(id)?.properties["loyalty_member_id"] ?? id;
  return Object.fromEntries(
    sandbox.lists().map(({ name }) => [name, (sandbox.membersOf(name) ?? []).map(keyOf).toSorted()]),
  );
}

test("a shop is loaded, built, planned and sent; then nothing is left to do", { timeout: SHOP_MS }, async () => {
  expect((await visitShop(options, {}, ["--offline"])).of("warehouse")).toEqual(["ok"]);
  await writeFiles(options.cwd, MEMBERS);
  await done("load", "data");
  [twin] = await Promise.all([openTwin(MEMBERS, ["ann", "dan"]), done("build", "--as-of", AS_OF)]);
  const planned = (await run(["plan"], "plan")).read(planBody);
  expect(planned.syncs[0]).toMatchObject({ exit_code: 0, plan: { scanned_bytes: expect.any(Number) } });
  // Each of the three is read in the model of members and in that of tiers, eight bytes for a value.
  expect(planned.syncs[0]?.plan?.scanned_bytes).toBeGreaterThan(3 * 2 * 8);
  expect((await run(["apply"], "apply")).exitCode).toBe(0);
  expect(lists()).toEqual({
    "Loyalty White": ["cem"],
    "Loyalty Green": ["ben"],
    "Loyalty Silver": [],
    "Loyalty Golden": ["ann"],
  });
  expect((await run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
  await twin.expectSame(options);

  // The same files once more: nothing is new.
  const again = (await run(["load", "data"], "load")).read(loadBody);
  expect(again.tables.map(({ loaded, replaced, conflicts }) => loaded + replaced + conflicts)).toEqual([0, 0, 0, 0]);
  const status = (await run(["status"], "status")).read(statusBody);
  expect(status.syncs[0]?.places[0]).toMatchObject({ synced: 3, unsettled: 0 });
  const explained = await runTierline(["explain", "ann"], options);
  expect([explained.code, explained.stderr, explained.stdout.includes("Golden")]).toEqual([0, "", true]);

  // What may not cost so much is not made, and names its limit.
  const profiles = join(options.cwd, "profiles.yml");
  const limited = (await readFile(profiles, "utf8")).replace(/maximum_bytes_billed: \d+/u, "maximum_bytes_billed: 7");
  await writeFile(profiles, limited);
  const dear = await run(["plan"], "plan");
  expect([dear.exitCode, dear.errorCode]).toEqual([3, "warehouse_bytes"]);
  expect(dear.stdout).toContain("bytes, and maximum_bytes_billed allows 7; it was not run.");
});
