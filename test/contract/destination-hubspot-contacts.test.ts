/** Contacts at HubSpot's stand-in: what is sent when, what HubSpot's refusals mean, and what stops a run. */
import { describe, expect, test } from "vitest";
import { change, CONTACTS, enterContacts, freely, outcomes, prepare, setUp, submit } from "./destination-setup.ts";
import type { Random } from "../../src/platform/random.ts";
import type { Setup } from "./destination-setup.ts";

describe("what is sent", () => {
  test("the address goes along when a contact is made and when it changed, never else", async () => {
    const setup = setUp();
    await prepare(setup);
    const records = await enterContacts(setup, 1);
    const recordId = records.get("m1") ?? null;
    expect(inputsOf(setup, "/batch/upsert")).toEqual([
      {
        id: "m1",
        idProperty: "loyalty_member_id",
        objectWriteTraceId: "row-1",
        properties: {
          loyalty_tier: "Golden",
          loyalty_balance: "1500.00",
          email: "m1@example.com",
          loyalty_member_id: "m1",
        },
      },
    ]);
    await submit(setup, "update", CONTACTS, [change(1, { recordId, isAddressChanged: false })]);
    await submit(setup, "update", CONTACTS, [change(1, { recordId, address: "new@example.com" })]);
    await submit(setup, "update", CONTACTS, [change(1, { recordId, address: null })]);
    const sent = inputsOf(setup, "/batch/update").map((input) => input.properties["email"]);
    expect(sent).toEqual([undefined, "new@example.com", undefined]);
  });

  test("a lost answer of an earlier run is found by member id, not by address", async () => {
    const setup = setUp();
    await prepare(setup);
    const recordId = setup.sandbox.byHand.addContact({ email: "old@example.com", loyalty_member_id: "m1" });
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(receipts).toMatchObject([{ outcome: "accepted", reason: "linked", recordId }]);
    expect(setup.sandbox.contact(recordId)?.properties["email"]).toBe("m1@example.com");
  });

  test("a contact known by a second address is linked, and keeps its first", async () => {
    const setup = setUp();
    await prepare(setup);
    const recordId = setup.sandbox.byHand.addContact({ email: "first@example.com" }, ["m1@example.com"]);
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(receipts).toMatchObject([{ outcome: "accepted", reason: "linked", recordId }]);
    expect(setup.sandbox.contact(recordId)?.properties["email"]).toBe("first@example.com");
  });

  test("a contact that carries a suppressed address besides the member's is not linked, however it was found", async () => {
    const setup = setUp();
    await prepare(setup);
    const contacts = [
      setup.sandbox.byHand.addContact({ email: "first@example.com" }, ["m1@example.com"]),
      setup.sandbox.byHand.addContact({ email: "m2@example.com" }, ["Second@example.com"]),
      setup.sandbox.byHand.addContact({ email: "third@example.com", loyalty_member_id: "m3" }),
      setup.sandbox.byHand.addContact({ email: "fourth@example.com" }, ["m4@example.com"]),
    ].map((recordId) => ({ recordId, before: setup.sandbox.contact(recordId) }));
    const asked: string[] = [];
    const suppressed = new Set(["first@example.com", "second@example.com", "third@example.com"]);
    const io = {
      ...freely,
      suppressed: async (addresses: readonly string[]) => {
        asked.push(...addresses);
        return new Set(addresses.filter((address) => suppressed.has(address)));
      },
    };
    const { receipts } = await submit(
      setup,
      "enter",
      CONTACTS,
      [1, 2, 3, 4].map((at) => change(at)),
      io,
    );
    const refused = "refused:suppressed_contact";
    expect(outcomes(receipts)).toEqual([refused, refused, refused, "accepted"]);
    // The members' own addresses are the plan's business.
    expect(asked.toSorted()).toEqual([
      "first@example.com",
      "fourth@example.com",
      "second@example.com",
      "third@example.com",
    ]);
    for (const { recordId, before } of contacts.slice(0, 3)) expect(setup.sandbox.contact(recordId)).toEqual(before);
  });

  test("a receipt says whether a contact was created or linked, and nothing of it for later writes", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.byHand.addContact({ email: "m1@example.com" });
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1), change(2)]);
    const byOrdinal = receipts.toSorted((left, right) => left.ordinal - right.ordinal);
    expect(byOrdinal.map(({ reason }) => reason)).toEqual(["linked", "created"]);
    const known = byOrdinal.map(({ ordinal, recordId }) => change(ordinal, { recordId }));
    const later = await submit(setup, "update", CONTACTS, known);
    expect(later.receipts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["accepted", null],
      ["accepted", null],
    ]);
  });

  test("two addresses of one contact are one record: the second member is refused", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.byHand.addContact({ email: "m1@example.com" }, ["m2@example.com"]);
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1), change(2)]);
    expect(outcomes(receipts)).toEqual(["accepted", "refused:shared_address"]);
  });

  test("a member without an address is not made a contact", async () => {
    const setup = setUp();
    await prepare(setup);
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1, { address: null })]);
    expect(outcomes(receipts)).toEqual(["refused:no_address"]);
  });

  test("250 first writes take 3 reads by member, 3 by address and 3 upserts of at most 100", async () => {
    const setup = setUp();
    await prepare(setup);
    const rows = Array.from({ length: 250 }, (_, at) => change(at + 1));
    const { receipts } = await submit(setup, "enter", CONTACTS, rows);
    expect(receipts).toHaveLength(250);
    expect(setup.sandbox.calls.count("/batch/read")).toBe(6);
    expect(setup.sandbox.calls.count("/batch/upsert")).toBe(3);
    expect(setup.sandbox.contacts()).toHaveLength(250);
  });

  test("250 known contacts take 3 reads of whose they are and 3 updates", async () => {
    const setup = setUp();
    await prepare(setup);
    const records = await enterContacts(setup, 250);
    const before = setup.sandbox.calls.count("/batch/read");
    const rows = [...records.values()].map((recordId, at) => change(at + 1, { recordId, isAddressChanged: false }));
    const { receipts } = await submit(setup, "update", CONTACTS, rows);
    expect(new Set(receipts.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    expect(setup.sandbox.calls.count("/batch/read") - before).toBe(3);
    expect(setup.sandbox.calls.count("/batch/update")).toBe(3);
  });
});

