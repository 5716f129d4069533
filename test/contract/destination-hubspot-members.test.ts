/** List membership at HubSpot's stand-in. */
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import type { Setup } from "./destination-setup.ts";
import { enterContacts, freely, listChange, listPlace, outcomes, prepare, setUp, submit } from "./destination-setup.ts";

async function listWith(
  setup: Setup,
  count: number,
): Promise<{ readonly listId: string; readonly rows: readonly Change[] }> {
  const { listId } = await prepare(setup);
  const records = await enterContacts(setup, count);
  const rows = Array.from({ length: count }, (_, at) =>
    listChange(at + 1, { recordId: records.get(`m${at + 1}`) ?? null }),
  );
  return { listId, rows };
}

describe("calls", () => {
  test("enters and leaves take one call per 500 records, and a read per 100 besides", async () => {
    const setup = setUp();
    const { listId } = await prepare(setup);
    const people = Array.from({ length: 501 }, (_, at) =>
      setup.sandbox.byHand.addContact({ loyalty_member_id: `m${at + 1}` }),
    );
    const rows = people.map((recordId, at) => listChange(at + 1, { recordId }));
    const entered = await submit(setup, "enter", listPlace(listId), rows);
    expect(entered.receipts.every((receipt) => receipt.outcome === "accepted")).toBe(true);
    expect(setup.sandbox.calls.count("/memberships/add")).toBe(2);
    expect(setup.sandbox.calls.count("/batch/read")).toBe(6);
    await submit(setup, "leave", listPlace(listId), rows);
    expect(setup.sandbox.calls.count("/memberships/remove")).toBe(2);
    expect(setup.sandbox.calls.count("/batch/read")).toBe(12);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });

  test("contacts written a short while ago are entered without a read; after ten minutes they are read", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 3);
    const before = setup.sandbox.calls.count("/batch/read");
    await submit(setup, "enter", listPlace(listId), rows);
    expect(setup.sandbox.calls.count("/batch/read")).toBe(before);
    await setup.clock.sleep(10 * 60_000 + 1);
    await submit(setup, "enter", listPlace(listId), rows);
    expect(setup.sandbox.calls.count("/batch/read")).toBe(before + 1);
  });

  test("a call with too many records is divided", async () => {
    const setup = setUp({ sandbox: { membershipMax: 3 } });
    const { listId, rows } = await listWith(setup, 8);
    const { receipts, stop } = await submit(setup, "enter", listPlace(listId), rows);
    expect(stop).toBeNull();
    expect(receipts.every((receipt) => receipt.outcome === "accepted")).toBe(true);
    // 8 → 4 + 4 → 2 + 2 each: seven calls, three of them refused.
    expect(setup.sandbox.calls.count("/memberships/add")).toBe(7);
  });

  test("an enter without a record id is looked up by member id", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 1);
    const unknown = [listChange(1), listChange(2)];
    const { receipts } = await submit(setup, "enter", listPlace(listId), unknown);
    expect(outcomes(receipts)).toEqual(["accepted", "refused:not_found"]);
    expect(receipts[0]?.recordId).toBe(rows[0]?.recordId);
  });

  test("a leave without a record id is looked up by member id, and accepted when nobody carries it", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 1);
    await submit(setup, "enter", listPlace(listId), rows);
    const { receipts } = await submit(setup, "leave", listPlace(listId), [listChange(1), listChange(2)]);
    expect(outcomes(receipts)).toEqual(["accepted", "accepted"]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });

  test("a leave follows a record that lost its member id", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 1);
    await submit(setup, "enter", listPlace(listId), rows);
    setup.sandbox.byHand.setProperty(rows[0]?.recordId ?? "", "loyalty_member_id", "");
    const { receipts } = await submit(setup, "leave", listPlace(listId), rows);
    expect(outcomes(receipts)).toEqual(["accepted"]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });
});

