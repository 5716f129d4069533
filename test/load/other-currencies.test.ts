/** Charges in a currency that no rule counts are told when they are loaded. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findOtherCurrencies } from "../../src/cli/find-other-currencies.ts";
import { readRulesOf } from "../../src/cli/read-rules.ts";
import { adviseCurrency } from "../../src/cli/views/draw-load.ts";
import { openBench, RECEIPT_HEADER, type Bench } from "./load-setup.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => bench.end());

const POLICY_HEADER = "version,effective_from,currency,window_hours\n";
const RULES = { policyFile: "seeds/tier_policies.csv", levelFile: "seeds/tier_levels.csv" };

async function project(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(bench.folder, name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

it("reads the currencies of every version from the project's own seed", async () => {
  const shop = await project("shop", {
    "dbt_project.yml": "name: shop\nseed-paths: [reference, seeds]\n",
    "reference/tier_policies.csv": `\uFEFF${POLICY_HEADER}1,1970-01-01,pln,8760\n2,2026-01-01, EUR ,8760\n3,2027-01-01,PLN,8760\n`,
  });
  expect(await readRulesOf(shop)).toEqual({
    currencies: ["PLN", "EUR"],
    policyFile: "reference/tier_policies.csv",
    levelFile: "reference/tier_levels.csv",
  });
  expect(await readRulesOf(await project("elsewhere", { "dbt_project.yml": "name: elsewhere\n" }))).toBeNull();
  // Broken: dbt says so.
  const broken = { "dbt_project.yml": "name: broken\n", "seeds/tier_policies.csv": "version,effective_from\n1\n" };
  expect(await readRulesOf(await project("broken", broken))).toMatchObject({ currencies: [] });
});

it("tells charges in other currencies, and says what to do before the first build", async () => {
  const rules = { ...RULES, currencies: ["PLN"] };
  await bench.load({ "customers.csv": "customer_id\nc1\n" });
  expect(await findOtherCurrencies(bench.warehouse, rules)).toBeNull();
  const at = "2026-01-01T10:00:00Z";
  await bench.load({
    // Without a currency it is the programme's.
    "charges.csv": `${RECEIPT_HEADER}e1,c1,1,PLN,${at},\ne2,c1,1,,${at},\ne3,c1,1,eur,${at},\ne4,c1,1,EUR,${at},\ne5,c1,1,USD,${at},\n`,
  });
  const found = await findOtherCurrencies(bench.warehouse, rules);
  expect(found).toMatchObject({
    charges: 5,
    others: [
      { currency: "EUR", charges: 2 },
      { currency: "USD", charges: 1 },
    ],
  });
  expect(adviseCurrency(found)).toBe(
    "3 charges are in EUR, USD (of 5), and the rules count PLN alone. They do not count, and the tier of whoever made them is " +
      "unknown while they are in the window. If that is your currency, write it into seeds/tier_policies.csv before you build.",
  );
});

it("takes a few charges for slips, and more than half for another currency of the shop's", () => {
  expect(advice(2, 1)).toBe(
    "1 charge is in EUR (of 2), and the rules count PLN alone. It does not count, and the tier of whoever made it is " +
      "unknown while it is in the window.",
  );
  expect(advice(3, 2)).toContain("write it into seeds/tier_policies.csv");
});

it("says nothing where every charge counts, nor where the rules are not known", async () => {
  expect(await findOtherCurrencies(bench.warehouse, { ...RULES, currencies: ["PLN", "EUR", "USD"] })).toBeNull();
  expect(await findOtherCurrencies(bench.warehouse, { ...RULES, currencies: [] })).toBeNull();
  expect(await findOtherCurrencies(bench.warehouse, null)).toBeNull();
  expect(adviseCurrency(null)).toBeNull();
});

function advice(charges: number, wrong: number): string | null {
  return adviseCurrency({
    charges,
    others: [{ currency: "EUR", charges: wrong }],
    rules: { ...RULES, currencies: ["PLN"] },
  });
}