describe("refusals", () => {
  test("two new members with one address: only the first is sent", async () => {
    const setup = setUp();
    await prepare(setup);
    const rows = [change(1), change(2, { address: "m1@example.com" })];
    const { receipts } = await submit(setup, "enter", CONTACTS, rows);
    expect(outcomes(receipts)).toEqual(["accepted", "refused:shared_address"]);
    expect(inputsOf(setup, "/batch/upsert").map((input) => input.id)).toEqual(["m1"]);
  });

  test("addresses that are none refuse their rows, even when all rows have one", async () => {
    const setup = setUp({ sandbox: { readings: { badValue: "batch" } } });
    await prepare(setup);
    const rows = [change(1, { address: "nowhere" }), change(2, { address: "neither" })];
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, rows);
    expect(stop).toBeNull();
    expect(outcomes(receipts)).toEqual(["refused:hubspot_invalid_email", "refused:hubspot_invalid_email"]);
  });

  test("a whole batch refused for one bad row is divided until the row stands alone", async () => {
    const setup = setUp({ sandbox: { readings: { badValue: "batch" } } });
    await prepare(setup);
    const rows = Array.from({ length: 8 }, (_, at) => change(at + 1));
    const bad = rows.map((row) => (row.ordinal === 6 ? { ...row, properties: { loyalty_tier: "Tin" } } : row));
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, bad);
    expect(stop).toBeNull();
    expect(outcomes(receipts).filter((outcome) => outcome === "accepted")).toHaveLength(7);
    expect(outcomes(receipts)[5]).toBe("refused:hubspot_invalid_option");
    // 8 → 4 + 4 → 2 + 2 → 1 + 1: seven requests, of which four were refused.
    expect(setup.sandbox.calls.count("/batch/upsert")).toBe(7);
    expect(setup.sandbox.calls.count("/batch/upsert", 400)).toBe(4);
  });

  test("one option that all rows lack stops the run and parks nobody", async () => {
    const setup = setUp();
    await prepare(setup);
    const rows = [1, 2].map((at) => change(at, { properties: { loyalty_tier: "Tin" } }));
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, rows);
    expect(stop).toMatchObject({ name: "ConfigError", code: "hubspot_invalid_option" });
    expect(outcomes(receipts)).toEqual(["withheld:not_sent", "withheld:not_sent"]);
  });

  test("rows refused one by one without a property named are each refused, even when all are", async () => {
    const setup = setUp({ sandbox: { random: { fraction: () => 0, id: () => "0".repeat(32) } } });
    await prepare(setup);
    setup.sandbox.faultNext({ kind: "partial" }, "/batch/upsert");
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1), change(2)]);
    expect(stop).toBeNull();
    expect(outcomes(receipts)).toEqual(["refused:hubspot_validation_error", "refused:hubspot_validation_error"]);
  });

  test("a property that is gone stops the run at the first request", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.byHand.archiveProperty("loyalty_tier");
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(stop).toMatchObject({ name: "ConfigError", code: "hubspot_property_doesnt_exist" });
    expect(stop?.message).toContain("loyalty_tier");
    expect(outcomes(receipts)).toEqual(["withheld:not_sent"]);
    expect(setup.sandbox.calls.count("/batch/upsert")).toBe(1);
  });

  test("the words of a refusal name neither an address nor the token", async () => {
    const setup = setUp();
    await prepare(setup);
    const rows = [change(1, { address: "no-address-at-all" }), change(2)];
    const { receipts } = await submit(setup, "enter", CONTACTS, rows);
    expect(receipts[0]?.message).toContain("Email address [value] is invalid");
    expect(JSON.stringify(receipts)).not.toContain("no-address-at-all");
  });
});

