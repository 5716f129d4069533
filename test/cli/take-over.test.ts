/** A list with people on it, a state that is lost, a careful first sending: by the command line, over HTTP. */
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { pauseBody, releaseBody } from "../../src/cli/json/decisions.ts";
import { planBody } from "../../src/cli/json/plan.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { takeOverBody } from "../../src/cli/json/take-over.ts";
import type { JsonEnded } from "../support/run-tierline.ts";
import { differences } from "../support/shop-truth.ts";
import { commandsIn, GOLDEN, onGolden, openGoldenShop, SYNC, wordsOf, type GoldenShop } from "./golden-shop.ts";
import { holdersOf, type SavedMoment } from "./mortal-shop.ts";

/** Seconds on an idle machine; minutes on a busy one. */
const SETUP_MS = 900_000;
const LONG_MS = 300_000;
const A_MINUTE_LATER = {
  NODE_OPTIONS: `--import=${new URL("../support/a-minute-later.ts", import.meta.url).href}`,
};

let shop: GoldenShop;
/** The list is kept, or claimed; nothing was applied. */
let kept: SavedMoment;
let justTaken: SavedMoment;
/** It is claimed, and the first day's plan applied. */
let claimed: SavedMoment;

beforeAll(async () => {
  shop = await openGoldenShop();
}, SETUP_MS);

afterAll(async () => {
  await shop.close();
  await rm(dirname(shop.folder), { recursive: true, force: true });
});

const takeOver = (...words: readonly string[]): Promise<JsonEnded> =>
  shop.run(["take-over", SYNC, GOLDEN, ...words], "take-over");
const apply = (...words: readonly string[]): Promise<JsonEnded> => shop.run(["apply", ...words], "apply");
const remedyOf = (ended: JsonEnded): string =>
  z.object({ error: z.object({ remedy: z.string() }) }).parse(JSON.parse(ended.stdout)).error.remedy;

async function plan(env?: Readonly<Record<string, string>>): Promise<JsonEnded> {
  const ended = await shop.run(["plan"], "plan", env);
  expect([ended.exitCode, ended.errorCode]).toEqual([0, null]);
  return ended;
}

/** Enter, leave, leave without a call, unchanged and waiting of each place. */
function movesOf(ended: JsonEnded): readonly (readonly [string, ...number[]])[] {
  const places = ended.read(planBody).syncs.flatMap((sync) => sync.plan?.places ?? []);
  return places.map((place) => [
    place.name,
    place.enter,
    place.update,
    place.leave,
    place.leave_without_call,
    place.unchanged,
    place.waiting,
  ]);
}

const FIGURES = {
  present: 500,
  known: { identity: 0, record: 0, address: 200 },
  known_stay: 148,
  known_leave: 52,
  ambiguous: 0,
  strangers: 300,
};

