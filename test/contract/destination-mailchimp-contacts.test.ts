/** What the Mailchimp adapter does with contacts, beyond what every destination must. */
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { outcomes, submit } from "./destination-setup.ts";
import type { MailchimpSetup } from "./mailchimp-setup.ts";
import { CONTACTS, fieldsOf, prepareMailchimp, row, SETTING, setUpMailchimp } from "./mailchimp-setup.ts";

/** `printf m1@example.com | md5sum`. */
const M1 = "6b84ff3a8dfbfbaeba010b475803a411";

async function enter(setup: MailchimpSetup, rows: readonly Change[]): Promise<readonly string[]> {
  const { receipts } = await submit(setup, "enter", CONTACTS, rows);
  return receipts
    .toSorted((left, right) => left.ordinal - right.ordinal)
    .map(({ outcome, reason }) => `${outcome}:${reason}`);
}

describe("contacts", () => {
  test("are made as transactional, so that nobody is subscribed by us", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    const { receipts } = await submit(setup, "enter", CONTACTS, [row(1), row(2)]);
    expect(receipts.map(({ reason }) => reason)).toEqual(["created", "created"]);
    expect(receipts[0]?.recordId).toBe(M1);
    expect(setup.sandbox.members().map(({ address, status }) => `${address} ${status}`)).toEqual([
      "m1@example.com transactional",
      "m2@example.com transactional",
    ]);
    expect(setup.sandbox.calls.forbidden).toEqual([]);
  });

  test("carry every type as Mailchimp keeps it, and numbers digit by digit", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    const exact = "12345678901234567.89";
    await enter(setup, [row(1, { properties: { ...SETTING, loyalty_balance: exact } })]);
    expect(setup.sent.at(-1)?.body).toContain(`"BALANCE":${exact},`);
    await submit(setup, "update", CONTACTS, [row(1)]);
    expect(fieldsOf(setup.sandbox, "m1@example.com")).toEqual({
      TIER: "Golden",
      BALANCE: 1500.25,
      TIER_UNTIL: "2026-12-31",
      SEEN_AT: "2026-11-22T09:00:00.000Z",
      VIP: "true",
      NOTE: "likes tea",
    });
  });

  test("keep what they are subscribed to when they are linked, however their address is written", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    setup.sandbox.byHand.addMember("M1@Example.com", "subscribed");
    setup.sandbox.byHand.addMember("m2@example.com", "unsubscribed");
    expect(await enter(setup, [row(1), row(2)])).toEqual(["accepted:linked", "accepted:linked"]);
    expect(setup.sandbox.members().map(({ status }) => status)).toEqual(["subscribed", "unsubscribed"]);
    // What is unsubscribed may be emptied and filled again, and stays so.
    expect(outcomes((await submit(setup, "leave", CONTACTS, [row(2)])).receipts)).toEqual(["accepted"]);
    expect(fieldsOf(setup.sandbox, "m2@example.com")).toEqual({});
  });

  test("are written 500 a request", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    const rows = Array.from({ length: 501 }, (_, at) => row(at + 1));
    const { receipts } = await submit(setup, "enter", CONTACTS, rows);
    expect(new Set(receipts.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    const batches = setup.sandbox.calls.counts().filter(({ route }) => route === "POST /3.0/lists/:listId");
    expect(batches).toMatchObject([{ status: 200, count: 2 }]);
    expect(setup.sandbox.members()).toHaveLength(501);
  });

  test("of a changed address: the new one enters, the old one is emptied and keeps its subscription", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    setup.sandbox.byHand.addMember("old@example.com", "subscribed");
    const before = row(1, { identity: "old@example.com", memberKey: "m1" });
    await enter(setup, [before]);
    expect(await enter(setup, [row(2, { identity: "new@example.com", memberKey: "m1" })])).toEqual([
      "accepted:created",
    ]);
    expect(outcomes((await submit(setup, "leave", CONTACTS, [before])).receipts)).toEqual(["accepted"]);
    expect(setup.sandbox.members().map(({ address, status }) => `${address} ${status}`)).toEqual([
      "old@example.com subscribed",
      "new@example.com transactional",
    ]);
    expect(fieldsOf(setup.sandbox, "old@example.com")).toEqual({});
    expect(fieldsOf(setup.sandbox, "new@example.com")).toMatchObject({ TIER: "Golden" });
  });

  test("whose address somebody changed in Mailchimp are not made again under the old one", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    await enter(setup, [row(1)]);
    setup.sandbox.byHand.changeAddress(M1, "elsewhere@example.com");
    const { receipts } = await submit(setup, "update", CONTACTS, [row(1, { recordId: M1 })]);
    expect(outcomes(receipts)).toEqual(["refused:deleted_at_destination"]);
    expect(setup.sandbox.members().map(({ address }) => address)).toEqual(["elsewhere@example.com"]);
  });
});

