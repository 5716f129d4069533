/** Lists, accounts, look-ups and limits of Klaviyo's adapter. */
import { describe, expect, test } from "vitest";
import { setUpKlaviyo, takeGolden } from "./destination-klaviyo-setup.ts";
import { change, CONTACTS, freely, listChange, listPlace, outcomes, submit } from "./destination-setup.ts";

const GOLDEN = { kind: "list", name: "Loyalty Golden", model: "aud_tier", audience: "Golden" } as const;

describe("lists", () => {
  test("are found by name, counted, and made where there is none; what is there is taken as it is", async () => {
    const { destination, sandbox } = setUpKlaviyo();
    expect(await destination.find(GOLDEN)).toBeUndefined();
    const made = await destination.take(GOLDEN);
    expect(made).toEqual({ listId: sandbox.lists()[0]?.id, count: 0, isCreatedByUs: true });
    sandbox.byHand.addToList(made.listId ?? "", sandbox.byHand.addProfile({ email: "a@example.com" }));
    expect(await destination.find(GOLDEN)).toEqual({ listId: made.listId, count: 1 });
    expect(await destination.take(GOLDEN)).toEqual({ listId: made.listId, count: 1, isCreatedByUs: false });
    sandbox.byHand.renameList(made.listId ?? "", "Something else");
    expect(await destination.findById(made.listId ?? "")).toEqual({ listId: made.listId, count: 1 });
    sandbox.byHand.deleteList(made.listId ?? "");
    expect(await destination.findById(made.listId ?? "")).toBeUndefined();
  });

  test("a segment is no place, but can be looked at and read; a list of the name comes first", async () => {
    const { destination, sandbox } = setUpKlaviyo();
    const { byHand } = sandbox;
    const members = Array.from({ length: 101 }, (_, at) => byHand.addProfile({ email: `s${at}@example.com` }));
    const segmentId = byHand.addSegment("Big spenders", members);
    const spenders = { ...GOLDEN, name: "Big spenders" };
    expect(await destination.find(spenders)).toBeUndefined();
    const seen = { listId: segmentId, count: 101, kind: "segment", isWritable: false };
    expect(await destination.look?.("Big spenders")).toEqual(seen);
    const pages: (readonly string[])[] = [];
    for await (const page of destination.contacts(listPlace(segmentId))) pages.push(page);
    expect(pages.map((page) => page.length)).toEqual([100, 1]);
    expect(pages.flat().toSorted()).toEqual(members.toSorted());
    expect(await destination.look?.("Nobody's")).toBeUndefined();
    const [first = ""] = members;
    const listId = byHand.addList("Big spenders", [first]);
    expect(await destination.look?.("Big spenders")).toEqual({ listId, count: 1, kind: "list", isWritable: true });
    const onList: string[] = [];
    for await (const page of destination.contacts(listPlace(listId))) onList.push(...page);
    expect(onList).toEqual([first]);
    byHand.addSegment("Twice");
    byHand.addSegment("Twice");
    await expect(destination.look?.("Twice")).rejects.toMatchObject({ code: "list_ambiguous" });
    expect(sandbox.calls.forbidden).toEqual([]);
  });

  test("two of one name are never guessed between", async () => {
    const { destination, sandbox } = setUpKlaviyo();
    sandbox.byHand.addList("Loyalty Golden");
    sandbox.byHand.addList("Loyalty Golden");
    await expect(destination.find(GOLDEN)).rejects.toMatchObject({ name: "ConfigError", code: "list_ambiguous" });
  });

  test.each(["lost", "timeout"] as const)("a creation whose answer is lost makes no second list: %s", async (kind) => {
    const { destination, sandbox } = setUpKlaviyo();
    sandbox.faultNext({ kind }, "POST /api/lists");
    const taking = destination.take(GOLDEN);
    if (kind === "lost") expect(await taking).toMatchObject({ count: 0, isCreatedByUs: false });
    else await expect(taking).rejects.toMatchObject({ code: "list_not_made" });
    expect(sandbox.calls.count("POST /api/lists")).toBe(1);
    expect(sandbox.lists()).toHaveLength(kind === "lost" ? 1 : 0);
  });

  test("one that somebody deleted stops the run, with nothing refused", async () => {
    const setup = setUpKlaviyo();
    const place = await takeGolden(setup);
    await submit(setup, "enter", CONTACTS, [change(1)]);
    setup.sandbox.byHand.deleteList(place.listId ?? "");
    const recordId = setup.sandbox.profiles()[0]?.id ?? "";
    const { receipts, stop } = await submit(setup, "enter", place, [listChange(1, { recordId })]);
    expect(stop).toMatchObject({ name: "ConfigError", code: "list_gone" });
    expect(outcomes(receipts)).toEqual(["withheld:not_sent"]);
  });

  test("are read back whole, a hundred a page", async () => {
    const setup = setUpKlaviyo();
    const members = Array.from({ length: 250 }, () => setup.sandbox.byHand.addProfile({}));
    const listId = setup.sandbox.byHand.addList("Gold", members);
    const pages: number[] = [];
    const read: string[] = [];
    for await (const page of setup.destination.contacts(listPlace(listId))) {
      pages.push(page.length);
      read.push(...page);
    }
    expect(pages).toEqual([100, 100, 50]);
    expect(read).toEqual(members);
  });

  test("are entered and left a thousand a call; ids that are unknown are told apart", async () => {
    const setup = setUpKlaviyo();
    const place = await takeGolden(setup);
    const rows = Array.from({ length: 1_000 }, (_, at) => {
      const recordId = setup.sandbox.byHand.addProfile({ externalId: `m${at + 1}` });
      return listChange(at + 1, { recordId });
    });
    const entered = await submit(setup, "enter", place, rows);
    expect(new Set(entered.receipts.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    expect(setup.sandbox.calls.count("POST /api/lists/:id/relationships/profiles")).toBe(1);
    expect(setup.sandbox.membersOf("Loyalty Golden")).toHaveLength(1_000);
    // Two vanish between the reading and the call.
    let isGone = false;
    const racing = setUpKlaviyo({
      beforeSend: ({ method }, sandbox) => {
        if (method !== "DELETE" || isGone) return;
        isGone = true;
        for (const { id } of sandbox.profiles().slice(0, 2)) sandbox.byHand.deleteProfile(id);
      },
    });
    const list = await takeGolden(racing);
    const few = [1, 2, 3].map((at) =>
      listChange(at, { recordId: racing.sandbox.byHand.addProfile({ externalId: `m${at}` }) }),
    );
    await submit(racing, "enter", list, few);
    const left = await submit(racing, "leave", list, few);
    expect(outcomes(left.receipts)).toEqual(["accepted", "accepted", "accepted"]);
    expect(racing.sandbox.calls.count("DELETE")).toBe(2);
    expect(racing.sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });
});

describe("look-ups", () => {
  test("a profile found by an address that it does not tell is linked by its id; a suppressed first one is not", async () => {
    const setup = setUpKlaviyo();
    const secondary = { secondaryEmails: ["m1@example.com"] };
    const id = setup.sandbox.byHand.addProfile({ email: "first@example.com", ...secondary });
    const asked: string[] = [];
    const io = {
      ...freely,
      suppressed: async (addresses: readonly string[]) => {
        asked.push(...addresses);
        return new Set(["first@example.com"]);
      },
    };
    const refused = await submit(setup, "enter", CONTACTS, [change(1)], io);
    expect(outcomes(refused.receipts)).toEqual(["refused:suppressed_contact"]);
    expect(asked).toEqual(["first@example.com"]);
    const linked = await submit(setup, "enter", CONTACTS, [change(1), change(2)]);
    expect(linked.receipts).toMatchObject([
      { outcome: "accepted", reason: "linked", recordId: id },
      { outcome: "accepted", reason: "created" },
    ]);
    expect(setup.sandbox.profiles()[0]).toMatchObject({ externalId: "m1", email: "first@example.com" });
  });

  test("ids and addresses with quotes, commas, brackets and letters of any script are found", async () => {
    const setup = setUpKlaviyo();
    const member = `m"1\\,]) é`;
    const row = change(1, { identity: member, memberKey: member, address: "o'brien+tag@example.com" });
    expect(outcomes((await submit(setup, "enter", CONTACTS, [row])).receipts)).toEqual(["accepted"]);
    expect(outcomes((await submit(setup, "enter", CONTACTS, [row])).receipts)).toEqual(["accepted"]);
    expect(setup.sandbox.profiles()).toMatchObject([{ externalId: member }]);
  });

  test("a profile deleted between the reading and the job is told by its new id, under either reading", async () => {
    for (const unknownId of ["error", "upsert"] as const) {
      const setup = setUpKlaviyo({
        sandbox: { readings: { unknownId } },
        beforeSend: ({ method, url }, sandbox) => {
          const [profile] = sandbox.profiles();
          if (method === "POST" && url.endsWith("jobs") && profile !== undefined)
            sandbox.byHand.deleteProfile(profile.id);
        },
      });
      const recordId = setup.sandbox.byHand.addProfile({ externalId: "m1", email: "m1@example.com" });
      const { receipts } = await submit(setup, "update", CONTACTS, [change(1, { recordId, isAddressChanged: false })]);
      if (unknownId === "error") expect(outcomes(receipts)).toEqual(["refused:klaviyo_not_found"]);
      else {
        expect(receipts).toMatchObject([{ outcome: "accepted", recordId: setup.sandbox.profiles()[0]?.id }]);
        expect(receipts[0]?.recordId).not.toBe(recordId);
      }
    }
  });
});

describe("accounts and limits", () => {
  test("the account is the key's own", async () => {
    const { destination } = setUpKlaviyo({ sandbox: { accountId: "XyZ789" } });
    expect(await destination.identify()).toEqual({ accountId: "XyZ789", missingScopes: null, dailyRequests: null });
  });

  test("a scope that lacks stops the run by its name", async () => {
    const setup = setUpKlaviyo({ sandbox: { scopes: ["profiles:read", "lists:read"] } });
    const { receipts, stop } = await submit(setup, "enter", CONTACTS, [change(1)]);
    expect(stop).toMatchObject({ code: "missing_scopes" });
    expect(stop?.message).toContain("lists:write, profiles:write");
    expect(outcomes(receipts)).toEqual(["withheld:missing_scopes"]);
  });

  test("a revision that was retired stops the run", async () => {
    const retired = setUpKlaviyo({ klaviyo: { send: async () => ({ status: 410, headers: {}, body: "" }) } });
    const { stop } = await submit(retired, "enter", CONTACTS, [change(1)]);
    expect(stop).toMatchObject({ name: "ContractError", code: "revision_retired" });
  });

  test("2,000 reads at full speed meet no 429, and leave a fifth of each window to others", async () => {
    const setup = setUpKlaviyo();
    const ids = Array.from({ length: 200_000 }, (_, at) => `01JNOBODY${at}`);
    const startedAtMs = setup.clock.nowMs();
    await setup.destination.readContacts(ids);
    expect(setup.sandbox.calls.count("GET /api/profiles", 200)).toBe(2_000);
    expect(setup.sandbox.calls.count("", 429)).toBe(0);
    // 600 a minute (80 % of 750): the last of 2,000 goes in the fourth minute.
    expect(setup.clock.nowMs() - startedAtMs).toBeGreaterThanOrEqual(180_000);
    expect(setup.clock.nowMs() - startedAtMs).toBeLessThan(200_000);
  });

  test("what another integration spends is seen in the headers, and waited for", async () => {
    const setup = setUpKlaviyo({ klaviyo: { budgetShare: 1 } });
    const spend = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at += 1) {
        const headers = { Authorization: "Klaviyo-API-Key pk_other", revision: "2026-07-15" };
        await setup.sandbox.fetch(new Request("http://klaviyo.test/api/profiles", { headers }));
        if (at % 70 === 69) await setup.clock.sleep(1_000);
      }
    };
    await spend(749);
    await setup.destination.readContacts(["01JNOBODY1"]);
    const beforeMs = setup.clock.nowMs();
    await setup.destination.readContacts(["01JNOBODY2"]);
    expect(setup.sandbox.calls.count("", 429)).toBe(0);
    // The minute began at 9:00:00 and ends at 9:01:00.
    expect(setup.clock.nowMs()).toBe(Date.UTC(2026, 10, 22, 9, 1));
    expect(setup.clock.nowMs()).toBeGreaterThan(beforeMs);
  });
});
