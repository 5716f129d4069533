/**
 * What should stand at HubSpot, read from the warehouse with plain queries, against what stands at the stand-in. It knows
 * nothing of plans, journals or engines.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";

export interface ShopTruth {
  /** Member by tier name. */
  readonly audiences: ReadonlyMap<string, ReadonlySet<string>>;
  readonly members: ReadonlyMap<
    string,
    { readonly email: string; readonly tierName: string; readonly balance: string }
  >;
}

/** Who was put on a list by people: `list record`. */
export type ByPeople = ReadonlySet<string>;

/** Answers a query with rows of cells. */
type Ask = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** `warehouse`: a DuckDB file. */
export async function readTruth(warehouse: string): Promise<ShopTruth> {
  const instance = await DuckDBInstance.fromCache(warehouse, { access_mode: "READ_ONLY" });
  try {
    const connection = await instance.connect();
    const truth = await askTruth(async (sql) => (await connection.runAndReadAll(sql)).getRows());
    connection.closeSync();
    return truth;
  } finally {
    instance.closeSync();
  }
}

export async function askTruth(ask: Ask): Promise<ShopTruth> {
  const [found] = await ask("select table_schema from information_schema.tables where table_name = 'aud_tier'");
  const schema = String(found?.[0]);
  const audiences = new Map<string, Set<string>>();
  for (const [audience, id] of await ask(`select audience, customer_id from ${schema}.aud_tier`))
    audiences.set(String(audience), (audiences.get(String(audience)) ?? new Set()).add(String(id)));
  // A shown balance is rounded down to the cent; these are whole cents.
  const rows = await ask(
    `select customer_id, lower(trim(email)), tier_name, cast(cast(balance as decimal(18, 2)) as text) from ${schema}.aud_members`,
  );
  const members = new Map(
    rows.map(([id, email, tierName, balance]) => {
      const member = { email: String(email), tierName: String(tierName), balance: String(balance) };
      return [String(id), member] as const;
    }),
  );
  return { audiences, members };
}

/** Every difference in a sentence; empty when all is as it should be. */
export function differences(truth: ShopTruth, sandbox: HubSpotSandbox, byPeople: ByPeople): readonly string[] {
  return [...contactDifferences(truth, sandbox), ...listDifferences(truth, sandbox, byPeople)];
}

function contactDifferences({ members }: ShopTruth, sandbox: HubSpotSandbox): readonly string[] {
  const wrong: string[] = [];
  const seen = new Map<string, number>();
  for (const { id, properties } of sandbox.contacts()) {
    const key = properties["loyalty_member_id"];
    if (key === undefined) continue;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    const member = members.get(key);
    const said = [properties["loyalty_tier"], properties["loyalty_balance"]].map((value) => value ?? "nothing");
    const meant = member === undefined ? ["nothing", "nothing"] : [member.tierName, member.balance];
    const [balance, meantBalance] = [said[1] ?? "", meant[1] ?? ""];
    const isBalance = balance === meantBalance || Number(balance) === Number(meantBalance);
    if (said[0] !== meant[0] || !isBalance) wrong.push(`contact ${id} of ${key} says ${said.join(", ")}`);
    if (member !== undefined && properties["email"] !== member.email) wrong.push(`${key} has another address`);
  }
  for (const [key, count] of seen) if (count > 1) wrong.push(`${key} has ${count} contacts`);
  for (const key of members.keys()) if (!seen.has(key)) wrong.push(`${key} has no contact`);
  return wrong;
}

function listDifferences({ audiences }: ShopTruth, sandbox: HubSpotSandbox, byPeople: ByPeople): readonly string[] {
  const wrong: string[] = [];
  for (const [audience, desired] of audiences) {
    const list = `Loyalty ${audience}`;
    const missing = new Set(desired);
    for (const id of sandbox.membersOf(list) ?? []) {
      const key = sandbox.contact(id)?.properties["loyalty_member_id"] ?? "";
      const isDesired = missing.delete(key);
      if (!isDesired && !byPeople.has(`${list} ${id}`)) wrong.push(`${key || `record ${id}`} is on ${list}`);
    }
    for (const key of missing) wrong.push(`${key} is not on ${list}`);
  }
  for (const entry of byPeople) {
    const at = entry.lastIndexOf(" ");
    const isThere = sandbox.membersOf(entry.slice(0, at))?.includes(entry.slice(at + 1)) ?? false;
    if (!isThere) wrong.push(`${entry}, put there by people, is gone`);
  }
  return wrong;
}
