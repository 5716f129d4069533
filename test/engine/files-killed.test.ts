/** A first run into files that is killed at any step: the next run mends it by itself. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFiles } from "../../src/destination/files/files.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import type { FileStore } from "../../src/destination/files/store.ts";
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
  type World,
} from "./engine-setup.ts";

const SYNC = syncNamed("tiers", {
  destination: { type: "files", secrets: {}, address: "./exports", options: {}, written: {} },
});
const WORLD: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  ben: { email: "ben@example.com", tier: "Silver" },
};

/** The first step of this name never comes back, done or not, as when the process was killed there; nor does any after it. */
function killerAt(name: string, isDone: boolean) {
  let isKilled = false;
  const end = Promise.withResolvers<"killed">();
  const step: Step = async (which, work) => {
    if (!isKilled && which !== name) return await work();
    if (!isKilled && isDone) await work();
    isKilled = true;
    end.resolve("killed");
    return await new Promise(() => undefined);
  };
  return { step, killed: end.promise };
}

type Step = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

function open() {
  const root = mkdtempSync(join(tmpdir(), "tierline-test-files-"));
  const { clock } = openShop();
  const models = new Models();
  const journal = new InMemoryJournal({ clock, leaseMs: 5 * MINUTE_MS });
  const run = async (step: Step) => {
    const real = createLocalStore(root);
    const store: FileStore = {
      ...real,
      stage: async (path, localPath) => {
        const staged = await real.stage(path, localPath);
        return { ...staged, commit: async () => await step("commit", async () => await staged.commit()) };
      },
    };
    const stepping = new Proxy(journal, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name === "record" || name === "announce" || name === "append")
          return async (...words: unknown[]) =>
            await step(name, async (): Promise<unknown> => await Reflect.apply(value, target, words));
        return value.bind(target);
      },
    });
    const engine = {
      journal: stepping,
      source: models,
      clock,
      stallMs: STALL_MS,
      target: "prod",
      targets: ["prod"],
      allSyncs: [SYNC],
    };
    const parts = { address: "./exports", content: "snapshot", format: "csv", sync: "tiers", target: "prod" } as const;
    const destination = createFiles({ ...parts, store, properties: [TIER], clock });
    clock.ms += 60 * MINUTE_MS;
    const build = buildOf(models, () => models.set(WORLD));
    return onlySync(await runSyncs(engine, [{ sync: SYNC, destination }], build, optionsOf()));
  };
  return { root, run };
}

const STEPS = ["commit", "record", "announce", "append"].flatMap((name) =>
  [false, true].map((isDone) => ({ name, isDone, when: isDone ? "after" : "before" })),
);

test.each(STEPS)("killed $when its first $name", async ({ name, isDone }) => {
  const { root, run } = open();
  const { step, killed } = killerAt(name, isDone);
  expect(await Promise.race([killed, run(step)])).toBe("killed");
  for (let round = 0; round < 2; round += 1) expect((await run(async (_, work) => await work())).exit_code).toBe(0);
  expect(readFileSync(join(root, "tiers/contacts/snapshot.csv"), "utf8")).toMatch(/ann@.*\n.*ben@/u);
});
