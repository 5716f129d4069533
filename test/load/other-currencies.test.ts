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
    "Of 5 charges 2 in EUR, 1 in USD: the rules count PLN alone, so these will not count, and their members' tiers will be " +
      "unknown. If that is your currency, write it into seeds/tier_policies.csv before you build.",
  );
});

it("says nothing where every charge counts, nor where the rules are not known", async () => {
  expect(await findOtherCurrencies(bench.warehouse, { ...RULES, currencies: ["PLN", "EUR", "USD"] })).toBeNull();
  expect(await findOtherCurrencies(bench.warehouse, { ...RULES, currencies: [] })).toBeNull();
  expect(await findOtherCurrencies(bench.warehouse, null)).toBeNull();
  expect(adviseCurrency(null)).toBeNull();
});