describe("a list of 500 with people's own entries", () => {
  test("stops a run, which names both ways and sends nothing", () => {
    const { firstRun } = shop;
    expect([firstRun.exitCode, firstRun.errorCode]).toEqual([3, "needs_take_over"]);
    expect(remedyOf(firstRun)).toContain(`tierline take-over ${SYNC} "${GOLDEN}"`);
    expect(remedyOf(firstRun)).toMatch(/--keep .*--claim/u);
    expect(writes()).toEqual([]);
  });

  test("is not half taken by a command that is killed while it reads; a look shows who they are", async () => {
    const words = ["take-over", SYNC, GOLDEN, "--claim", "--reason", "ours"];
    const death = await shop.dieAtRequest(words, { route: /contacts\/batch\/read$/u, nth: 2, moment: "after" });
    expect(death.signal).toBe("SIGKILL");
    expect(await holdersOf(shop.folder)).toEqual([]);
    expect((await shop.run(["plan"], "plan")).read(planBody).syncs[0]?.error?.code).toBe("needs_take_over");
    const before = await readFile(join(shop.folder, "state.dev.duckdb"));
    const { list, next } = (await takeOver()).read(takeOverBody);
    expect((await readFile(join(shop.folder, "state.dev.duckdb"))).equals(before)).toBe(true);
    expect(list).toMatchObject({ ...FIGURES, taken: null });
    expect(next.map((line) => wordsOf(line))).toEqual([
      ["take-over", SYNC, GOLDEN, "--keep", "--reason", "why"],
      ["take-over", SYNC, GOLDEN, "--claim", "--reason", "why"],
    ]);
    expect(writes()).toEqual([]);
  });

  test("kept: nobody of the 500 ever leaves", { timeout: LONG_MS }, async () => {
    await shop.restore(shop.untouched);
    expect((await takeOver("--keep", "--reason", "theirs")).read(takeOverBody).list).toMatchObject({
      ...FIGURES,
      taken: "keep",
    });
    kept = await shop.save("kept");
    await plan();
    expect((await apply()).exitCode).toBe(0);
    // n0 and n1 are Golden and were not there.
    expect(onGolden(shop)).toHaveLength(502);
    await shop.turnToSecondDay();
    // g1 resigned and was there before us: her leave is closed without a call. f0 was there, too.
    expect(movesOf(await plan(A_MINUTE_LATER)).at(-1)).toEqual([GOLDEN, 1, 0, 1, 1, 149, 0]);
    expect((await shop.run(["apply"], "apply", A_MINUTE_LATER)).exitCode).toBe(0);
    const now = new Set(onGolden(shop));
    expect(shop.people.filter((id) => !now.has(id))).toEqual([]);
    expect(now.size).toBe(502);
  });

  test("claimed: exactly the known who are not Golden leave, past the guard", { timeout: LONG_MS }, async () => {
    await shop.restore(shop.untouched);
    for (const how of ["--keep", "--claim"]) expect((await takeOver(how)).errorCode).toBe("usage");
    const taken = await takeOver("--claim", "--reason", "ours since 2020");
    expect(taken.read(takeOverBody).list).toMatchObject({ ...FIGURES, taken: "claim" });
    const again = await takeOver("--claim", "--reason", "again");
    expect([again.exitCode, again.errorCode]).toEqual([3, "already_taken"]);
    justTaken = await shop.save("just-taken");
    expect(movesOf(await plan()).at(-1)).toEqual([GOLDEN, 2, 0, 52, 0, 148, 0]);
    // 52 of the 200 claimed are more than 20 %, and more than 50.
    const stopped = await apply();
    expect([stopped.exitCode, stopped.read(runBody).syncs[0]?.guards.map(({ name }) => name)]).toEqual([4, ["leaves"]]);
    expect(onGolden(shop)).toHaveLength(500);
    const applied = await apply("--allow", "leaves", "--reason", "resigned or fallen");
    expect(applied.exitCode).toBe(0);
    expect(onGolden(shop)).toHaveLength(450);
    expect(differences(shop.truths.first, shop.portal.sandbox, shop.strangers)).toEqual([]);
    claimed = await shop.save("claimed");
  });
});

