/** What every destination does in peace, and what stops it. Part of the shared suite; also run against real accounts. */
import { expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import type { SubmitIo } from "../../src/destination/destination.ts";
import { testWith } from "./destination-impossible.ts";
import type { DestinationHarness, World } from "./destination-world.ts";
import { bare, contact, freely, outcomesOf, withRecord } from "./destination-world.ts";
import { submitWhole } from "./submit-whole.ts";

export function describeOperations(harness: DestinationHarness): void {
  const [one, other] = harness.settings;
  test("enters, updates and clears contacts, and every operation may be repeated", async () => {
    const world = await harness.start({ seed: 1 });
    const rows = [contact(world, 1, one), contact(world, 2, one)];
    for (let round = 0; round < 2; round += 1) {
      expect(await outcomesOf(world, "enter", world.contacts, rows)).toEqual(["accepted", "accepted"]);
      expect(await world.contactCount()).toBe(2);
      expect(await world.held(world.member(1))).toMatchObject({ address: world.address("member-1"), properties: one });
    }
    const known = [await withRecord(world, contact(world, 1, one)), await withRecord(world, contact(world, 2, one))];
    const updates = known.map((row) => ({ ...row, properties: other, isAddressChanged: false }));
    const leaves = known.map((row) => ({ ...row, address: null, isAddressChanged: false, properties: {} }));
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "update", world.contacts, updates)).toEqual(["accepted", "accepted"]);
    expect((await world.held(world.member(2)))?.properties).toEqual(other);
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "leave", world.contacts, leaves)).toEqual(["accepted", "accepted"]);
    const left = await world.held(world.member(2));
    const remains = harness.impossible?.remaining === undefined;
    expect(left).toEqual(
      remains ? expect.objectContaining({ address: world.address("member-2"), properties: {} }) : undefined,
    );
    expect(world.forbidden()).toEqual([]);
  });

  test("enters and leaves a list; already a member and not a member are acceptances", async () => {
    const world = await harness.start({ seed: 2 });
    await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
    const rows = [await withRecord(world, bare(world, 1)), await withRecord(world, bare(world, 2))];
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "enter", world.list, rows)).toEqual(["accepted", "accepted"]);
    expect(await world.members()).toEqual(new Set(rows.map((row) => row.recordId)));
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "leave", world.list, rows.slice(0, 1))).toEqual(["accepted"]);
    expect(await world.members()).toEqual(new Set([rows[1]?.recordId]));
  });

  testWith(harness, ["strangers"], "never takes off a list whom it was not told to", async () => {
    const world = await harness.start({ seed: 3 });
    const stranger = await world.addContact(world.address("by-hand"));
    await world.addToList(stranger);
    await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one)]);
    const row = await withRecord(world, bare(world, 1));
    await outcomesOf(world, "enter", world.list, [row]);
    await outcomesOf(world, "leave", world.list, [row]);
    expect(await world.members()).toEqual(new Set([stranger]));
  });

  testWith(harness, ["strangers", "addresses"], "links a contact it finds by address", async () => {
    const world = await harness.start({ seed: 4 });
    const recordId = await world.addContact(world.address("member-1"));
    expect(await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one)])).toEqual(["accepted"]);
    expect((await world.held(world.member(1)))?.recordId).toBe(recordId);
    expect(await world.contactCount()).toBe(1);
  });

  testWith(harness, ["strangers", "not_creating"], "creates nobody where it may not", async () => {
    const world = await harness.start({ seed: 5, createContacts: false });
    await world.addContact(world.address("member-1"));
    const outcomes = await outcomesOf(world, "enter", world.contacts, [contact(world, 1, one), contact(world, 2, one)]);
    expect(outcomes).toEqual(["accepted", "refused:not_found"]);
    expect(await world.contactCount()).toBe(1);
  });
}

export function describeStops(harness: DestinationHarness): void {
  const [one] = harness.settings;
  testWith(harness, ["credentials"], "is stopped by a revoked token, and sends nothing more", async () => {
    const world = await harness.start({ seed: 13 });
    world.revokeToken();
    const before = world.destination.requestCount;
    const changes = largestLeave(world);
    const { receipts, stop } = await submitWhole(
      world.destination,
      { op: "leave", place: world.list, changes },
      freely,
    );
    expect(stop?.code).toBe("authentication");
    expect(receipts).toHaveLength(changes.length);
    expect(new Set(receipts.map((receipt) => receipt.outcome))).toEqual(new Set(["withheld"]));
    expect(world.destination.requestCount).toBe(before + 1);
    expectClean(world, stop);
  });

  test("sends nothing once the lease is over", async () => {
    const world = await harness.start({ seed: 14 });
    const before = world.destination.requestCount;
    const asked: number[] = [];
    const io: SubmitIo = {
      ...freely,
      beforeRequest: async (timeoutMs) => {
        asked.push(timeoutMs);
        return false;
      },
    };
    const changes = largestLeave(world);
    const { receipts, stop } = await submitWhole(world.destination, { op: "leave", place: world.list, changes }, io);
    expect(receipts).toHaveLength(changes.length);
    expect(new Set(receipts.map(({ outcome, reason }) => `${outcome}:${reason}`))).toEqual(
      new Set(["withheld:not_sent"]),
    );
    expect(stop).toBeNull();
    expect(asked).toHaveLength(1);
    expect(world.destination.requestCount).toBe(before);
  });

  testWith(
    harness,
    ["credentials", "bad_values", "reading"],
    "keeps secrets and addresses out of what it logs and throws",
    async () => {
      const world = await harness.start({ seed: 15 });
      const rows = [contact(world, 1, one), contact(world, 2, harness.badSetting), contact(world, 3, one)];
      await outcomesOf(world, "enter", world.contacts, rows);
      world.revokeToken();
      const error: unknown = await world.destination.identify().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "authentication" });
      expectClean(world, error);
    },
  );
}

function expectClean(world: World, error: unknown): void {
  const text = `${world.logged()} ${error instanceof Error ? `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)}` : ""}`;
  expect(text).not.toContain(world.token);
  expect(text).not.toMatch(/example\.com|member-\d/u);
}

/** As many leaves as one batch may have: it may take several requests. */
function largestLeave(world: World): readonly Change[] {
  const { maxRows } = world.destination.limits.batches.list.leave;
  return Array.from({ length: maxRows }, (_, at) => ({
    ...bare(world, at + 1),
    op: "leave",
    recordId: String(at + 1),
  }));
}