describe("contacts that take nothing", () => {
  test.each(["updated", "refused", "revived"] as const)(
    "archived and cleaned ones are refused (%s)",
    async (archived) => {
      const setup = setUpMailchimp({ sandbox: { readings: { archived } } });
      await prepareMailchimp(setup);
      setup.sandbox.byHand.addMember("m1@example.com", "archived");
      setup.sandbox.byHand.addMember("m2@example.com", "cleaned");
      expect(await enter(setup, [row(1), row(2), row(3)])).toEqual([
        "refused:mailchimp_archived",
        "refused:mailchimp_cleaned",
        "accepted:created",
      ]);
      expect(setup.sandbox.members().map(({ status }) => status)).toEqual(["archived", "cleaned", "transactional"]);
      expect(fieldsOf(setup.sandbox, "m1@example.com")).toEqual({});
    },
  );

  test("somebody archived later is known by what changed since, and written again once taken back", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    await enter(setup, [row(1), row(2)]);
    setup.sandbox.byHand.setStatus(M1, "archived");
    const known = [row(1, { recordId: M1 }), row(2)];
    expect(await enter(setup, known)).toEqual(["refused:mailchimp_archived", "accepted:linked"]);
    setup.sandbox.byHand.setStatus(M1, "transactional");
    expect(await enter(setup, known)).toEqual(["accepted:null", "accepted:linked"]);
  });

  test("somebody archived between reading and writing is not said to be written", async () => {
    const setup = setUpMailchimp({
      beforeSend: ({ method, url }, sandbox) => {
        if (method === "POST" && url.includes("/lists/d1b5f1c2a0?") && sandbox.members().length > 0)
          sandbox.byHand.setStatus(M1, "archived");
      },
    });
    await prepareMailchimp(setup);
    setup.sandbox.byHand.addMember("m1@example.com");
    expect(await enter(setup, [row(1)])).toEqual(["unsettled:mailchimp_archived"]);
  });

  test.each([
    ["refused", "refused:mailchimp_compliance_state"],
    ["silent", "refused:mailchimp_compliance_state"],
    ["updated", "accepted:linked"],
  ] as const)("an unsubscribed one is what Mailchimp makes of it (%s)", async (compliance, outcome) => {
    const setup = setUpMailchimp({ sandbox: { readings: { compliance } } });
    await prepareMailchimp(setup);
    setup.sandbox.byHand.addMember("m1@example.com", "unsubscribed");
    expect(await enter(setup, [row(1), row(2)])).toEqual([outcome, "accepted:created"]);
    expect(setup.sandbox.members()[0]?.status).toBe("unsubscribed");
  });

  test("one deleted for good is not made again, whether we knew it or not", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    for (const at of [1, 2]) setup.sandbox.byHand.forget(setup.sandbox.byHand.addMember(`m${at}@example.com`));
    expect(await enter(setup, [row(1), row(2, { recordId: "known-before" }), row(3)])).toEqual([
      "refused:mailchimp_forgotten",
      "refused:deleted_at_destination",
      "accepted:created",
    ]);
  });

  test("where many more are archived than rows are sent, the rows are asked for instead", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    for (let at = 0; at <= 20_000; at += 1) setup.sandbox.byHand.addMember(`a${at}@example.com`, "archived");
    expect(await enter(setup, [row(1), row(2, { identity: "a7@example.com" })])).toEqual([
      "accepted:created",
      "refused:mailchimp_archived",
    ]);
    // A page of each status is read; one says that there are 20,001. Both rows are read, and one is written.
    expect(setup.sandbox.calls.counts().filter(({ route }) => route.includes("/members"))).toEqual([
      { route: "GET /3.0/lists/:listId/members", status: 200, count: 2 },
      { route: "GET /3.0/lists/:listId/members/:memberId", status: 404, count: 1 },
      { route: "GET /3.0/lists/:listId/members/:memberId", status: 200, count: 1 },
    ]);
  });
});

