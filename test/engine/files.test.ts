/** Runs whose destination nobody can ask who is there: files of a folder, by the real adapter. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { TransientError } from "../../src/domain/errors.ts";
import type { Sync } from "../../src/domain/sync.ts";
import { createFiles } from "../../src/destination/files/files.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import type { FileStore } from "../../src/destination/files/store.ts";
import type { RunOptions } from "../../src/engine/engine.ts";
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

interface Folder {
  readonly root?: string;
  readonly sync?: Sync;
  readonly storeOf?: (root: string) => FileStore;
}

function openFolder(given: Folder = {}) {
  const { root = mkdtempSync(join(tmpdir(), "tierline-test-files-")), sync = SYNC, storeOf = createLocalStore } = given;
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
  const run = async (world: World, options: Partial<RunOptions> = {}) => {
    const store = storeOf(root);
    const parts = { address: "./exports", content: "snapshot", format: "csv", sync: "tiers", target: "prod" } as const;
    // Each row is a batch of its own.
    const destination = createFiles({ ...parts, store, properties: [TIER], clock, rowsPerBatch: 1 });
    clock.ms += 20 * MINUTE_MS;
    const build = buildOf(models, () => models.set(world));
    return onlySync(await runSyncs(engine, [{ sync, destination }], build, optionsOf(options)));
  };
  /** Members of a file, ascending. */
  const members = (path: string): readonly string[] =>
    readFileSync(join(root, "tiers", path, "snapshot.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => /\b(?:ann|ben|cem|dia|eve|fay)\b/u.exec(line)?.[0] ?? line);
  const sequence = (path: string): unknown =>
    z.object({ sequence: z.int() }).parse(JSON.parse(readFileSync(join(root, "tiers", path, "manifest.json"), "utf8")))
      .sequence;
  return { root, run, members, sequence };
}

test("a place's snapshot is written once in a wave, however many batches it takes", async () => {
  const { run, members, sequence } = openFolder();
  expect((await run(FIRST)).requests).toBe(3);
  expect(members("contacts")).toEqual(["ann", "ben", "cem", "dia"]);
  const paths = ["contacts", "lists/loyalty-golden", "lists/loyalty-silver"];
  expect(paths.map(sequence)).toEqual([1, 1, 1]);
  // Two who enter and one who is updated are one wave at contacts.
  const more = { ...FIRST, ann: member("ann", "Silver"), eve: member("eve", "Golden"), fay: member("fay", "Golden") };
  await run(more);
  expect(sequence("contacts")).toBe(2);
});

test("a run that breaks off between a snapshot and its manifest accepts no row of it, and withholds the next place", async () => {
  let commits = 0;
  // Three places are begun with three commits each, contacts take three, and the second of Golden's is its snapshot.
  const storeOf = (root: string): FileStore => {
    const store = createLocalStore(root);
    return {
      ...store,
      stage: async (path, localPath) => {
        const staged = await store.stage(path, localPath);
        const commit = async (): Promise<void> => {
          await staged.commit();
          commits += 1;
          if (commits === 14) throw new TransientError("target_unreachable", "It broke.");
        };
        return { ...staged, commit };
      },
    };
  };
  const { run, members } = openFolder({ storeOf });
  const broken = await run(FIRST);
  expect(broken.error?.code).toBe("target_unreachable");
  expect(broken.receipts).toEqual({ accepted: 4, refused: 0, withheld: 2, unsettled: 2 });
  expect([members("contacts"), members("lists/loyalty-golden"), members("lists/loyalty-silver")]).toEqual([
    ["ann", "ben", "cem", "dia"],
    ["ann", "cem"],
    [],
  ]);
  const next = await run(FIRST);
  expect([next.exit_code, next.receipts.accepted]).toEqual([0, 4]);
  expect(members("lists/loyalty-silver")).toEqual(["ben", "dia"]);
});

test("an interrupt before the snapshot is written leaves it as it is, and nobody is in doubt", async () => {
  const { run, members } = openFolder();
  await run(FIRST);
  const interrupt = new AbortController();
  const more = { ...FIRST, eve: member("eve", "Golden") };
  // The row that is refused is told of while the others are gathered.
  const world = { ...more, fay: { email: "no address", tier: "Golden" } };
  const stopped = await run(world, { onProgress: () => interrupt.abort(), signal: interrupt.signal });
  expect(stopped.exit_code).toBe(130);
  expect(stopped.receipts).toMatchObject({ accepted: 0, unsettled: 0 });
  expect(members("contacts")).toEqual(["ann", "ben", "cem", "dia"]);
  expect((await run(more)).exit_code).toBe(0);
  expect(members("contacts")).toEqual(["ann", "ben", "cem", "dia", "eve"]);
});

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
  const after = openFolder({ root });
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
  const { run } = openFolder({ sync: { ...SYNC, audiences: [{ model: "aud_tier", lists }] } });
  const stopped = await run(FIRST);
  expect([stopped.exit_code, stopped.error?.code]).toEqual([3, "list_reused"]);
});
