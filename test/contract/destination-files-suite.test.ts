/** Snapshots of a local folder, under the contract of every destination. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { DestinationHarness, FaultName, FaultyWorld } from "./destination-world.ts";
import { describeDestination } from "./destination.contract.ts";
import { BALANCE, listPlace, seededRandom, TIER } from "./destination-setup.ts";
import { CONTACTS_UNTAKEN, setUpFiles } from "./files-setup.ts";
import { createLyingStore } from "./lying-store.ts";

const NOBODY_ASKS = "whoever reads a file is asked nothing";

const lineSchema = z.looseObject({ member_key: z.string(), address: z.string().nullable().default(null) });

const harness: DestinationHarness<FaultyWorld> = {
  name: "Files",
  settings: [
    { loyalty_tier: "Golden", loyalty_balance: "1500.5" },
    { loyalty_tier: "Silver", loyalty_balance: "310.5" },
  ],
  badSetting: { loyalty_tier: "Golden", loyalty_balance: "a lot" },
  impossible: {
    strangers: "nobody but Tierline writes there",
    addresses: "members are known by their own key alone",
    not_creating: "nobody is there before",
    deletion: "nobody but Tierline writes there",
    merging: "a file has no records of its own",
    giving_ids: "a file has no records of its own",
    credentials: "a folder has none",
    remaining: "who leaves is in the file no more",
    reading: NOBODY_ASKS,
  },
  // What a folder can do wrong: not do it, do it in silence, do it late.
  faults: ["timeout", "lost", "late"],
  histories: 12,
  start: async ({ seed }) => {
    const shares = new Map<FaultName, number>();
    const lying = createLyingStore(seededRandom(seed), (name) => shares.get(name) ?? 0);
    const { root, destination } = setUpFiles({
      root: lying.root,
      store: lying.store,
      format: "ndjson",
      properties: [TIER, { ...BALANCE, format: "floor2" }],
      rowsPerBatch: 100,
    });
    const spec = { kind: "list", name: "Loyalty Golden", model: "aud_tier", audience: "Golden" } as const;
    const { listId } = await destination.take(spec);
    const lines = (path: string): readonly z.infer<typeof lineSchema>[] => {
      const file = join(root, path, "snapshot.ndjson");
      if (!existsSync(file)) return [];
      const text = readFileSync(file, "utf8").trimEnd();
      return text === "" ? [] : text.split("\n").map((line) => lineSchema.parse(JSON.parse(line)));
    };
    const contacts = (): readonly z.infer<typeof lineSchema>[] => lines("loyalty/contacts");
    return {
      destination,
      contacts: CONTACTS_UNTAKEN,
      list: listPlace(listId ?? ""),
      member: (ordinal) => `member-${ordinal}`,
      address: (name) => `${name}@example.com`,
      held: async (member) => {
        const found = contacts().find((line) => line.member_key === member);
        if (found === undefined) return undefined;
        const { member_key: recordId, address, at: _at, ...properties } = found;
        const texts = Object.entries(properties).map(([name, value]) => [name, String(value)]);
        return { recordId, address, properties: Object.fromEntries(texts) };
      },
      members: async () => new Set(lines(listId ?? "").map((line) => line.member_key)),
      contactCount: async () => contacts().length,
      setFaults: (given) => {
        shares.clear();
        for (const name of ["timeout", "lost", "late"] as const) shares.set(name, given[name] ?? 0);
      },
      settleLate: () => lying.settleLate(),
      revokeToken: () => {
        throw new Error("A folder has no credential.");
      },
      addContact: cannot,
      addToList: cannot,
      deleteContact: cannot,
      merge: cannot,
      giveId: cannot,
      forbidden: () => [],
      logged: () => "",
      token: "no token",
    };
  },
};

async function cannot(): Promise<never> {
  throw new Error("Nobody does this to a file.");
}

describeDestination(harness);
