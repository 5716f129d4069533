/** The process is killed in the middle of an apply, over HTTP; the next runs put everything right. */
import { cp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { planBody } from "../../src/cli/json/plan.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import type { DeathPoint, Moment } from "../support/dying-portal.ts";
import { runTierline } from "../support/run-tierline.ts";
import { differences, readTruth, type ShopTruth } from "../support/shop-truth.ts";
import { AS_OF, makeShopFolder, writeFiles, type SmallMember } from "../support/small-shop.ts";
import { holdersOf, mortalShop, type MortalShop, type SavedMoment } from "./mortal-shop.ts";

// Thresholds 300, 1000, 2000. 60 members in each tier: m0 White, m1 Green, m2 Silver, m3 Golden, m4 White, …
const SPENT = ["100", "400", "1200", "2500"] as const;
const FIRST: readonly SmallMember[] = Array.from({ length: 240 }, (_, at) => ({
  id: `m${at}`,
  spent: SPENT[at % 4] ?? "",
}));
/**
 * The next day: of m0 to m39 all but the Golden ones rise by a tier (100 + 900 = 1000 is Silver, two tiers at once), two
 * members resign, six join, one has another address, and 140 only spend a little: two batches of contacts.
 */
const RISES = ["900", "600", "800", "1"] as const;
const SECOND: readonly SmallMember[] = [
  ...FIRST.slice(0, 40).map(({ id }, at) => ({ id, spent: RISES[at % 4] ?? "" })),
  ...FIRST.slice(40, 42).map(({ id }) => ({ id, spent: "1", isResigned: true })),
  { id: "m50", spent: "2", email: "fifty@example.com" },
  ...FIRST.slice(100).map(({ id }) => ({ id, spent: "3" })),
  ...["n0", "n1", "n2", "n3", "n4", "n5"].map((id, at) => ({ id, spent: SPENT[at % 4] ?? "" })),
];

/** Seconds on an idle machine; minutes on a busy one. */
const SETUP_MS = 900_000;
const POINT_MS = 300_000;
/** A minute is longer than the cool-down and the longest stall together. */
const A_MINUTE_LATER = {
  NODE_OPTIONS: `--import=${new URL("../support/a-minute-later.ts", import.meta.url).href}`,
};

interface Prepared {
  readonly shop: MortalShop;
  /** A plan of everything waits; HubSpot is empty but for strangers. */
  readonly first: SavedMoment;
  /** The first plan was applied, people changed lists by hand, and a plan of tier moves waits. */
  readonly second: SavedMoment;
  readonly byPeople: ReadonlySet<string>;
  /** Database statements of the first apply, and of the plan after it. */
  readonly statements: { readonly apply: number; readonly plan: number };
}

let free: Prepared[] = [];
let waiting: ((prepared: Prepared) => void)[] = [];
let everyShop: readonly MortalShop[] = [];
/** Where the warehouses of both days lie. */
let built: string;
let truths: { readonly first: ShopTruth; readonly second: ShopTruth };

beforeAll(async () => {
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  const builder = { cwd: folder, env };
  const parent = dirname(folder);
  built = join(parent, "built");
  const build = async (name: string, members: readonly SmallMember[]): Promise<ShopTruth> => {
    await writeFiles(folder, members);
    for (const words of [
      ["load", "data"],
      ["build", "--as-of", AS_OF],
    ]) {
      const ended = await runTierline(words, builder);
      if (ended.code !== 0) throw new Error(ended.stderr);
    }
    // dbt's views name their database, which DuckDB names after the file.
    const copy = join(built, name, "warehouse.duckdb");
    await cp(join(folder, "warehouse.duckdb"), copy);
    return readTruth(copy);
  };
  truths = { first: await build("first", FIRST), second: await build("second", SECOND) };
  const other = join(parent, "other", "my-shop");
  await cp(folder, other, { recursive: true });
  everyShop = [await mortalShop(folder, env), await mortalShop(other, env)];
  for (const prepared of await Promise.all(everyShop.map((shop) => prepare(shop)))) give(prepared);
}, SETUP_MS);

afterAll(async () => {
  for (const shop of everyShop) await shop.close();
  const [shop] = everyShop;
  if (shop !== undefined) await rm(dirname(shop.folder), { recursive: true, force: true });
});

async function prepare(shop: MortalShop): Promise<Prepared> {
  const { byHand } = shop.portal.sandbox;
  byHand.addContact({ email: "stranger@example.com" });
  // Known to HubSpot before they are to Tierline: linked, never doubled.
  for (const at of [7, 77, 177]) byHand.addContact({ email: `m${at}@example.com`, firstname: "Known" });
  await cp(join(built, "first", "warehouse.duckdb"), join(shop.folder, "warehouse.duckdb"));
  expect((await shop.run(["plan"], "plan")).exitCode).toBe(0);
  const first = await shop.save("first");
  const apply = await shop.countStatements(["apply"]);
  expect(differences(truths.first, shop.portal.sandbox, new Set())).toEqual([]);
  const byPeople = new Set([
    addStranger(shop, "Loyalty Golden"),
    addStranger(shop, "Loyalty White"),
    // m61 is Green; people put her on Silver's list as well.
    addMember(shop, "m61", "Loyalty Silver"),
  ]);
  await cp(join(built, "second", "warehouse.duckdb"), join(shop.folder, "warehouse.duckdb"));
  const plan = await shop.countStatements(["plan"]);
  expect([apply > 20, plan > 8]).toEqual([true, true]);
  return { shop, first, second: await shop.save("second"), byPeople, statements: { apply, plan } };
}

function addStranger(shop: MortalShop, list: string): string {
  const { byHand } = shop.portal.sandbox;
  return addToList(shop, list, byHand.addContact({ email: `${list.replace(" ", "-").toLowerCase()}@example.org` }));
}

function addMember(shop: MortalShop, key: string, list: string): string {
  const contact = shop.portal.sandbox.contacts().find(({ properties }) => properties["loyalty_member_id"] === key);
  return addToList(shop, list, contact?.id ?? "");
}

function addToList({ portal: { sandbox } }: MortalShop, list: string, recordId: string): string {
  const found = sandbox.lists().find(({ name }) => name === list);
  sandbox.byHand.addToList(found?.listId ?? "", recordId);
  return `${list} ${recordId}`;
}

/** Two shops, so that both processors work; a point waits until one is free. */
async function withShop(work: (prepared: Prepared) => Promise<void>): Promise<void> {
  const prepared = free.pop() ?? (await new Promise<Prepared>((resolve) => waiting.push(resolve)));
  try {
    await work(prepared);
  } finally {
    give(prepared);
  }
}

function give(prepared: Prepared): void {
  const next = waiting.shift();
  if (next === undefined) free.push(prepared);
  else next(prepared);
}

interface Aim {
  readonly truth: ShopTruth;
  /** Who was put on lists by hand before the death. */
  readonly byPeople: ReadonlySet<string>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the dead process was sending, so that its plan must be closed; undefined: either way is right. */
  readonly wasSending?: boolean;
}

/**
 * Plans and applies until nothing is left to do. One plan and one apply suffice. After that plan, people put somebody
 * on every list that is ours; what the dead process had sent arrives after that apply.
 */
async function converge(shop: MortalShop, { truth, byPeople, env, wasSending }: Aim): Promise<void> {
  // Whoever the tests start has their own open files, too, for the moment before it is itself.
  await vi.waitFor(async () => expect(await holdersOf(shop.folder)).toEqual([]), { timeout: 10_000 });
  const { sandbox } = shop.portal;
  const again = await shop.run(["plan", "--exit-code"], "plan", env);
  expect([again.exitCode, again.errorCode]).toEqual([again.exitCode === 0 ? 0 : 2, null]);
  const { syncs } = again.read(planBody);
  if (wasSending !== undefined) expect(syncs.map(({ closed_plan }) => closed_plan !== null)).toEqual([wasSending]);
  const ours = syncs.flatMap(({ plan }) => plan?.places ?? []);
  const later = ours.filter(({ list_id }) => list_id !== null).map(({ name }) => addLatecomer(shop, name));
  const people = new Set([...byPeople, ...later]);
  if (again.exitCode === 2) expect((await shop.run(["apply"], "apply", env)).exitCode).toBe(0);
  await shop.portal.settleLate();
  const last = await shop.run(["plan", "--exit-code"], "plan", env);
  expect([last.exitCode, last.errorCode]).toEqual([0, null]);
  expect(differences(truth, sandbox, people)).toEqual([]);
  const status = (await shop.run(["status"], "status")).read(statusBody);
  const places = status.syncs.flatMap((sync) => sync.places);
  expect(places).toHaveLength(5);
  expect(places.map(({ unsettled, waiting: rows, refused }) => unsettled + rows + refused)).toEqual([0, 0, 0, 0, 0]);
  expect(sandbox.calls.forbidden).toEqual([]);
}

function addLatecomer(shop: MortalShop, list: string): string {
  const address = `late-${list.replace(" ", "-").toLowerCase()}@example.org`;
  return addToList(shop, list, shop.portal.sandbox.byHand.addContact({ email: address }));
}

type Row = readonly [moment: Moment, nth: number, route: string];

const pointOf = ([moment, nth, route]: Row): DeathPoint => ({ moment, nth, route: new RegExp(route, "u") });

/** Batches and memberships are only sent for a plan that was announced. */
const isSending = ([, , route]: Row): boolean => /batch|memberships/u.test(route);

describe("an apply of everything, killed", () => {
  test.concurrent.each<Row>([
    ["before", 1, "GET /account-info"],
    ["after", 5, "POST .*/contacts$"],
    ["before", 1, "POST /crm/lists/2026-09$"],
    ["after", 2, "POST /crm/lists/2026-09$"],
    ["before", 1, "/batch/read$"],
    ["after", 1, "/batch/upsert$"],
    ["late", 2, "/batch/upsert$"],
    ["before", 1, "/memberships/add$"],
    ["after", 1, "/memberships/add$"],
    ["late", 3, "/memberships/add$"],
    ["after", 4, "/memberships/add$"],
  ])("%s request %i of %s", { timeout: POINT_MS }, async (...row) => {
    await withShop(async ({ shop, first }) => {
      await shop.restore(first);
      const death = await shop.dieAtRequest(["apply"], pointOf(row));
      expect([death.code, death.signal, death.stdout]).toEqual([null, "SIGKILL", ""]);
      await converge(shop, { truth: truths.first, byPeople: new Set(), wasSending: isSending(row) });
    });
  });

  // Rows are recorded, the plan is closed, the file is closed: nothing of it is seen from outside.
  test.concurrent.each([
    ["during", 10],
    ["during", 6],
    ["before", 1],
  ] as const)("%s its last database statement but %i", { timeout: POINT_MS }, async (moment, fromEnd) => {
    await withShop(async ({ shop, first, statements }) => {
      await shop.restore(first);
      const death = await shop.dieAtStatement(["apply"], statements.apply - fromEnd, moment);
      expect([death.code, death.signal, death.stdout]).toEqual([null, "SIGKILL", ""]);
      await converge(shop, { truth: truths.first, byPeople: new Set() });
    });
  });
});

describe("an apply of tier moves, killed", () => {
  test.concurrent.each<Row>([
    ["late", 1, "/batch/update$"],
    ["after", 2, "/batch/update$"],
    ["late", 1, "/memberships/add$"],
    ["after", 2, "/memberships/add$"],
    ["after", 1, "/memberships/remove$"],
    ["late", 2, "/memberships/remove$"],
    ["after", 3, "/memberships/remove$"],
  ])("%s request %i of %s", { timeout: POINT_MS }, async (...row) => {
    await withShop(async ({ shop, second, byPeople }) => {
      await shop.restore(second);
      const death = await shop.dieAtRequest(["apply"], pointOf(row));
      expect([death.code, death.signal, death.stdout]).toEqual([null, "SIGKILL", ""]);
      await converge(shop, { truth: truths.second, byPeople, wasSending: isSending(row) });
    });
  });
});

describe("a plan, killed", () => {
  test.concurrent.each<Row>([["after", 2, "/memberships$"]])(
    "%s request %i of %s",
    { timeout: POINT_MS },
    async (...row) => {
      await withShop(async ({ shop, second, byPeople }) => {
        await shop.restore(second);
        const death = await shop.dieAtRequest(["plan"], pointOf(row));
        expect([death.code, death.signal, death.stdout]).toEqual([null, "SIGKILL", ""]);
        await converge(shop, { truth: truths.second, byPeople, wasSending: false });
      });
    },
  );

  test.concurrent.each([["during", 1]] as const)(
    "%s its last database statement but %i",
    { timeout: POINT_MS },
    async (moment, fromEnd) => {
      await withShop(async ({ shop, second, byPeople, statements }) => {
        await shop.restore(second);
        const death = await shop.dieAtStatement(["plan"], statements.plan - fromEnd, moment);
        expect([death.code, death.signal, death.stdout]).toEqual([null, "SIGKILL", ""]);
        await converge(shop, { truth: truths.second, byPeople, wasSending: false });
      });
    },
  );
});

describe("tier moves, killed and then taken back", () => {
  // The moves were a mistake: the models say the first tiers again, while a request of the dead is still on its way.
  test.concurrent.each<Row>([["late", 1, "/memberships/remove$"]])(
    "%s request %i of %s",
    { timeout: POINT_MS },
    async (...row) => {
      await withShop(async ({ shop, second, byPeople }) => {
        await shop.restore(second);
        await shop.dieAtRequest(["apply"], pointOf(row));
        await cp(join(built, "first", "warehouse.duckdb"), join(shop.folder, "warehouse.duckdb"));
        const plan = await shop.run(["plan"], "plan");
        const places = plan.read(planBody).syncs.flatMap((sync) => sync.plan?.places ?? []);
        // Nothing is contradicted while that request may still arrive.
        expect(places.reduce((sum, place) => sum + place.waiting, 0)).toBeGreaterThan(20);
        const applied = await shop.run(["apply"], "apply");
        expect([applied.exitCode, applied.read(runBody).syncs.map(({ result }) => result)]).toEqual([0, ["applied"]]);
        await shop.portal.settleLate();
        await converge(shop, { truth: truths.first, byPeople, env: A_MINUTE_LATER });
      });
    },
  );
});