describe("what a leave may not conclude", () => {
  test("a contact left out of one read is read again", async () => {
    let reads = 0;
    const setup = setUp({
      answer: (request, body) => {
        if (!request.url.endsWith("/batch/read")) return body;
        reads += 1;
        return reads === 1 ? JSON.stringify({ status: "COMPLETE", results: [] }) : body;
      },
    });
    const { listId } = await prepare(setup);
    const recordId = setup.sandbox.byHand.addContact({ loyalty_member_id: "m1" });
    setup.sandbox.byHand.addToList(listId, recordId);
    const { receipts } = await submit(setup, "leave", listPlace(listId), [listChange(1)]);
    expect(outcomes(receipts)).toEqual(["accepted"]);
    expect(reads).toBe(2);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });

  test("a record that comes back under another id was merged: the member is looked up", async () => {
    // An old id that HubSpot answers with the record it was merged into.
    const setup = setUp({
      answer: (request, body) => {
        const isByRecord = request.url.endsWith("/batch/read") && !(request.body ?? "").includes("idProperty");
        if (!isByRecord) return body;
        const results = [{ id: "1001", properties: { loyalty_member_id: "m1" } }];
        return JSON.stringify({ status: "COMPLETE", results });
      },
    });
    const { listId } = await prepare(setup);
    const merged = setup.sandbox.byHand.addContact({ loyalty_member_id: "m1" });
    expect(merged).toBe("1001");
    setup.sandbox.byHand.addToList(listId, merged);
    const { receipts } = await submit(setup, "leave", listPlace(listId), [listChange(1, { recordId: "999" })]);
    expect(receipts).toMatchObject([{ outcome: "accepted", recordId: merged }]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });

  test("a read that fails withholds the leave: nobody is declared gone unseen", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 1);
    await submit(setup, "enter", listPlace(listId), rows);
    for (let at = 0; at < 20; at += 1) setup.sandbox.faultNext({ kind: "status", status: 500 }, "/batch/read");
    const { receipts } = await submit(setup, "leave", listPlace(listId), rows);
    expect(outcomes(receipts)).toEqual(["withheld:no_answer"]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([rows[0]?.recordId]);
  });

  test("a contact in neither results nor errors of a read is not gone", async () => {
    const setup = setUp({
      answer: (request, body) =>
        request.url.endsWith("/batch/read") ? JSON.stringify({ status: "COMPLETE", results: [] }) : body,
    });
    const { listId } = await prepare(setup);
    const recordId = setup.sandbox.byHand.addContact({ loyalty_member_id: "m1" });
    setup.sandbox.byHand.addToList(listId, recordId);
    const { receipts } = await submit(setup, "leave", listPlace(listId), [listChange(1, { recordId })]);
    expect(outcomes(receipts)).toEqual(["withheld:lookup_unacknowledged"]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([recordId]);
  });
});

describe("a list that changed meanwhile", () => {
  test("deleted: the run stops with nothing parked", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 2);
    setup.sandbox.byHand.deleteList(listId);
    const { receipts, stop } = await submit(setup, "enter", listPlace(listId), rows);
    expect(stop).toMatchObject({ name: "ConfigError", code: "list_gone" });
    expect(outcomes(receipts)).toEqual(["withheld:not_sent", "withheld:not_sent"]);
  });

  test("now dynamic: the run stops after one refused call", async () => {
    const setup = setUp();
    const { rows } = await listWith(setup, 5);
    const dynamic = setup.sandbox.byHand.addList("Loyalty Silver", "DYNAMIC");
    const { receipts, stop } = await submit(setup, "enter", listPlace(dynamic), rows);
    expect(stop).toMatchObject({ name: "ConfigError", code: "list_not_manual" });
    expect(receipts.every((receipt) => receipt.outcome === "withheld")).toBe(true);
    expect(setup.sandbox.calls.count("/memberships/add")).toBe(1);
  });
});

