/** Answers of HubSpot's stand-in that are waited out, asked for again, or stop a run. */
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

const status = (code: FaultStatus) => ({ kind: "status", status: code }) as const;

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
    // The second answer says that the contact is not new: the first request may have made it, so nothing is said of that.
    const first = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(first.receipts).toMatchObject([{ outcome: "accepted", reason: null }]);
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

  test("a 423 is waited out for as long as it says, at least 2 s", async () => {
    const setup = setUp();
    await prepare(setup);
    setup.sandbox.faultNext(status(423), "/batch/upsert");
    const before = setup.clock.nowMs();
    expect(outcomes((await submit(setup, "enter", CONTACTS, [change(1)])).receipts)).toEqual(["accepted"]);
    // Half of the sandbox's say 2 to 5 s, the others nothing.
    expect(setup.clock.nowMs() - before).toBeGreaterThanOrEqual(2_000);
    expect(setup.clock.nowMs() - before).toBeLessThanOrEqual(5_000);
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
      ...freely,
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
