/** A PostgreSQL server that crashes or is restarted while a shop plans and sends: a clear error, nothing lost, the next runs converge. */
import { Client } from "pg";
import { expect, test } from "vitest";
import { endOf, type PostgresShop } from "./postgres-shop.ts";

const BUILD_MS = 600_000;
export const BATCH = /POST .*\/contacts\/batch\/update/u;
const ACCOUNT = /GET \/account-info/u;

export function describeRestarts(shop: () => PostgresShop): void {
  const crash = (): Promise<void> => shop().server.crash();
  const recover = async (): Promise<void> => {
    await crash();
    await shop().server.revive();
  };
  const restart = async (): Promise<void> => {
    await shop().server.shutDown();
    await shop().server.revive();
  };

  test("a plan, crashed and back at once, harms nothing", { timeout: BUILD_MS }, async () => {
    await shop().changeEverybody();
    // Its lease holds by its row, and whatever a plan writes tests it.
    expect(await shop().runUntil("plan", ACCOUNT, recover)).toEqual([0, null]);
  });

  test("a plan, crashed and away", { timeout: BUILD_MS }, async () => {
    expect(await shop().runUntil("plan", ACCOUNT, crash)).toEqual([1, "warehouse_unreachable"]);
    await shop().server.revive();
    await shop().letPass(120_000);
  });

  test("an apply, crashed and back at once", { timeout: BUILD_MS }, async () => {
    expect((await shop().run(["plan"], "plan")).exitCode).toBe(0);
    expect(await shop().runUntil("apply", BATCH, recover)).toEqual([6, "lease_lost"]);
    await shop().converge();
  });

  test("an apply, crashed and away; then nothing of it is lost", { timeout: BUILD_MS }, async () => {
    await shop().changeEverybody();
    expect((await shop().run(["plan"], "plan")).exitCode).toBe(0);
    expect(await shop().runUntil("apply", BATCH, crash)).toEqual([1, "warehouse_unreachable"]);
    await shop().server.revive();
    await shop().converge();
  });

  test("the comparison that makes a plan, restarted in good order", { timeout: BUILD_MS }, async () => {
    await shop().changeEverybody();
    // Everything that makes a table writes there, and nothing else of a plan.
    const at = {
      table: "pg_catalog.pg_depend",
      mode: "share",
      statement: /^create temporary table "judged"/u,
    } as const;
    expect(await runDuring(shop(), "plan", at, restart)).toEqual([1, "warehouse_unreachable"]);
    await shop().converge();
  });

  test("the writing down of what was answered, restarted in good order", { timeout: BUILD_MS }, async () => {
    await shop().changeEverybody();
    expect((await shop().run(["plan"], "plan")).exitCode).toBe(0);
    const at = { table: "tierline_dev.receipts", mode: "exclusive", statement: /^insert into \S+receipts/u } as const;
    expect(await runDuring(shop(), "apply", at, restart)).toEqual([1, "warehouse_unreachable"]);
    await shop().converge();
  });
}

interface Statement {
  /** Locked, so that the statement waits for it. */
  readonly table: string;
  readonly mode: "exclusive" | "share";
  readonly statement: RegExp;
}

/** What the command ends with, when this happens while its statement is under way. */
async function runDuring(
  shop: PostgresShop,
  command: "plan" | "apply",
  { table, mode, statement }: Statement,
  happen: () => Promise<void>,
): Promise<readonly unknown[]> {
  const { host, port, user, password, database: name } = shop.database.options;
  const locking = new Client({ host, port, user, password, database: name });
  // It ends with the server at the latest, and so does its lock.
  const over = new Promise<void>((resolve) => locking.once("end", () => resolve()));
  locking.on("error", () => undefined);
  await locking.connect();
  await locking.query(`begin; lock table ${table} in ${mode} mode`);
  try {
    const running = shop.run([command], command);
    const waiting = async (): Promise<unknown> => {
      const found = await shop.database.admin(
        "select query from pg_stat_activity where application_name = 'tierline' and wait_event_type = 'Lock'",
      );
      return found[0]?.["query"];
    };
    await expect.poll(waiting, { timeout: 60_000 }).toMatch(statement);
    await happen();
    await over;
    return endOf(command, await running);
  } finally {
    await locking.end();
  }
}