test("a row that HubSpot stumbled over is unsettled, a row it names by record id alone is refused", async () => {
  const errors = [
    { category: "INTERNAL_ERROR", message: "internal error", context: { objectWriteTraceId: ["row-1"] } },
    { category: "VALIDATION_ERROR", message: "no", context: { ids: ["1002"] } },
  ];
  const setup = setUp({
    answer: (request, body) =>
      request.url.endsWith("/batch/update") ? JSON.stringify({ status: "COMPLETE", results: [], errors }) : body,
  });
  await prepare(setup);
  const records = await enterContacts(setup, 2);
  expect([...records.values()].toSorted()).toEqual(["1001", "1002"]);
  const rows = ["1001", "1002"].map((recordId, at) => change(at + 1, { recordId }));
  const { receipts } = await submit(setup, "update", CONTACTS, rows);
  expect(outcomes(receipts)).toEqual(["unsettled:hubspot_internal_error", "refused:hubspot_validation_error"]);
});

describe("a row in neither results nor errors", () => {
  test("is unsettled when the contact is there, with or without its member id", async () => {
    const setup = setUp();
    await prepare(setup);
    const recordId = (await enterContacts(setup, 1)).get("m1") ?? "";
    const row = change(1, { recordId, isAddressChanged: false });
    setup.sandbox.faultNext({ kind: "drop-row" }, "/batch/update");
    expect(outcomes((await submit(setup, "update", CONTACTS, [row])).receipts)).toEqual(["unsettled:no_receipt"]);
    setup.sandbox.byHand.setProperty(recordId, "loyalty_member_id", "");
    setup.sandbox.faultNext({ kind: "drop-row" }, "/batch/update");
    expect(outcomes((await submit(setup, "update", CONTACTS, [row])).receipts)).toEqual(["unsettled:no_receipt"]);
    expect(outcomes((await submit(setup, "update", CONTACTS, [row])).receipts)).toEqual(["accepted"]);
  });

  test("that was to be a new contact is written by id when it was made, unsettled when it was not", async () => {
    const made = setUp({ sandbox: { random: fixed([0, 0.9]) } });
    await prepare(made);
    made.sandbox.faultNext({ kind: "drop-row" }, "/batch/upsert");
    expect(outcomes((await submit(made, "enter", CONTACTS, [change(1)])).receipts)).toEqual(["accepted"]);
    expect(made.sandbox.contacts()).toHaveLength(1);
    const notMade = setUp({ sandbox: { random: fixed([0, 0.1]) } });
    await prepare(notMade);
    notMade.sandbox.faultNext({ kind: "drop-row" }, "/batch/upsert");
    expect(outcomes((await submit(notMade, "enter", CONTACTS, [change(1)])).receipts)).toEqual([
      "unsettled:no_receipt",
    ]);
  });
});

/** The stand-in draws which row is dropped, then whether it was written (from 0.5 on). */
function fixed(draws: readonly number[]): Random {
  let at = 0;
  return {
    fraction: () => draws[at++ % draws.length] ?? 0,
    id: () => "0".repeat(32),
  };
}

interface SentInput {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}

function inputsOf(setup: Setup, path: string): readonly SentInput[] {
  return setup.sent
    .filter((request) => request.url.endsWith(path))
    .flatMap((request) => {
      const body: { readonly inputs: readonly SentInput[] } = JSON.parse(request.body ?? "");
      return body.inputs;
    });
}