describe("answers", () => {
  test("both spellings of the added ids are read", async () => {
    const setup = setUp({ answer: (_request, body) => body.replace("recordsIdsAdded", "recordIdsAdded") });
    const { listId, rows } = await listWith(setup, 1);
    expect(outcomes((await submit(setup, "enter", listPlace(listId), rows)).receipts)).toEqual(["accepted"]);
  });

  test("a success in an unknown shape is a lost answer", async () => {
    const setup = setUp({
      answer: (request, body) => (request.url.includes("/memberships/add") ? "<html>Welcome</html>" : body),
    });
    const { listId, rows } = await listWith(setup, 1);
    const { receipts, stop } = await submit(setup, "enter", listPlace(listId), rows);
    expect(outcomes(receipts)).toEqual(["unsettled:unreadable_answer"]);
    expect(stop).toBeNull();
    expect(setup.sandbox.calls.count("/memberships/add")).toBe(5);
  });

  test("a journal that cannot be asked stops the batch with nothing sent", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 1);
    const io = { ...freely, beforeRequest: async () => await Promise.reject(new Error("the journal is gone")) };
    const { receipts, stop } = await submit(setup, "enter", listPlace(listId), rows, io);
    expect(outcomes(receipts)).toEqual(["withheld:not_sent"]);
    expect(stop).toMatchObject({ name: "InvariantError" });
    expect(setup.sandbox.calls.count("/memberships/add")).toBe(0);
  });
});

describe("two members merged into one contact", () => {
  test.each(["canonical", "missing"] as const)(
    "a merged record that reads as %s is entered for one",
    async (reading) => {
      const setup = setUp({ sandbox: { readings: { mergedRecords: reading } } });
      const { listId, rows } = await listWith(setup, 2);
      const [first, second] = rows.map(({ recordId }) => recordId ?? "");
      const merged = setup.sandbox.byHand.merge(first ?? "", second ?? "");
      await setup.clock.sleep(10 * 60_000 + 1);
      const { receipts } = await submit(setup, "enter", listPlace(listId), rows);
      const lost = reading === "canonical" ? "identity_changed" : "deleted_at_destination";
      expect(outcomes(receipts)).toEqual(["accepted", `refused:${lost}`]);
      expect(receipts.find(({ ordinal }) => ordinal === 1)?.recordId).toBe(merged);
    },
  );

  test("the list of the one whose id was lost is left when she leaves, unless the other stays there", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 2);
    await submit(setup, "enter", listPlace(listId), rows);
    const [first, second] = rows.map(({ recordId }) => recordId ?? "");
    const merged = setup.sandbox.byHand.merge(first ?? "", second ?? "");
    const staying = { ...freely, staying: async () => new Set(["m1"]) };
    const kept = await submit(setup, "leave", listPlace(listId), rows.slice(1), staying);
    expect(outcomes(kept.receipts)).toEqual(["accepted:same_record"]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([merged]);
    const left = await submit(setup, "leave", listPlace(listId), rows.slice(1));
    expect(left.receipts).toMatchObject([{ outcome: "accepted", reason: null, recordId: merged }]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });

  test("a row is not accepted while one of its two records could not be taken off", async () => {
    const setup = setUp();
    const { listId, rows } = await listWith(setup, 2);
    await submit(setup, "enter", listPlace(listId), rows);
    const [first, second] = rows.map(({ recordId }) => recordId ?? "");
    setup.sandbox.byHand.setProperty(first ?? "", "loyalty_member_id", "");
    setup.sandbox.byHand.setProperty(second ?? "", "loyalty_member_id", "m1");
    for (let at = 0; at < 5; at += 1) setup.sandbox.faultNext({ kind: "status", status: 503 }, "/memberships/remove");
    const stopped = await submit(setup, "leave", listPlace(listId), rows.slice(0, 1));
    expect(outcomes(stopped.receipts)).toEqual(["unsettled:no_answer"]);
    const { receipts } = await submit(setup, "leave", listPlace(listId), rows.slice(0, 1));
    expect(outcomes(receipts)).toEqual(["accepted"]);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });
});
