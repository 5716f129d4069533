/** What people do meanwhile at the destination, and what every adapter must make of it. Part of the shared suite. */
import { expect, test } from "vitest";
import type { DestinationHarness } from "./destination-world.ts";
import { bare, contact, outcomesOf, receiptsOf, withRecord } from "./destination-world.ts";

export function describePeople(harness: DestinationHarness): void {
  const [one, other] = harness.settings;
  test("does not create again whom somebody deleted", async () => {
    const world = await harness.start({ seed: 6 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one)]);
    const rows = [1, 2].map((at) =>
      withRecord(world, contact(at, one, { properties: other, isAddressChanged: false })),
    );
    world.deleteContact(rows[0]?.recordId ?? "");
    expect(await outcomesOf(world, "update", world.contacts, rows)).toEqual([
      "refused:deleted_at_destination",
      "accepted",
    ]);
    const lists = rows.map((row) => ({ ...bare(row.ordinal), recordId: row.recordId }));
    expect(await outcomesOf(world, "enter", world.list, lists)).toEqual(["refused:deleted_at_destination", "accepted"]);
    expect(await outcomesOf(world, "leave", world.list, lists)).toEqual(["accepted", "accepted"]);
    expect(await outcomesOf(world, "leave", world.contacts, lists)).toEqual(["accepted", "accepted"]);
    expect(world.contactCount()).toBe(1);
  });

  test("follows a merged contact by member id and gives the new record", async () => {
    const world = await harness.start({ seed: 7 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one)]);
    const before = withRecord(world, contact(1, one, { properties: other, isAddressChanged: false }));
    const merged = world.merge(before.recordId ?? "", world.addContact("old@example.com"));
    const [updated] = await receiptsOf(world, "update", world.contacts, [before]);
    expect(updated).toMatchObject({ outcome: "accepted", recordId: merged });
    expect(world.held("member-1")).toMatchObject({ recordId: merged, properties: other });
    const [entered] = await receiptsOf(world, "enter", world.list, [{ ...bare(1), recordId: before.recordId }]);
    expect(entered).toMatchObject({ outcome: "accepted", recordId: merged });
    const [left] = await receiptsOf(world, "leave", world.list, [{ ...bare(1), recordId: before.recordId }]);
    expect(left?.outcome).toBe("accepted");
    expect(world.members()).toEqual(new Set());
  });

  test("leaves alone a record that is another member's now", async () => {
    const world = await harness.start({ seed: 8 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one)]);
    const second = withRecord(world, bare(2));
    await outcomesOf(world, "enter", world.list, [second]);
    // State says that member 1 was this record; it carries member 2's id.
    const stale = { ...bare(1), recordId: second.recordId };
    expect(await outcomesOf(world, "leave", world.list, [stale])).toEqual(["accepted:same_record"]);
    expect(await outcomesOf(world, "leave", world.contacts, [stale])).toEqual(["accepted:same_record"]);
    expect(world.members()).toEqual(new Set([second.recordId]));
    expect(world.held("member-2")?.properties).toEqual(one);
  });

  test("says who records are: members, strangers, and none for the deleted and the merged", async () => {
    const world = await harness.start({ seed: 16 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one), contact(3, one)]);
    const [first, second, third] = [1, 2, 3].map((at) => withRecord(world, bare(at)).recordId ?? "");
    const stranger = world.addContact("By.Hand@example.com");
    world.deleteContact(second ?? "");
    const merged = world.merge(third ?? "", world.addContact("old@example.com"));
    const asked = [first, second, third, stranger, merged, first, "987654321"].map((id) => id ?? "");
    const known = await world.destination.readContacts(asked);
    expect(known.toSorted((left, right) => Number(left.recordId) - Number(right.recordId))).toEqual(
      [
        { recordId: first, identity: "member-1", address: "member-1@example.com" },
        { recordId: stranger, identity: null, address: "by.hand@example.com" },
        { recordId: merged, identity: "member-3", address: "member-3@example.com" },
      ].toSorted((left, right) => Number(left.recordId) - Number(right.recordId)),
    );
    expect(await world.destination.readContacts([])).toEqual([]);
  });

  test("a reading that fails is an error, never nobody", async () => {
    const world = await harness.start({ seed: 17 });
    const records = Array.from({ length: 150 }, (_, at) => world.addContact(`person-${at}@example.com`));
    expect(await world.destination.readContacts(records)).toHaveLength(150);
    world.setFaults({ "server-error": 1 });
    await expect(world.destination.readContacts(records)).rejects.toMatchObject({ name: "TransientError" });
    world.revokeToken();
    world.setFaults({});
    await expect(world.destination.readContacts(records)).rejects.toMatchObject({ code: "authentication" });
  });

  test("changes an address, and refuses one that belongs to another record", async () => {
    const world = await harness.start({ seed: 9 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one)]);
    world.addContact("taken@example.com");
    const rows = [
      withRecord(world, contact(1, one, { address: "fresh@example.com", properties: other })),
      withRecord(world, contact(2, one, { address: "taken@example.com", properties: other })),
    ];
    expect(await outcomesOf(world, "update", world.contacts, rows)).toEqual(["accepted", "refused:shared_address"]);
    expect(world.held("member-1")?.address).toBe("fresh@example.com");
    expect(world.held("member-2")).toMatchObject({ address: "member-2@example.com", properties: one });
  });

  test("never writes one record for two members", async () => {
    const world = await harness.start({ seed: 10 });
    const shared = "shared@example.com";
    const rows = [contact(1, one, { address: shared }), contact(2, one, { address: shared })];
    expect(await outcomesOf(world, "enter", world.contacts, rows)).toEqual(["accepted", "refused:shared_address"]);
    expect(await outcomesOf(world, "enter", world.contacts, rows.slice(1))).toEqual(["refused:shared_address"]);
    const { recordId } = withRecord(world, bare(1));
    const twins = [
      { ...bare(1), recordId },
      { ...bare(2), recordId },
    ];
    expect(await outcomesOf(world, "enter", world.list, twins)).toEqual(["accepted", "refused:shared_address"]);
    expect(world.contactCount()).toBe(1);
  });

  test("refuses a row's bad value without harm to the others, and without naming a person", async () => {
    const world = await harness.start({ seed: 11 });
    const rows = [
      contact(1, one),
      contact(2, one, { properties: harness.badSetting }),
      contact(3, one, { address: "not an address" }),
    ];
    const receipts = await receiptsOf(world, "enter", world.contacts, rows);
    expect(receipts.map((receipt) => receipt.outcome)).toEqual(["accepted", "refused", "refused"]);
    expect(receipts[1]?.message).not.toBeNull();
    expect(JSON.stringify(receipts)).not.toMatch(/not an address|example\.com/u);
    expect(world.held("member-2")).toBeUndefined();
  });
}
