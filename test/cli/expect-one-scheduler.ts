/** Of two schedulers that begin at once one runs what is due, and the other says that it does. */
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { startTierline } from "../support/run-tierline.ts";
import { differences } from "../support/shop-truth.ts";
import type { PostgresShop } from "./postgres-shop.ts";

/** Leaves a sync that is due each minute; what was spent in March 2024 counts no more. */
export async function expectOneScheduler(shop: PostgresShop): Promise<void> {
  const { options, portal, database } = shop;
  await appendFile(
    join(options.cwd, "syncs", "hubspot_tiers.yml"),
    `schedule: {cron: "* * * * *", time_zone: Europe/Amsterdam}\n`,
  );
  const done = async (): Promise<readonly number[]> => {
    const [row] = await database.admin(
      `select (select count(*)::int from tierline_dev.runs) as runs, (select count(*)::int from tierline_dev.plans) as plans`,
    );
    // Forty-one members are one batch.
    return [Number(row?.["runs"]), Number(row?.["plans"]), portal.sandbox.calls.count("/contacts/batch/update")];
  };
  const before = await done();
  const both = [startTierline(["schedule", "--once"], options), startTierline(["schedule", "--once"], options)];
  const ended = await Promise.all(both.map((one) => one.ended));
  const [winner, loser] = ended.toSorted((a, b) => Number(a.code) - Number(b.code));
  expect([winner?.code, loser?.code], ended.map(({ stderr }) => stderr).join("\n")).toEqual([0, 6]);
  expect(loser?.stderr).toContain('"event":"held"');
  expect(loser?.stderr).not.toMatch(/"event":"(?:run_started|sync_ended)"/u);
  expect(await done()).toEqual(before.map((count) => count + 1));
  expect(differences(await shop.truth(), portal.sandbox, new Set())).toEqual([]);
}
