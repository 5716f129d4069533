/** What the Mailchimp adapter does with segments and tags, beyond what every destination must. */
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import type { SubmitIo } from "../../src/destination/destination.ts";
import { freely, listPlace, outcomes, submit } from "./destination-setup.ts";
import type { MailchimpSetup } from "./mailchimp-setup.ts";
import { addressesIn, CONTACTS, LIST, listRow, prepareMailchimp, row, setUpMailchimp } from "./mailchimp-setup.ts";

const numbersTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

async function enterAll(setup: MailchimpSetup, count: number): Promise<readonly Change[]> {
  const { receipts } = await submit(
    setup,
    "enter",
    CONTACTS,
    numbersTo(count).map((at) => row(at)),
  );
  return receipts.map(({ ordinal, recordId }) => listRow(ordinal, { recordId }));
}

function countOf({ sandbox }: MailchimpSetup, route: string): number {
  return sandbox.calls.counts().reduce((sum, one) => sum + (one.route === route ? one.count : 0), 0);
}

const ONE_MEMBER = "GET /3.0/lists/:listId/members/:memberId";
const SEGMENT_MEMBERS = "GET /3.0/lists/:listId/segments/:segmentId/members";

describe.each(["ignored", "echoed"] as const)("members who are there already (%s)", (existingMembers) => {
  test("are accepted once Mailchimp shows them there: the few alone, the many by page", async () => {
    const setup = setUpMailchimp({ sandbox: { readings: { existingMembers } } });
    const list = await prepareMailchimp(setup);
    const rows = await enterAll(setup, 30);
    await submit(setup, "enter", list, rows);
    const few = await submit(setup, "enter", list, rows.slice(0, 3));
    expect(outcomes(few.receipts)).toEqual(["accepted", "accepted", "accepted"]);
    expect(countOf(setup, ONE_MEMBER)).toBe(existingMembers === "echoed" ? 0 : 3);
    const many = await submit(setup, "enter", list, rows);
    expect(new Set(outcomes(many.receipts))).toEqual(new Set(["accepted"]));
    expect(countOf(setup, ONE_MEMBER)).toBe(existingMembers === "echoed" ? 0 : 3);
    expect(countOf(setup, SEGMENT_MEMBERS)).toBe(existingMembers === "echoed" ? 0 : 1);
  });
});

test("leaving a segment once more is accepted, the many by page", async () => {
  const setup = setUpMailchimp();
  const list = await prepareMailchimp(setup);
  const rows = await enterAll(setup, 30);
  await submit(setup, "enter", list, rows);
  await submit(setup, "leave", list, rows);
  expect(addressesIn(setup.sandbox)).toEqual([]);
  const { receipts } = await submit(setup, "leave", list, rows);
  expect(new Set(outcomes(receipts))).toEqual(new Set(["accepted"]));
  expect(countOf(setup, ONE_MEMBER)).toBe(0);
});

test.each(["ignored", "named"] as const)(
  "whom the audience does not have is not said to be there (%s)",
  async (strangers) => {
    const setup = setUpMailchimp({ sandbox: { readings: { strangers } } });
    const list = await prepareMailchimp(setup);
    const [known] = await enterAll(setup, 1);
    const rows = [...(known === undefined ? [] : [known]), listRow(2), listRow(3, { recordId: "acknowledged-once" })];
    const { receipts } = await submit(setup, "enter", list, rows);
    expect(outcomes(receipts)).toEqual(["accepted", "refused:not_found", "refused:deleted_at_destination"]);
    expect(addressesIn(setup.sandbox)).toEqual(["m1@example.com"]);
  },
);

test.each([2, 30])("archived contacts enter nothing, and leave once somebody takes them back (%s)", async (count) => {
  const setup = setUpMailchimp();
  const list = await prepareMailchimp(setup);
  const rows = await enterAll(setup, count);
  await submit(setup, "enter", list, rows.slice(1));
  const setAll = (status: "archived" | "subscribed"): void => {
    for (const { recordId } of rows) setup.sandbox.byHand.setStatus(recordId ?? "", status);
  };
  setAll("archived");
  const entered = await submit(setup, "enter", list, rows.slice(0, 1));
  expect(outcomes(entered.receipts)).toEqual(["refused:mailchimp_archived"]);
  // The segment shows none of them, and has them still. The first never was on it.
  const { receipts } = await submit(setup, "leave", list, rows);
  const refused = rows.slice(1).map(() => "refused:mailchimp_archived");
  expect(outcomes(receipts)).toEqual(["accepted", ...refused]);
  setAll("subscribed");
  expect(addressesIn(setup.sandbox)).toHaveLength(count - 1);
  expect(new Set(outcomes((await submit(setup, "leave", list, rows)).receipts))).toEqual(new Set(["accepted"]));
  expect(addressesIn(setup.sandbox)).toEqual([]);
});

