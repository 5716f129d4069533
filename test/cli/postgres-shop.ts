/** A shop on a PostgreSQL server of its own, which may be crashed and restarted, and a stand-in at which its runs die. */
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { expect } from "vitest";
import { runBody } from "../../src/cli/json/run.ts";
import { startPostgres, type RunningServer } from "../../src/demo/postgres-server.ts";
import { startDyingPortal, type DyingPortal } from "../support/dying-portal.ts";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { runJson, runTierline, type JsonEnded, type RunOptions } from "../support/run-tierline.ts";
import { askTruth, differences, type ShopTruth } from "../support/shop-truth.ts";
import { makeShopFolder } from "../support/small-shop.ts";

export interface PostgresShop {
  readonly server: RunningServer;
  readonly database: TestDatabase;
  readonly portal: DyingPortal;
  readonly options: RunOptions;
  withEnv(env?: RunOptions["env"]): RunOptions;
  run(words: readonly string[], schema: string, env?: RunOptions["env"]): Promise<JsonEnded>;
  done(...words: readonly string[]): Promise<void>;
  truth(): Promise<ShopTruth>;
  /** Everything in the state is as if it had happened so much earlier: a server's clock cannot be moved. */
  letPass(ms: number): Promise<void>;
  /** A dbt build would take a minute, and say the same. */
  changeEverybody(): Promise<void>;
  /** What the command ends with, when this happens before such a request is answered. */
  runUntil(command: "plan" | "apply", route: RegExp, happen: () => Promise<void>): Promise<readonly unknown[]>;
  /** Two plans and applies, minutes later; then the lists are as the models say. */
  converge(): Promise<void>;
  close(): Promise<void>;
}

export async function openPostgresShop(): Promise<PostgresShop> {
  const server = await startPostgres();
  const database = await createDatabase("shop", server);
  const portal = await startDyingPortal();
  const { host, port, user, password } = server;
  const { folder, env } = await makeShopFolder({ coolDown: "1s", warehouse: "postgres" });
  const connection = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: "shop" };
  // What the driver will not do any more in its next version fails the tests.
  process.throwDeprecation = true;
  const options = { cwd: folder, env: { ...env, ...connection, HUBSPOT_URL: portal.url } };

  const withEnv: PostgresShop["withEnv"] = (more = {}) => ({ ...options, env: { ...options.env, ...more } });
  const run: PostgresShop["run"] = (words, schema, more) => runJson(words, schema, withEnv(more));
  const truth = (): Promise<ShopTruth> =>
    askTruth(async (sql) => (await database.admin(sql)).map((row) => Object.values(row)));

  const letPass: PostgresShop["letPass"] = async (ms) => {
    const columns = await database.admin(
      "select table_name, column_name from information_schema.columns where table_schema = 'tierline_dev' and column_name like '%at_ms'",
    );
    expect(columns.length).toBeGreaterThan(10);
    for (const found of columns) {
      const [table, column] = [String(found["table_name"]), String(found["column_name"])];
      await database.admin(`update tierline_dev."${table}" set ${column} = ${column} - ${ms}`);
    }
  };

  return {
    server,
    database,
    portal,
    options,
    withEnv,
    run,
    truth,
    letPass,
    done: async (...words) => {
      const { code, stderr } = await runTierline(words, options);
      expect([code, code === 0 ? "" : stderr], words.join(" ")).toEqual([0, ""]);
    },
    changeEverybody: async () => {
      await database.admin("update loyalty.aud_members set balance = balance + 1");
    },
    runUntil: async (command, route, happen) => {
      portal.killAt({ route, nth: 1, moment: "after" }, happen);
      const ended = await run([command], command);
      expect(portal.disarm()).toBe(true);
      return endOf(command, ended);
    },
    converge: async () => {
      await letPass(120_000);
      for (let round = 0; round < 2; round += 1) {
        expect((await run(["plan"], "plan")).exitCode).toBe(0);
        expect((await run(["apply"], "apply")).exitCode).toBe(0);
        await letPass(60_000);
      }
      expect(differences(await truth(), portal.sandbox, new Set())).toEqual([]);
    },
    close: async () => {
      await portal.close();
      await server.stop();
      await rm(dirname(folder), { recursive: true, force: true });
    },
  };
}

/** What was done is told, whatever the end. */
export function endOf(command: "plan" | "apply", ended: JsonEnded): readonly unknown[] {
  if (command === "apply") expect(ended.read(runBody).syncs.map((sync) => sync.sync)).toEqual(["hubspot_tiers"]);
  return [ended.exitCode, ended.errorCode];
}
