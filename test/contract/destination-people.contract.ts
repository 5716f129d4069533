/** What people do meanwhile at the destination, and what every adapter must make of it. Part of the shared suite. */
import { expect } from "vitest";
import { testWith } from "./destination-impossible.ts";
import type { DestinationHarness } from "./destination-world.ts";
import { bare, contact, outcomesOf, receiptsOf, whileKept, whileStaying, withRecord } from "./destination-world.ts";

export function describePeople(harness: DestinationHarness): void {
  const [one, other] = harness.settings;
  testWith(harness, ["deletion"], "does not create again whom somebody deleted", async () => {
    const world = await harness.start({ seed: 6 });
    await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
    const changed = { properties: other, isAddressChanged: false };
    const rows = [
      await withRecord(world, contact(world, 1, one, changed)),
      await withRecord(world, contact(world, 2, one, changed)),
    ];
    await world.deleteContact(rows[0]?.recordId ?? "");
    expect(await outcomesOf(world, "update", world.contacts, rows)).toEqual([
      "refused:deleted_at_destination",
      "accepted",
    ]);
    const lists = rows.map((row) => ({ ...bare(world, row.ordinal), recordId: row.recordId }));
    expect(await outcomesOf(world, "enter", world.list, lists)).toEqual(["refused:deleted_at_destination", "accepted"]);
    expect(await outcomesOf(world, "leave", world.list, lists)).toEqual(["accepted", "accepted"]);
    expect(await outcomesOf(world, "leave", world.contacts, lists)).toEqual(["accepted", "accepted"]);
    expect(await world.contactCount()).toBe(1);
  });

  testWith(
    harness,
    ["strangers", "merging"],
    "follows a merged contact by member id and gives the new record",
    async () => {
      const world = await harness.start({ seed: 7 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one)]);
      const before = await withRecord(world, contact(world, 1, one, { properties: other, isAddressChanged: false }));
      const merged = await world.merge(before.recordId ?? "", await world.addContact(world.address("old")));
      const [updated] = await receiptsOf(world, "update", world.contacts, [before]);
      expect(updated).toMatchObject({ outcome: "accepted", recordId: merged });
      expect(await world.held(world.member(1))).toMatchObject({ recordId: merged, properties: other });
      const [entered] = await receiptsOf(world, "enter", world.list, [
        { ...bare(world, 1), recordId: before.recordId },
      ]);
      expect(entered).toMatchObject({ outcome: "accepted", recordId: merged });
      const [left] = await receiptsOf(world, "leave", world.list, [{ ...bare(world, 1), recordId: before.recordId }]);
      expect(left?.outcome).toBe("accepted");
      expect(await world.members()).toEqual(new Set());
    },
  );

  testWith(harness, ["giving_ids"], "leaves alone a record that is another member's now", async () => {
    const world = await harness.start({ seed: 8 });
    await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
    const second = await withRecord(world, bare(world, 2));
    await outcomesOf(world, "enter", world.list, [second]);
    // State says that member 1 was this record; it carries member 2's id.
    const stale = { ...bare(world, 1), recordId: second.recordId };
    const io = whileStaying(world.member(2));
    expect(await outcomesOf(world, "leave", world.list, [stale], io)).toEqual(["accepted"]);
    expect(await outcomesOf(world, "leave", world.contacts, [stale], io)).toEqual(["accepted"]);
    expect(await world.members()).toEqual(new Set([second.recordId]));
    expect((await world.held(world.member(2)))?.properties).toEqual(one);
    expect((await world.held(world.member(1)))?.properties).toEqual({});
  });

  testWith(
    harness,
    ["giving_ids"],
    "takes off a list the record it put there, once its new bearer does not stay",
    async () => {
      const world = await harness.start({ seed: 18 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one)]);
      const row = await withRecord(world, bare(world, 1));
      await outcomesOf(world, "enter", world.list, [row]);
      await world.giveId(row.recordId ?? "", world.member(2));
      const io = whileStaying(world.member(2));
      expect(await outcomesOf(world, "leave", world.list, [row], io)).toEqual(["accepted:same_record"]);
      expect(await world.members()).toEqual(new Set([row.recordId]));
      expect(await outcomesOf(world, "leave", world.list, [row])).toEqual(["accepted"]);
      expect(await world.members()).toEqual(new Set());
    },
  );

  testWith(
    harness,
    ["strangers", "giving_ids", "deletion"],
    "never takes off a record that is kept there, whoever's id it was given",
    async () => {
      const world = await harness.start({ seed: 21 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one)]);
      const row = await withRecord(world, bare(world, 1));
      await outcomesOf(world, "enter", world.list, [row]);
      const stranger = await world.addContact(world.address("stranger"));
      await world.addToList(stranger);
      await world.giveId(row.recordId ?? "", null);
      await world.giveId(stranger, world.member(1));
      const io = whileKept(stranger);
      // Her own record, which lost the id, leaves all the same.
      expect(await outcomesOf(world, "leave", world.list, [row], io)).toEqual(["accepted"]);
      expect(await world.members()).toEqual(new Set([stranger]));
      await world.deleteContact(row.recordId ?? "");
      expect(await outcomesOf(world, "leave", world.list, [row], io)).toEqual(["accepted:kept"]);
      expect(await outcomesOf(world, "leave", world.list, [{ ...row, recordId: null }], io)).toEqual(["accepted:kept"]);
      expect(await world.members()).toEqual(new Set([stranger]));
      // Entering her there changes nothing about it.
      expect(await outcomesOf(world, "enter", world.list, [{ ...row, recordId: stranger }], io)).toEqual(["accepted"]);
      expect(await world.members()).toEqual(new Set([stranger]));
    },
  );

  testWith(
    harness,
    ["strangers", "merging", "merging_told"],
    "keeps a contact that somebody merged a kept one into",
    async () => {
      const world = await harness.start({ seed: 22 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one)]);
      const row = await withRecord(world, bare(world, 1));
      await outcomesOf(world, "enter", world.list, [row]);
      const stranger = await world.addContact(world.address("stranger"));
      await world.addToList(stranger);
      const merged = await world.merge(row.recordId ?? "", stranger);
      const io = whileKept(stranger);
      expect(await outcomesOf(world, "leave", world.list, [row], io)).toEqual(["accepted:kept"]);
      expect(await outcomesOf(world, "leave", world.list, [{ ...row, recordId: merged }], io)).toEqual([
        "accepted:kept",
      ]);
      expect((await world.members()).has(merged)).toBe(true);
    },
  );

  testWith(harness, ["giving_ids"], "follows ids that somebody exchanged by hand", async () => {
    const world = await harness.start({ seed: 19 });
    await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
    const before = [await withRecord(world, bare(world, 1)), await withRecord(world, bare(world, 2))];
    const [first, second] = before.map(({ recordId }) => recordId ?? "");
    await world.giveId(first ?? "", null);
    await world.giveId(second ?? "", world.member(1));
    await world.giveId(first ?? "", world.member(2));
    const [changed] = before.map((row) => ({ ...row, properties: other }));
    const receipts = await receiptsOf(world, "update", world.contacts, changed === undefined ? [] : [changed]);
    expect(receipts).toMatchObject([{ outcome: "accepted", recordId: second }]);
    expect(await world.held(world.member(1))).toMatchObject({ recordId: second, properties: other });
    expect(await world.held(world.member(2))).toMatchObject({ recordId: first, properties: one });
    const entered = await receiptsOf(world, "enter", world.list, before.slice(1));
    expect(entered).toMatchObject([{ outcome: "accepted", recordId: first }]);
    expect(await world.members()).toEqual(new Set([first]));
  });

  testWith(
    harness,
    ["giving_ids"],
    "never writes to a record that carries another id, and gives back an id that was emptied",
    async () => {
      const world = await harness.start({ seed: 20 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
      const changed = { properties: other, isAddressChanged: false };
      const rows = [
        await withRecord(world, contact(world, 1, one, changed)),
        await withRecord(world, contact(world, 2, one, changed)),
      ];
      await world.giveId(rows[0]?.recordId ?? "", world.member(9));
      await world.giveId(rows[1]?.recordId ?? "", null);
      expect(await outcomesOf(world, "update", world.contacts, rows)).toEqual(["refused:identity_changed", "accepted"]);
      expect((await world.held(world.member(9)))?.properties).toEqual(one);
      expect((await world.held(world.member(2)))?.properties).toEqual(other);
      const [first] = rows.map(({ recordId }) => ({ ...bare(world, 1), recordId }));
      const entered = await outcomesOf(world, "enter", world.list, first === undefined ? [] : [first]);
      expect(entered).toEqual(["refused:identity_changed"]);
      expect(await world.members()).toEqual(new Set());
    },
  );

  testWith(
    harness,
    ["reading", "strangers", "deletion", "merging"],
    "says who records are: members, strangers, and none for the deleted and the merged",
    async () => {
      const world = await harness.start({ seed: 16 });
      await outcomesOf(world, "enter", world.contacts, [
        contact(world, 1, one),
        contact(world, 2, one),
        contact(world, 3, one),
      ]);
      const first = (await withRecord(world, bare(world, 1))).recordId ?? "";
      const second = (await withRecord(world, bare(world, 2))).recordId ?? "";
      const third = (await withRecord(world, bare(world, 3))).recordId ?? "";
      const stranger = await world.addContact(world.address("by-hand").toUpperCase());
      await world.deleteContact(second);
      const merged = await world.merge(third, await world.addContact(world.address("old")));
      const asked = [first, second, third, stranger, merged, first, "900719925474099"];
      const known = await world.destination.readContacts(asked);
      expect(known).toHaveLength(3);
      expect(new Set(known)).toEqual(
        new Set([
          { recordId: first, identity: world.member(1), address: world.address("member-1") },
          { recordId: stranger, identity: null, address: world.address("by-hand") },
          { recordId: merged, identity: world.member(3), address: world.address("member-3") },
        ]),
      );
      expect(await world.destination.readContacts([])).toEqual([]);
    },
  );

  testWith(
    harness,
    ["strangers", "addresses"],
    "changes an address, and refuses one that belongs to another record",
    async () => {
      const world = await harness.start({ seed: 9 });
      await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
      await world.addContact(world.address("taken"));
      const rows = [
        await withRecord(world, contact(world, 1, one, { address: world.address("fresh"), properties: other })),
        await withRecord(world, contact(world, 2, one, { address: world.address("taken"), properties: other })),
      ];
      expect(await outcomesOf(world, "update", world.contacts, rows)).toEqual(["accepted", "refused:shared_address"]);
      expect((await world.held(world.member(1)))?.address).toBe(world.address("fresh"));
      expect(await world.held(world.member(2))).toMatchObject({ address: world.address("member-2"), properties: one });
    },
  );

  testWith(harness, ["addresses"], "never writes one record for two members", async () => {
    const world = await harness.start({ seed: 10 });
    const shared = world.address("shared");
    const rows = [contact(world, 1, one, { address: shared }), contact(world, 2, one, { address: shared })];
    expect(await outcomesOf(world, "enter", world.contacts, rows)).toEqual(["accepted", "refused:shared_address"]);
    expect(await outcomesOf(world, "enter", world.contacts, rows.slice(1))).toEqual(["refused:shared_address"]);
    const { recordId } = await withRecord(world, bare(world, 1));
    const twins = [
      { ...bare(world, 1), recordId },
      { ...bare(world, 2), recordId },
    ];
    expect(await outcomesOf(world, "enter", world.list, twins)).toEqual(["accepted", "refused:identity_changed"]);
    expect(await world.contactCount()).toBe(1);
  });

  testWith(
    harness,
    ["bad_values"],
    "refuses a row's bad value without harm to the others, and without naming a person",
    async () => {
      const world = await harness.start({ seed: 11 });
      const rows = [
        contact(world, 1, one),
        contact(world, 2, one, { properties: harness.badSetting }),
        contact(world, 3, one, { address: "not an address" }),
      ];
      const receipts = await receiptsOf(world, "enter", world.contacts, rows);
      expect(receipts.map((receipt) => receipt.outcome)).toEqual(["accepted", "refused", "refused"]);
      expect(receipts[1]?.message).not.toBeNull();
      expect(JSON.stringify(receipts)).not.toMatch(/not an address|example\.com/u);
      expect(await world.held(world.member(2))).toBeUndefined();
    },
  );
}
