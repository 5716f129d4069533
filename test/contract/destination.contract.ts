/**
 * What every destination must do, whatever happens on the way. Each adapter runs it with a harness on its stand-in.
 *
 * Receipts are held against the destination's own state: `accepted` means it is so, `refused` and `withheld` mean that
 * nothing happened to the row, `unsettled` that either may be. Late requests are let through before anybody looks.
 */
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import type { SubmitIo } from "../../src/destination/destination.ts";
import { playHistory } from "./destination-history.ts";
import { submitChecked } from "./destination-truth.ts";
import { describePeople } from "./destination-people.contract.ts";
import type { DestinationHarness, World } from "./destination-world.ts";
import { bare, contact, FAULT_NAMES, freely, numbers, outcomesOf, withRecord } from "./destination-world.ts";

export function describeDestination(harness: DestinationHarness): void {
  describe(`${harness.name} as a destination`, () => {
    describeOperations(harness);
    describePeople(harness);
    describeFaults(harness);
    describeStops(harness);
  });
}

/** Random histories per harness; each is its own seed. */
const HISTORIES = 80;

function describeOperations(harness: DestinationHarness): void {
  const [one, other] = harness.settings;
  test("enters, updates and clears contacts, and every operation may be repeated", async () => {
    const world = await harness.start({ seed: 1 });
    const rows = [contact(1, one), contact(2, one)];
    for (let round = 0; round < 2; round += 1) {
      expect(await outcomesOf(world, "enter", world.contacts, rows)).toEqual(["accepted", "accepted"]);
      expect(world.contactCount()).toBe(2);
      expect(world.held("member-1")).toMatchObject({ address: "member-1@example.com", properties: one });
    }
    const known = rows.map((row) => withRecord(world, row));
    const updates = known.map((row) => ({ ...row, properties: other, isAddressChanged: false }));
    const leaves = known.map((row) => ({ ...row, address: null, isAddressChanged: false, properties: {} }));
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "update", world.contacts, updates)).toEqual(["accepted", "accepted"]);
    expect(world.held("member-2")?.properties).toEqual(other);
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "leave", world.contacts, leaves)).toEqual(["accepted", "accepted"]);
    expect(world.held("member-2")).toMatchObject({ address: "member-2@example.com", properties: {} });
    expect(world.forbidden()).toEqual([]);
  });

  test("enters and leaves a list; already a member and not a member are acceptances", async () => {
    const world = await harness.start({ seed: 2 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one)]);
    const rows = [1, 2].map((at) => withRecord(world, bare(at)));
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "enter", world.list, rows)).toEqual(["accepted", "accepted"]);
    expect(world.members()).toEqual(new Set(rows.map((row) => row.recordId)));
    for (let round = 0; round < 2; round += 1)
      expect(await outcomesOf(world, "leave", world.list, rows.slice(0, 1))).toEqual(["accepted"]);
    expect(world.members()).toEqual(new Set([rows[1]?.recordId]));
  });

  test("never takes off a list whom it was not told to", async () => {
    const world = await harness.start({ seed: 3 });
    const stranger = world.addContact("by-hand@example.com");
    world.addToList(stranger);
    await outcomesOf(world, "enter", world.contacts, [contact(1, one)]);
    const row = withRecord(world, bare(1));
    await outcomesOf(world, "enter", world.list, [row]);
    await outcomesOf(world, "leave", world.list, [row]);
    expect(world.members()).toEqual(new Set([stranger]));
  });

  test("links a contact it finds by address", async () => {
    const world = await harness.start({ seed: 4 });
    const recordId = world.addContact("member-1@example.com");
    expect(await outcomesOf(world, "enter", world.contacts, [contact(1, one)])).toEqual(["accepted"]);
    expect(world.held("member-1")?.recordId).toBe(recordId);
    expect(world.contactCount()).toBe(1);
  });

  test("creates nobody where it may not", async () => {
    const world = await harness.start({ seed: 5, createContacts: false });
    world.addContact("member-1@example.com");
    const outcomes = await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one)]);
    expect(outcomes).toEqual(["accepted", "refused:not_found"]);
    expect(world.contactCount()).toBe(1);
  });
}

function describeFaults(harness: DestinationHarness): void {
  const [one, other] = harness.settings;
  test.each(FAULT_NAMES)(
    "gives every row one receipt and never a false one when every request meets: %s",
    async (fault) => {
      const world = await harness.start({ seed: 12 });
      await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one)]);
      world.setFaults({ [fault]: 1 });
      const rows = [
        withRecord(world, contact(1, one, { properties: other, isAddressChanged: false })),
        withRecord(world, contact(2, one, { properties: other, isAddressChanged: false })),
        contact(3, one),
        contact(4, one),
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
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const world = await harness.start({ seed });
      const draw = numbers(seed);
      try {
        await playHistory(world, harness, draw);
      } catch (error) {
        throw new Error(`History ${seed} went wrong.`, { cause: error });
      }
    }
  });
}

function describeStops(harness: DestinationHarness): void {
  const [one] = harness.settings;
  test("is stopped by a revoked token, and sends nothing more", async () => {
    const world = await harness.start({ seed: 13 });
    world.revokeToken();
    const before = world.destination.requestCount;
    const changes = largestLeave(world);
    const { receipts, stop } = await world.destination.submit({ op: "leave", place: world.list, changes }, freely);
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
    const { receipts, stop } = await world.destination.submit({ op: "leave", place: world.list, changes }, io);
    expect(receipts).toHaveLength(changes.length);
    expect(new Set(receipts.map(({ outcome, reason }) => `${outcome}:${reason}`))).toEqual(
      new Set(["withheld:not_sent"]),
    );
    expect(stop).toBeNull();
    expect(asked).toHaveLength(1);
    expect(world.destination.requestCount).toBe(before);
  });

  test("keeps secrets and addresses out of what it logs and throws", async () => {
    const world = await harness.start({ seed: 15 });
    world.setFaults({ partial: 0.5, "server-error": 0.2 });
    await outcomesOf(world, "enter", world.contacts, [contact(1, one), contact(2, one), contact(3, one)]);
    world.revokeToken();
    const error: unknown = await world.destination.identify().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "authentication" });
    expectClean(world, error);
  });
}

function expectClean(world: World, error: unknown): void {
  const text = `${world.logged()} ${error instanceof Error ? `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)}` : ""}`;
  expect(text).not.toContain(world.token);
  expect(text).not.toMatch(/example\.com|member-\d/u);
}

/** As many leaves as one batch may have: it may take several requests. */
function largestLeave(world: World): readonly Change[] {
  const { maxRows } = world.destination.limits.batches.list.leave;
  return Array.from({ length: maxRows }, (_, at) => ({ ...bare(at + 1), op: "leave", recordId: String(at + 1) }));
}