test("a leave that names no record is asked about before somebody kept is taken off", async () => {
  const setup = setUpMailchimp();
  const list = await prepareMailchimp(setup);
  const rows = await enterAll(setup, 2);
  await submit(setup, "enter", list, rows);
  const [first, second] = rows.map(({ recordId }) => recordId ?? "");
  const io: SubmitIo = { ...freely, kept: async (asked) => new Set(asked.filter((id) => id === first)) };
  const nameless = rows.map((one) => ({ ...one, recordId: null }));
  const { receipts } = await submit(setup, "leave", list, nameless, io);
  expect(outcomes(receipts)).toEqual(["accepted:kept", "accepted"]);
  expect(receipts.find(({ ordinal }) => ordinal === 2)?.recordId).toBe(second);
  expect(addressesIn(setup.sandbox)).toEqual(["m1@example.com"]);
});

const named = (name: string) => ({ kind: "list", name, model: "aud_tier", audience: "Golden" }) as const;

describe("places", () => {
  test("a static segment is found by name among many, counted with everybody in it, and known by id when renamed", async () => {
    const setup = setUpMailchimp();
    for (const at of numbersTo(1_001)) setup.sandbox.byHand.addSegment(`Other ${at}`, "static");
    const list = await prepareMailchimp(setup);
    await submit(setup, "enter", list, await enterAll(setup, 2));
    setup.sandbox.byHand.addToSegment(
      Number(list.listId),
      setup.sandbox.byHand.addMember("x@example.com", "unsubscribed"),
    );
    // Two who are transactional and one who is unsubscribed: all three would be left out unasked.
    expect(await setup.destination.find(named(LIST))).toEqual({ listId: list.listId, count: 3 });
    setup.sandbox.byHand.renameSegment(Number(list.listId), "Renamed by somebody");
    expect(await setup.destination.find(named(LIST))).toBeUndefined();
    expect(await setup.destination.findById(list.listId ?? "")).toEqual({ listId: list.listId, count: 3 });
    setup.sandbox.byHand.deleteSegment(Number(list.listId));
    expect(await setup.destination.findById(list.listId ?? "")).toBeUndefined();
  });

  test("of two segments of one name the static one is meant", async () => {
    const { destination, sandbox } = setUpMailchimp();
    sandbox.byHand.addSegment(LIST, "saved");
    const listId = String(sandbox.byHand.addSegment(LIST, "static"));
    expect(await destination.find(named(LIST))).toEqual({ listId, count: 0 });
    expect(await destination.look?.(LIST)).toMatchObject({ listId, isWritable: true });
  });

  test.each(["saved", "fuzzy"] as const)(
    "a %s segment of the name is refused as a segment, and no obstacle to a tag",
    async (type) => {
      const asSegment = setUpMailchimp();
      asSegment.sandbox.byHand.addSegment(LIST, type);
      await expect(asSegment.destination.find(named(LIST))).rejects.toMatchObject({ code: "list_not_manual" });
      await expect(asSegment.destination.take(named(LIST))).rejects.toMatchObject({ code: "list_not_manual" });
      const asTag = setUpMailchimp({ mailchimp: { listsAs: "tags" } });
      asTag.sandbox.byHand.addSegment(LIST, type);
      expect(await asTag.destination.find(named(LIST))).toBeUndefined();
    },
  );

  test.each(["static", "saved"] as const)("a %s segment is looked at and read, whatever fills it", async (type) => {
    const setup = setUpMailchimp({ mailchimp: { listsAs: type === "saved" ? "tags" : "segments" } });
    const { byHand } = setup.sandbox;
    const segmentId = byHand.addSegment(LIST, "static");
    const members = ["ann", "bob"].map((name) => byHand.addMember(`${name}@example.com`));
    for (const member of members) byHand.addToSegment(segmentId, member);
    if (type === "saved") byHand.makeSaved(segmentId);
    const listId = String(segmentId);
    expect(await setup.destination.look?.(LIST)).toEqual({
      listId,
      count: 2,
      kind: type,
      isWritable: type === "static",
    });
    const read: string[] = [];
    for await (const page of setup.destination.contacts(listPlace(listId, LIST))) read.push(...page);
    expect(read.toSorted()).toEqual(members.toSorted());
    expect(await setup.destination.look?.("Nobody's")).toBeUndefined();
    expect(setup.sandbox.calls.forbidden).toEqual([]);
  });

  test("a tag is found by its whole name, made where missing, and takes members like a segment", async () => {
    const setup = setUpMailchimp({ mailchimp: { listsAs: "tags" } });
    setup.sandbox.byHand.addSegment(`${LIST} of last year`, "static");
    expect(await setup.destination.find(named(LIST))).toBeUndefined();
    const taken = await setup.destination.take(named(LIST));
    expect(taken).toMatchObject({ count: 0, isCreatedByUs: true });
    expect(await setup.destination.take(named(LIST))).toEqual({ ...taken, isCreatedByUs: false });
    const list = listPlace(taken.listId ?? "");
    const entered = await submit(setup, "enter", list, await enterAll(setup, 1));
    expect(outcomes(entered.receipts)).toEqual(["accepted"]);
    expect(addressesIn(setup.sandbox)).toEqual(["m1@example.com"]);
  });

  test("somebody else's race for the name is settled by taking theirs", async () => {
    const setup = setUpMailchimp({
      beforeSend: ({ method, url }, sandbox) => {
        if (method === "POST" && url.endsWith("/segments")) sandbox.byHand.addSegment(LIST, "static");
      },
    });
    expect(await setup.destination.take(named(LIST))).toMatchObject({ count: 0, isCreatedByUs: false });
  });

  test.each([
    ["was given conditions", "makeSaved", "list_not_manual"],
    ["was deleted", "deleteSegment", "list_gone"],
  ] as const)("a segment that %s meanwhile stops the run; nobody is set aside", async (_, what, code) => {
    const setup = setUpMailchimp();
    const list = await prepareMailchimp(setup);
    const rows = await enterAll(setup, 3);
    setup.sandbox.byHand[what](Number(list.listId));
    const { receipts, stop } = await submit(setup, "enter", list, rows);
    expect(stop).toMatchObject({ name: "ConfigError", code });
    expect(receipts.map(({ outcome }) => outcome)).toEqual(["withheld", "withheld", "withheld"]);
  });
});