describe("a state that is lost", () => {
  test("stops a run before the first call; put back, it goes on", async () => {
    await shop.restore(claimed);
    await rm(join(shop.folder, "state.dev.duckdb"));
    const stopped = await shop.run(["run"], "run");
    expect([stopped.exitCode, stopped.errorCode]).toEqual([3, "state_lost"]);
    expect(remedyOf(stopped)).toContain("Put the newest state file back");
    expect(commandsIn(remedyOf(stopped))).toHaveLength(1);
    await shop.restoreState(claimed);
    expect((await shop.run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
  });

  test("may be an older copy; the second way, followed literally, converges", { timeout: LONG_MS }, async () => {
    await shop.restore(claimed);
    await shop.restoreState(justTaken);
    await shop.turnToSecondDay();
    await followSecondWay();
    const { sandbox } = shop.portal;
    for (const env of [{}, A_MINUTE_LATER]) {
      await plan(env);
      expect((await shop.run(["apply"], "apply", env)).exitCode).toBe(0);
      expect(strangersGone()).toEqual([]);
    }
    const last = await shop.run(["plan", "--exit-code"], "plan", A_MINUTE_LATER);
    expect([last.exitCode, sandbox.calls.forbidden]).toEqual([0, []]);
    // Lists are read back. What was said at the contact of somebody who is no member any more is not.
    const resigned = sandbox.contacts().find(({ properties }) => properties["loyalty_member_id"] === "g1");
    expect(differences(shop.truths.second, sandbox, shop.strangers)).toEqual([
      `contact ${resigned?.id ?? ""} of g1 says Golden, 2500.00`,
    ]);
  });
});

function strangersGone(): readonly string[] {
  const now = new Set(onGolden(shop));
  return [...shop.strangers].filter((entry) => !now.has(entry.slice(GOLDEN.length + 1)));
}

/** A run stops and names the way; each command line is given as it stands there. */
async function followSecondWay(): Promise<void> {
  const before = writes();
  const stopped = await shop.run(["run"], "run");
  expect([stopped.exitCode, stopped.errorCode]).toEqual([3, "state_lost"]);
  expect(remedyOf(stopped)).toContain("Put the newest state file back");
  const [command = ""] = commandsIn(remedyOf(stopped));
  const begun = await shop.run(wordsOf(command), "take-over");
  expect(begun.exitCode).toBe(0);
  const { next } = begun.read(takeOverBody);
  expect(next).toHaveLength(4);
  for (const line of next) expect([line, (await shop.run(wordsOf(line), "take-over")).exitCode]).toEqual([line, 0]);
  expect(writes()).toEqual(before);
}

describe("a careful first sending", () => {
  test("five members first, the rest afterwards", { timeout: LONG_MS }, async () => {
    await shop.restore(kept);
    const { sandbox } = shop.portal;
    await plan();
    const first = (await apply("--limit", "5")).read(runBody).syncs[0];
    // 192 members, each with a contact and a list: 384 rows.
    expect(first).toMatchObject({ withheld_by_limit: 374, receipts: { accepted: 10, withheld: 374 } });
    const known = sandbox.contacts().flatMap(({ properties }) => properties["loyalty_member_id"] ?? []);
    expect(known).toEqual(["f0", "f1", "f10", "f11", "f12"]);
    expect(sandbox.membersOf("Loyalty Silver")).toHaveLength(5);
    const status = (await shop.run(["status"], "status")).read(statusBody).syncs[0];
    const withheld = status?.places.flatMap(({ not_sent }) => not_sent) ?? [];
    expect(withheld.filter(({ reason }) => reason === "limit").reduce((sum, { count }) => sum + count, 0)).toBe(374);
    await plan();
    // 374 beside the few who are acknowledged: the rest is approved by name.
    const stopped = (await apply()).read(runBody).syncs[0];
    expect(new Set(stopped?.guards.map(({ name }) => name))).toEqual(new Set(["enters"]));
    const rest = await apply("--allow", "enters", "--reason", "the first five are right");
    expect(rest.read(runBody).syncs[0]?.receipts).toMatchObject({ accepted: 374, withheld: 0 });
    expect(sandbox.membersOf("Loyalty Silver")).toHaveLength(40);
  });

  test("paused, run leaves it out and apply refuses, until it is resumed", async () => {
    const paused = await shop.run(["pause", SYNC, "--reason", "a migration"], "pause");
    expect(paused.read(pauseBody).paused).toMatchObject({ by: "kim", reason: "a migration" });
    const before = shop.portal.sandbox.calls.total;
    const run = await shop.run(["run"], "run");
    expect([run.exitCode, run.read(runBody).syncs[0]?.result]).toEqual([0, "paused"]);
    expect(shop.portal.sandbox.calls.total).toBe(before);
    await plan();
    const refused = await apply();
    expect([refused.exitCode, refused.errorCode]).toEqual([4, "paused"]);
    expect((await shop.run(["resume", SYNC], "resume")).read(pauseBody).paused).toBeNull();
    expect((await apply()).exitCode).toBe(0);
  });

  test("released, a list is gone from status and nobody leaves it", async () => {
    const before = onGolden(shop);
    const ended = await shop.run(["release", GOLDEN, "--reason", "campaign over"], "release");
    // The file names it as before: the next run would stop at it.
    expect(ended.read(releaseBody).released.map(({ name, rows, still_in: file }) => [name, rows, file])).toEqual([
      [GOLDEN, 150, "syncs/hubspot_tiers.yml"],
    ]);
    const status = (await shop.run(["status"], "status")).read(statusBody);
    expect(status.syncs.flatMap(({ places }) => places.map(({ name }) => name))).not.toContain(GOLDEN);
    expect(onGolden(shop)).toEqual(before);
  });
});

/** Routes that wrote, with how often. */
function writes(): readonly (readonly [string, number])[] {
  const { calls } = shop.portal.sandbox;
  return calls
    .counts()
    .filter(({ route }) => !/^GET |batch\/read|search/u.test(route))
    .map(({ route, count }) => [route, count]);
}
