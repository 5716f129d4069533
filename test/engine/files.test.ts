/** Runs whose destination nobody can ask who is there: files of a folder, by the real adapter. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFiles } from "../../src/destination/files/files.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import {
  buildOf,
  MINUTE_MS,
  Models,
  onlySync,
  openShop,
  optionsOf,
  STALL_MS,
  syncNamed,
  TIER,
} from "./engine-setup.ts";
import type { World } from "./engine-setup.ts";

const SYNC = syncNamed("tiers", {
  destination: { type: "files", secrets: {}, address: "./exports", options: {}, written: {} },
});

const member = (name: string, tier: string) => ({ email: `${name}@example.com`, tier });
const FIRST: World = {
  ann: member("ann", "Golden"),
  ben: member("ben", "Silver"),
  cem: member("cem", "Golden"),
  dia: member("dia", "Silver"),
};

function openFolder(root = mkdtempSync(join(tmpdir(), "tierline-test-files-")), sync = SYNC) {
  const { clock } = openShop();
  const models = new Models();
  const journal = new InMemoryJournal({ clock, leaseMs: 5 * MINUTE_MS });
  const engine = {
    journal,
    source: models,
    clock,
    stallMs: STALL_MS,
    target: "prod",
    targets: ["prod"],
    allSyncs: [sync],
  };
  const run = async (world: World) => {
    const store = createLocalStore(root);
    const parts = { address: "./exports", content: "snapshot", format: "csv", sync: "tiers", target: "prod" } as const;
    const destination = createFiles({ ...parts, store, properties: [TIER], clock });
    clock.ms += 20 * MINUTE_MS;
    const build = buildOf(models, () => models.set(world));
    return onlySync(await runSyncs(engine, [{ sync, destination }], build, optionsOf()));
  };
  /** Members of a file, ascending. */
  const members = (path: string): readonly string[] =>
    readFileSync(join(root, "tiers", path, "snapshot.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => /\b(?:ann|ben|cem|dia|eve)\b/u.exec(line)?.[0] ?? line);
  return { root, run, members };
}

test("who moves tier leaves one file and enters another, and who vanishes is in none", async () => {
  const { run, members } = openFolder();
  expect((await run(FIRST)).exit_code).toBe(0);
  expect([members("contacts"), members("lists/loyalty-golden"), members("lists/loyalty-silver")]).toEqual([
    ["ann", "ben", "cem", "dia"],
    ["ann", "cem"],
    ["ben", "dia"],
  ]);
  const others = { ann: member("ann", "Silver"), ben: member("ben", "Silver"), dia: member("dia", "Silver") };
  for (let round = 0; round < 2; round += 1) expect((await run(others)).exit_code).toBe(0);
  expect([members("contacts"), members("lists/loyalty-golden"), members("lists/loyalty-silver")]).toEqual([
    ["ann", "ben", "dia"],
    [],
    ["ann", "ben", "dia"],
  ]);
});

test("a lost state is mended by the next run: files begin anew, and nobody stays who left meanwhile", async () => {
  const { root, run } = openFolder();
  await run(FIRST);
  const after = openFolder(root);
  expect((await after.run({ ann: member("ann", "Golden"), dia: member("dia", "Silver") })).exit_code).toBe(0);
  expect([
    after.members("contacts"),
    after.members("lists/loyalty-golden"),
    after.members("lists/loyalty-silver"),
  ]).toEqual([["ann", "dia"], ["ann"], ["dia"]]);
});

test("a file that somebody deleted stops the run with nothing written, and the run after it was put back converges", async () => {
  const { root, run, members } = openFolder();
  await run(FIRST);
  const file = join(root, "tiers/contacts/snapshot.csv");
  const bytes = readFileSync(file, "utf8");
  rmSync(file);
  const more = { ...FIRST, eve: member("eve", "Golden") };
  const stopped = await run(more);
  expect([stopped.exit_code, stopped.error?.code]).toEqual([3, "file_missing"]);
  writeFileSync(file, bytes);
  expect((await run(more)).exit_code).toBe(0);
  expect(members("contacts")).toEqual(["ann", "ben", "cem", "dia", "eve"]);
  expect(members("lists/loyalty-golden")).toEqual(["ann", "cem", "eve"]);
});

test("two lists whose names make one folder are refused before anything is written to it twice", async () => {
  const lists = [
    { audience: "Golden", list: "Loyalty: Golden" },
    { audience: "Silver", list: "loyalty golden" },
  ];
  const { run } = openFolder(undefined, { ...SYNC, audiences: [{ model: "aud_tier", lists }] });
  const stopped = await run(FIRST);
  expect([stopped.exit_code, stopped.error?.code]).toEqual([3, "list_reused"]);
});
