/** What every destination must do when requests meet faults. Part of the shared suite, for stand-ins that can lie. */
import { expect, test } from "vitest";
import { playHistory } from "./destination-history.ts";
import { submitChecked } from "./destination-truth.ts";
import { testWith } from "./destination-impossible.ts";
import type { DestinationHarness, FaultyWorld } from "./destination-world.ts";
import { contact, FAULT_NAMES, numbers, outcomesOf, receiptsOf, withRecord } from "./destination-world.ts";

/** Random histories per harness; each is its own seed. */
const HISTORIES = 80;

export function describeFaults(harness: DestinationHarness<FaultyWorld>): void {
  const [one, other] = harness.settings;
  test.each(harness.faults ?? FAULT_NAMES)(
    "gives every row one receipt and never a false one when every request meets: %s",
    async (fault) => {
      const world = await harness.start({ seed: 12 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
      world.setFaults({ [fault]: 1 });
      const rows = [
        await withRecord(world, contact(world, 1, one, { properties: other, isAddressChanged: false })),
        await withRecord(world, contact(world, 2, one, { properties: other, isAddressChanged: false })),
        contact(world, 3, one),
        contact(world, 4, one),
      ];
      await submitChecked(world, "update", world.contacts, rows);
      await submitChecked(world, "enter", world.list, rows.slice(0, 2));
      await submitChecked(world, "leave", world.list, rows.slice(0, 2));
      await submitChecked(world, "leave", world.contacts, rows.slice(0, 2));
      world.setFaults({});
      const after = await submitChecked(world, "update", world.contacts, rows.slice(0, 2));
      expect(after.map((receipt) => receipt.outcome)).toEqual(["accepted", "accepted"]);
    },
  );

  test("holds receipts true over random histories of faults, merges and deletions", async () => {
    for (let seed = 1; seed <= (harness.histories ?? HISTORIES); seed += 1) {
      const world = await harness.start({ seed });
      const draw = numbers(seed);
      try {
        await playHistory(world, harness, draw);
      } catch (error) {
        throw new Error(`History ${seed} went wrong.`, { cause: error });
      }
    }
  });

  test("keeps secrets and addresses out of its log while requests fail", async () => {
    const world = await harness.start({ seed: 15 });
    world.setFaults({ partial: 0.5, "server-error": 0.2 });
    const rows = [1, 2, 3].map((at) => contact(world, at, one));
    const receipts = await receiptsOf(world, "enter", world.contacts, rows);
    const text = `${world.logged()} ${JSON.stringify(receipts.map(({ message }) => message))}`;
    expect(text).not.toContain(world.token);
    expect(text).not.toMatch(/example\.com|member-\d/u);
  });

  testWith(
    harness,
    ["reading", "strangers", "credentials"],
    "a reading of contacts that fails is an error, never nobody",
    async () => {
      const world = await harness.start({ seed: 17 });
      const records = [await world.addContact(world.address("first")), await world.addContact(world.address("second"))];
      expect(await world.destination.readContacts(records)).toHaveLength(2);
      world.setFaults({ "server-error": 1 });
      await expect(world.destination.readContacts(records)).rejects.toMatchObject({ name: "TransientError" });
      world.setFaults({});
      world.revokeToken();
      await expect(world.destination.readContacts(records)).rejects.toMatchObject({ code: "authentication" });
    },
  );
}
