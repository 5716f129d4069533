/** Contacts at HubSpot's stand-in: what is sent when, what HubSpot's refusals mean, and what stops a run. */
import { describe, expect, test } from "vitest";
import type { FaultStatus } from "../../src/sandbox/faults.ts";
import {
  BALANCE,
  change,
  CONTACTS,
  enterContacts,
  freely,
  outcomes,
  prepare,
  setUp,
  submit,
  TIER,
} from "./destination-setup.ts";
import type { Setup } from "./destination-setup.ts";

const status = (code: FaultStatus) => ({ kind: "status", status: code }) as const;

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
    expect(receipts).toMatchObject([{ outcome: "accepted", recordId }]);
    expect(setup.sandbox.contact(recordId)?.properties["email"]).toBe("m1@example.com");
  });

  test("a contact known by a second address is linked, and keeps its first", async () => {
    const setup = setUp();
    await prepare(setup);
    const recordId = setup.sandbox.byHand.addContact({ email: "first@example.com" }, ["m1@example.com"]);
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(receipts).toMatchObject([{ outcome: "accepted", recordId }]);
    expect(setup.sandbox.contact(recordId)?.properties["email"]).toBe("first@example.com");
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
});

describe("refusals", () => {
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

describe("attempts", () => {
  test("a 429 is waited out and tried again", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.faultNext(status(429), "/batch/upsert");
    const before = setup.clock.nowMs();
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(outcomes(receipts)).toEqual(["accepted"]);
    expect(setup.clock.nowMs() - before).toBeGreaterThanOrEqual(1_000);
  });

  test("five 429s in a row withhold the rows: certainly not applied", async () => {
    const setup = setUp();
    await prepare(setup);
    for (let at = 0; at < 5; at += 1) setup.sandbox.faultNext(status(429), "/batch/upsert");
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(outcomes(receipts)).toEqual(["withheld:rate_limited"]);
    expect(stop).toBeNull();
    expect(setup.sandbox.calls.count("/batch/upsert")).toBe(5);
  });

  test("a lost answer is asked for again; five of them leave the row unsettled", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.faultNext({ kind: "lost" }, "/batch/upsert");
    expect(outcomes((await submit(setup, "enter", CONTACTS, [change(1)])).receipts)).toEqual(["accepted"]);
    for (let at = 0; at < 5; at += 1) setup.sandbox.faultNext({ kind: "timeout" }, "/batch/upsert");
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(2)]);
    expect(outcomes(receipts)).toEqual(["unsettled:connection_lost"]);
  });

  test("a refusal after a lost answer settles nothing", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.faultNext({ kind: "timeout" }, "/batch/upsert");
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1, { properties: { loyalty_tier: "Tin" } })]);
    expect(outcomes(receipts)).toEqual(["unsettled:hubspot_invalid_option"]);
  });

  test("a 423 is waited out for at least 2 s", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.faultNext(status(423), "/batch/upsert");
    const before = setup.clock.nowMs();
    expect(outcomes((await submit(setup, "enter", CONTACTS, [change(1)])).receipts)).toEqual(["accepted"]);
    expect(setup.clock.nowMs() - before).toBe(2_000);
  });

  test("a lease that ends between two attempts leaves the row unsettled and sends nothing more", async () => {
    const setup = setUp();
    await prepare(setup);
    for (let at = 0; at < 5; at += 1) setup.sandbox.faultNext({ kind: "timeout" }, "/batch/upsert");
    let isHeld = true;
    const io = {
      ...freely,
      beforeRequest: async () => isHeld && setup.sandbox.calls.count("/batch/upsert") === 0,
    };
    const { receipts } = await submit(setup, "enter", CONTACTS, [change(1)], io);
    isHeld = false;
    expect(outcomes(receipts)).toEqual(["unsettled:not_sent"]);
    expect(setup.sandbox.calls.count("/batch/upsert")).toBe(1);
  });

  test("a clean stop ends a wait at once", async () => {
    const stopping = new AbortController();
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.faultNext(status(423), "/batch/upsert");
    const io = {
      beforeRequest: async () => {
        if (setup.sandbox.calls.count("/batch/read") === 2) stopping.abort();
        return true;
      },
      signal: stopping.signal,
    };
    const before = setup.clock.nowMs();
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1)], io);
    expect(outcomes(receipts)).toEqual(["withheld:not_sent"]);
    expect(stop).toBeNull();
    expect(setup.clock.nowMs()).toBe(before);
  });
});

describe("what stops a run", () => {
  test("a spent daily limit", async () => {
    // Taking the places: 3 properties read, a group and 3 properties made, a read again, a list looked for and made.
    const setup = setUp({ sandbox: { rateLimit: { perDay: 11 } } });
    await prepare(setup);
    expect(setup.destination.requestCount).toBe(10);
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(stop).toMatchObject({ name: "TransientError", code: "daily_limit" });
    expect(outcomes(receipts)).toEqual(["withheld:daily_limit"]);
  });

  test("a scope the token lacks, by name", async () => {
    const setup = setUp({
      sandbox: {
        scopes: [
          "crm.objects.contacts.read",
          "crm.schemas.contacts.write",
          "crm.schemas.contacts.read",
          "crm.lists.read",
          "crm.lists.write",
        ],
      },
    });
    await prepare(setup);
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(stop).toMatchObject({ name: "ConfigError", code: "missing_scopes" });
    expect(stop?.message).toContain("crm.objects.contacts.write");
    expect(outcomes(receipts)).toEqual(["withheld:missing_scopes"]);
  });

  test("rows answered before the stop keep their receipts", async () => {
    const setup = setUp({ sandbox: { readings: { badValue: "row" } } });
    await prepare(setup);
    await enterContacts(setup, 1);
    const recordId = setup.sandbox.contacts()[0]?.id ?? null;
    // The update of a known record is answered; then the property of the others vanishes.
    const known = change(1, { recordId, properties: { loyalty_balance: "1.00" }, isAddressChanged: false });
    setup.sandbox.byHand.archiveProperty("loyalty_tier");
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [known, change(2)]);
    expect(outcomes(receipts)).toEqual(["accepted", "withheld:not_sent"]);
    expect(stop?.code).toBe("hubspot_property_doesnt_exist");
  });
});

test("the budget follows the headers: 80 % of what the account has", async () => {
  const setup = setUp({ sandbox: { rateLimit: { perTenSeconds: 190 } }, hubspot: { properties: [TIER, BALANCE] } });
  expect(setup.destination.limits.windows).toEqual([{ ms: 10_000, requests: 80 }]);
  await setup.destination.identify();
  expect(setup.destination.limits.windows).toEqual([{ ms: 10_000, requests: 152 }]);
});

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
