/**
 * A shop whose list "Loyalty Golden" has 500 people on it before Tierline comes: 300 strangers, and 200 customers known
 * by their address, of whom 148 are Golden, 40 were, and 12 have resigned.
 */
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readTruth, type ShopTruth } from "../support/shop-truth.ts";
import { runTierline, type Ended, type JsonEnded } from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles, type SmallMember } from "../support/small-shop.ts";
import { mortalShop, type MortalShop, type SavedMoment } from "./mortal-shop.ts";

export const GOLDEN = "Loyalty Golden";
export const SYNC = "hubspot_tiers";

// Thresholds 300, 1000, 2000.
const many = (count: number, letter: string, member: Omit<SmallMember, "id">): readonly SmallMember[] =>
  Array.from({ length: count }, (_, at) => ({ id: `${letter}${at}`, ...member }));
const golden = many(148, "g", { spent: "2500" });
const former = many(40, "f", { spent: "1200" });
const resigned = many(12, "r", { spent: "2500", isResigned: true });
/** Golden as well, but not on the list; and one of each lower tier. */
const elsewhere: readonly SmallMember[] = [
  { id: "n0", spent: "2500" },
  { id: "n1", spent: "2500" },
  { id: "n2", spent: "100" },
  { id: "n3", spent: "400" },
];
/** The next day f0 is Golden again (1200 + 1000), n3 Silver (400 + 700), and g1 resigns. */
const nextDay: readonly SmallMember[] = [
  { id: "f0", spent: "1000" },
  { id: "n3", spent: "700" },
  { id: "g1", spent: "1", isResigned: true },
];

export interface GoldenShop extends MortalShop {
  /** `list record` of the strangers, and record ids of all 500. */
  readonly strangers: ReadonlySet<string>;
  readonly people: readonly string[];
  /** What each day's models say. */
  readonly truths: { readonly first: ShopTruth; readonly second: ShopTruth };
  /** The first run of all: it builds the first day. */
  readonly firstRun: JsonEnded;
  /** After it. */
  readonly untouched: SavedMoment;
  /** Puts the second day's build in place of the first's. */
  turnToSecondDay(): Promise<void>;
}

export async function openGoldenShop(): Promise<GoldenShop> {
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  const shop = await mortalShop(folder, env);
  const { people, strangers } = fillList(shop);
  const built = (day: string): string => join(dirname(folder), "built", day, "warehouse.duckdb");
  const warehouse = join(folder, "warehouse.duckdb");
  const load = async (members: readonly SmallMember[]): Promise<void> => {
    await writeFiles(folder, members);
    expectDone(await runTierline(["load", "data"], shop.options));
  };
  await load([...golden, ...former, ...resigned, ...elsewhere]);
  const firstRun = await shop.run(["run", "--as-of", AS_OF], "run");
  await cp(warehouse, built("first"));
  const untouched = await shop.save("untouched");
  await load(nextDay);
  expectDone(await runTierline(["build", "--as-of", AS_OF], shop.options));
  await cp(warehouse, built("second"));
  await shop.restore(untouched);
  const truths = { first: await readTruth(built("first")), second: await readTruth(built("second")) };
  const turnToSecondDay = (): Promise<void> => cp(built("second"), warehouse);
  return { ...shop, people, strangers, truths, turnToSecondDay, untouched, firstRun };
}

function expectDone({ code, stderr }: Ended): void {
  if (code !== 0) throw new Error(stderr);
}

/** Entries of people lie between those of customers. */
function fillList({ portal: { sandbox } }: MortalShop): Pick<GoldenShop, "people" | "strangers"> {
  const add = (email: string): string => sandbox.byHand.addContact({ email });
  const strangers = Array.from({ length: 300 }, (_, at) => add(`guest-${at}@example.org`));
  const known = [...golden, ...former, ...resigned].map(({ id }) => add(`${id}@example.com`));
  const people = [...strangers.slice(0, 150), ...known, ...strangers.slice(150)];
  sandbox.byHand.addList(GOLDEN, "MANUAL", people);
  return { people, strangers: new Set(strangers.map((id) => `${GOLDEN} ${id}`)) };
}

/** Record ids on the list now. */
export function onGolden({ portal }: MortalShop): readonly string[] {
  return portal.sandbox.membersOf(GOLDEN) ?? [];
}

/** A command line as it is shown to people, as words for a process; the first of them, `npx tierline`, left out. */
export function wordsOf(line: string): readonly string[] {
  const words = [...line.trim().matchAll(/"([^"]*)"|\S+/gu)].map(([whole, quoted]) => quoted ?? whole);
  if (words[0] !== "npx" || words[1] !== "tierline") throw new Error(`Not a command line: ${line}`);
  return words.slice(2);
}

/** The command lines of a remedy. */
export function commandsIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim().startsWith("npx tierline "));
}
