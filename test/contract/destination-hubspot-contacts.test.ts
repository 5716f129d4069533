/** Contacts at HubSpot's stand-in: first and later writes, what merges, deletions and shared addresses do to them. */
import { describe, expect, test } from "vitest";
import { change, clearing, CONTACTS, enterContacts, outcomes, prepare, setUp, submit } from "./destination-setup.ts";

describe("first writes", () => {
  test("create contacts with address, member id and properties", async () => {
    const setup = setUp();
    await prepare(setup);
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1), change(2)]);
    expect(stop).toBeNull();
    expect(outcomes(receipts)).toEqual(["accepted", "accepted"]);
    expect(setup.sandbox.contacts().map((contact) => contact.properties)).toEqual([
      { loyalty_tier: "Golden", loyalty_balance: "1500.00", email: "m1@example.com", loyalty_member_id: "m1" },
      { loyalty_tier: "Golden", loyalty_balance: "1500.00", email: "m2@example.com", loyalty_member_id: "m2" },
    ]);
    const ids = setup.sandbox.contacts().map((contact) => contact.id);
    expect(receipts.map((receipt) => receipt.recordId)).toEqual(ids);
  });

  test("link a contact found by address instead of making a second one", async () => {
    const setup = setUp();
    await prepare(setup);
    const recordId = setup.sandbox.byHand.addContact({ email: "m1@example.com", firstname: "Ann" });
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(receipts[0]?.recordId).toBe(recordId);
    expect(setup.sandbox.contacts()).toHaveLength(1);
    expect(setup.sandbox.contact(recordId)?.properties).toMatchObject({ firstname: "Ann", loyalty_member_id: "m1" });
  });
});

describe("identify", () => {
  test("gives the portal id", async () => {
    expect(await setUp().destination.identify()).toEqual({ accountId: "4815162", missingScopes: [] });
  });
});

test("leaves empty our properties and keep the contact", async () => {
  const setup = setUp();
  await prepare(setup);
  const records = await enterContacts(setup, 1);
  const { receipts } = await submit(setup, "leave", CONTACTS, [clearing(1, { recordId: records.get("m1") ?? null })]);
  expect(outcomes(receipts)).toEqual(["accepted"]);
  expect(setup.sandbox.contacts()[0]?.properties).toEqual({ email: "m1@example.com", loyalty_member_id: "m1" });
});