describe("refusals", () => {
  test("nobody is made where contacts may not be created, and no word asks for it", async () => {
    const setup = setUpMailchimp({ mailchimp: { createContacts: false } });
    await prepareMailchimp(setup);
    expect(await enter(setup, [row(1)])).toEqual(["refused:not_found"]);
    expect(setup.sent.map(({ body }) => body ?? "").join(" ")).not.toContain("status");
  });

  test("a value that one row may not have is said with its field, without naming a person", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    const wrong = row(2, { properties: { ...SETTING, tier_until: "2026-02-30", note: "secret of hers" } });
    const { receipts } = await submit(setup, "enter", CONTACTS, [row(1), wrong]);
    expect(receipts.find(({ ordinal }) => ordinal === 2)).toMatchObject({
      outcome: "refused",
      reason: "mailchimp_merge_field",
      message: "Your merge fields were invalid. TIER_UNTIL: Please enter the date",
    });
  });

  test("one wrong value in every row is the sync's fault: the run stops, and nobody is set aside", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    const wrong = { ...SETTING, tier_until: "soon" };
    const rows = [row(1, { properties: wrong }), row(2, { properties: wrong })];
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, rows);
    expect(stop).toMatchObject({ name: "ConfigError", code: "mailchimp_merge_field" });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(["withheld", "withheld"]);
  });

  test("a merge field that somebody deleted is noticed, though Mailchimp ignores it in silence", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    setup.sandbox.byHand.deleteMergeField("BALANCE");
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [row(1)]);
    expect(stop).toMatchObject({ code: "merge_field_gone" });
    expect(outcomes(receipts)).toEqual(["unsettled:mailchimp_field_gone"]);
    await prepareMailchimp(setup);
    expect(await enter(setup, [row(1)])).toEqual(["accepted:linked"]);
  });

  test("a field that the audience requires of its forms does not keep members out", async () => {
    const setup = setUpMailchimp();
    await prepareMailchimp(setup);
    const required = {
      tag: "SHOESIZE",
      name: "Shoe size",
      type: "text",
      isPublic: true,
      helpText: "",
      choices: [],
    } as const;
    setup.sandbox.byHand.addMergeField({ ...required, isRequired: true });
    expect(await enter(setup, [row(1)])).toEqual(["accepted:created"]);
  });

  test("a value that Mailchimp drops without a word is not said to be there", async () => {
    const setup = setUpMailchimp({ sandbox: { readings: { skipping: "values" } } });
    await prepareMailchimp(setup);
    const wrong = row(2, { properties: { ...SETTING, tier_until: "2026-02-30" } });
    expect(await enter(setup, [row(1), wrong])).toEqual(["accepted:created", "unsettled:mailchimp_value_dropped"]);
  });

  test("a request that is refused as a whole is halved until the row to blame stands alone", async () => {
    const refusal = { title: "Invalid Resource", status: 400, detail: "m2@example.com cannot be read." };
    const setup = setUpMailchimp({
      answer: ({ method, url, body = "" }) =>
        method === "POST" && url.includes("/lists/d1b5f1c2a0?") && body.includes("m2@")
          ? { status: 400, headers: {}, body: JSON.stringify(refusal) }
          : undefined,
    });
    await prepareMailchimp(setup);
    const { receipts } = await submit(setup, "enter", CONTACTS, [row(1), row(2), row(3), row(4)]);
    expect(outcomes(receipts)).toEqual(["accepted", "refused:mailchimp_refused", "accepted", "accepted"]);
    expect(receipts.find(({ ordinal }) => ordinal === 2)?.message).toBe("[value] cannot be read.");
  });

  test("without properties a leave has nothing to empty", async () => {
    const setup = setUpMailchimp({ mailchimp: { properties: [] } });
    const { receipts } = await submit(setup, "leave", CONTACTS, [row(1)]);
    expect(outcomes(receipts)).toEqual(["accepted"]);
    expect(setup.sent).toEqual([]);
  });
});