describe("reading back", () => {
  test("gives everybody in pages, and says who they are without asking for each", async () => {
    const setup = setUpMailchimp();
    const list = await prepareMailchimp(setup);
    for (const at of numbersTo(1_001))
      setup.sandbox.byHand.addToSegment(Number(list.listId), setup.sandbox.byHand.addMember(`P${at}@Example.com`));
    const pages: (readonly string[])[] = [];
    const known: unknown[] = [];
    for await (const page of setup.destination.contacts(list)) {
      pages.push(page);
      known.push(...(await setup.destination.readContacts(page)));
    }
    expect(pages.map((page) => page.length)).toEqual([1_000, 1]);
    expect(known).toHaveLength(1_001);
    expect(known[0]).toEqual({ recordId: pages[0]?.[0], identity: null, address: "p1@example.com" });
    expect(countOf(setup, ONE_MEMBER)).toBe(0);
  });

  test("a contact whom no page showed lately is read alone; one that is gone, or another by now, is absent", async () => {
    const setup = setUpMailchimp();
    const here = setup.sandbox.byHand.addMember("here@example.com");
    const gone = setup.sandbox.byHand.addMember("gone@example.com");
    const moved = setup.sandbox.byHand.addMember("moved@example.com");
    setup.sandbox.byHand.forget(gone);
    const now = setup.sandbox.byHand.changeAddress(moved, "elsewhere@example.com");
    expect(await setup.destination.readContacts([here, gone, moved, now, here])).toEqual([
      { recordId: here, identity: null, address: "here@example.com" },
      { recordId: now, identity: null, address: "elsewhere@example.com" },
    ]);
    expect(await setup.destination.readContacts([])).toEqual([]);
  });
});
