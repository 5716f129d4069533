/** Files on this machine, read back by what readers use: lines, JSON, DuckDB. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AT, CONTACTS_UNTAKEN, EVERY_TYPE, row, send, setUpFiles, TAKEN } from "./files-setup.ts";
import { change, createStillClock, freely, listChange, listPlace, outcomes } from "./destination-setup.ts";
import { submitWhole } from "./submit-whole.ts";

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

test("a snapshot holds everybody at the place, in exact decimals, and is told by its manifest", async () => {
  const { destination, text, root } = setUpFiles();
  const rows = [row(1, "Golden", "90071992547409.93"), row(2, "Silver", "1.50")];
  expect(await send(destination, "enter", CONTACTS_UNTAKEN, rows)).toEqual(["accepted", "accepted"]);
  expect(await send(destination, "update", CONTACTS_UNTAKEN, [row(2, "Golden", "2.00")])).toEqual(["accepted"]);
  const file = text("loyalty/contacts/snapshot.csv");
  expect(file).toBe(
    `member_key,address,tier,balance,at\nm1,m1@example.com,Golden,90071992547409.93,${AT}\nm2,m2@example.com,Golden,2.00,${AT}\n`,
  );
  expect(JSON.parse(text("loyalty/contacts/manifest.json"))).toMatchObject({
    version: 1,
    sync: "loyalty",
    place: "contacts",
    content: "snapshot",
    sequence: 2,
    operation: "update",
    rows: 2,
    at: AT,
    file: { name: "snapshot.csv", bytes: file.length, sha256: sha256(file) },
  });
  expect(readdirSync(join(root, "loyalty/contacts")).toSorted()).toEqual(["manifest.json", "snapshot.csv"]);
  expect(await send(destination, "leave", TAKEN, [change(1, { address: null, properties: {} })])).toEqual(["accepted"]);
  expect(text("loyalty/contacts/snapshot.csv")).toBe(
    `member_key,address,tier,balance,at\nm2,m2@example.com,Golden,2.00,${AT}\n`,
  );
});

test("a row says when it last changed, however often it was sent", async () => {
  const clock = createStillClock();
  const { destination, text } = setUpFiles({ clock });
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00"), row(2, "Silver", "1.50")]);
  await clock.sleep(60_000);
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00"), row(2, "Golden", "1.50")]);
  expect(text("loyalty/contacts/snapshot.csv").split("\n").slice(1, 3)).toEqual([
    `m1,m1@example.com,Golden,1.00,${AT}`,
    "m2,m2@example.com,Golden,1.50,2026-11-22T09:01:00.000Z",
  ]);
});

test("what a plan that broke off gathered is not written by the next one", async () => {
  const { destination, text } = setUpFiles();
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
  const batch = { op: "enter", place: CONTACTS_UNTAKEN } as const;
  const broken = await destination.submit({ ...batch, changes: [row(2, "Golden", "2.00")] }, freely);
  expect(broken).toEqual({ receipts: [], stop: null, gathered: 1 });
  const next = { ...freely, planNo: freely.planNo + 1 };
  const { receipts } = await submitWhole(destination, { ...batch, changes: [row(3, "Golden", "3.00")] }, next);
  expect(receipts.map(({ ordinal, outcome }) => [ordinal, outcome])).toEqual([[3, "accepted"]]);
  expect(text("loyalty/contacts/snapshot.csv")).not.toContain("m2");
});

test.each(["csv", "ndjson", "parquet"] as const)(
  "whatever a cell holds comes back from a snapshot of %s when the next batch is folded in",
  async (format) => {
    const { destination, rows } = setUpFiles({ format, properties: EVERY_TYPE });
    const hard = {
      tier: `=HYPERLINK("x"),\n\r'@\\u0041","balance":5`,
      balance: "-90071992547409.93",
      score: "12345678901234567890.123456789",
      joined: "2024-02-29",
      seen: "1795770000123",
      is_vip: "false",
    };
    const empty = { tier: "", balance: "", score: "", joined: "", seen: "", is_vip: "" };
    const people = [
      change(1, { properties: hard }),
      change(2, { address: null, properties: empty }),
      change(3, { memberKey: "'-7", identity: "'-7", properties: { ...hard, tier: "''=1" } }),
    ];
    expect(await send(destination, "enter", CONTACTS_UNTAKEN, people)).toEqual(["accepted", "accepted", "accepted"]);
    // Nothing of the first three is changed by the next one; they are read from the file and written anew, twice.
    for (const ordinal of [4, 5])
      await send(destination, "enter", CONTACTS_UNTAKEN, [change(ordinal, { properties: empty })]);
    const held = (await rows("loyalty/contacts/snapshot", format)).slice(0, 3);
    const plain = [held[1], held[2], held[0]];
    const values = {
      balance: "-90071992547409.93",
      score: "12345678901234567890.123456789",
      joined: "2024-02-29",
      seen: format === "parquet" ? "2026-11-27 09:00:00.123+00" : "2026-11-27T09:00:00.123Z",
      is_vip: "false",
    };
    const guard = format === "csv" ? "'" : "";
    expect(plain).toMatchObject([
      { member_key: "m1", address: "m1@example.com", tier: `${guard}${hard.tier}`, ...values },
      {
        member_key: "m2",
        address: null,
        tier: null,
        balance: null,
        score: null,
        joined: null,
        seen: null,
        is_vip: null,
      },
      { member_key: `${guard}'-7`, tier: `${guard}''=1`, ...values },
    ]);
  },
);

test("a batch of changes is one file, named in order, with a manifest of its own", async () => {
  const { destination, text, root } = setUpFiles({ content: "changes", format: "ndjson" });
  const taken = await destination.take({ kind: "list", name: "Loyalty Golden", model: "aud_tier", audience: "Golden" });
  expect(taken).toEqual({ listId: "loyalty/lists/loyalty-golden", count: 0, isCreatedByUs: true });
  const list = listPlace(taken.listId ?? "");
  await send(destination, "enter", list, [listChange(1), listChange(2)]);
  await send(destination, "leave", list, [listChange(2)]);
  expect(readdirSync(join(root, taken.listId ?? "")).toSorted()).toEqual([
    "0000000001-enter.ndjson",
    "0000000001.manifest.json",
    "0000000002-leave.ndjson",
    "0000000002.manifest.json",
    "manifest.json",
  ]);
  expect(text("loyalty/lists/loyalty-golden/0000000001-enter.ndjson")).toBe(
    `{"operation":"enter","audience":"Golden","member_key":"m1","at":"${AT}"}\n{"operation":"enter","audience":"Golden","member_key":"m2","at":"${AT}"}\n`,
  );
  expect(text("loyalty/lists/loyalty-golden/0000000002-leave.ndjson")).toBe(
    `{"operation":"leave","audience":"Golden","member_key":"m2","at":"${AT}"}\n`,
  );
  const own = text("loyalty/lists/loyalty-golden/0000000002.manifest.json");
  expect(text("loyalty/lists/loyalty-golden/manifest.json")).toBe(own);
  expect(JSON.parse(own)).toMatchObject({
    sequence: 2,
    operation: "leave",
    rows: 1,
    file: { name: "0000000002-leave.ndjson" },
  });
});

test.each(["changes", "snapshot"] as const)("a batch that is sent again leaves %s as they are", async (content) => {
  const { destination, tree } = setUpFiles({ content });
  const rows = [row(1, "Golden", "1.00"), row(2, "Silver", "2.00")];
  await send(destination, "enter", CONTACTS_UNTAKEN, rows);
  const before = tree();
  expect(await send(destination, "enter", CONTACTS_UNTAKEN, rows.toReversed())).toEqual(["accepted", "accepted"]);
  expect(tree()).toEqual(before);
});

test("refuses a row whose value its column cannot hold, and writes the others", async () => {
  const { destination, text } = setUpFiles({ properties: EVERY_TYPE });
  const bad = { balance: "1.005", score: "1e3", joined: "2026-02-30", seen: "soon", is_vip: "yes" };
  const rows = Object.entries(bad).map(([name, value], at) => change(at + 1, { properties: { [name]: value } }));
  const all = [...rows, change(6, { address: "no address" }), change(7, { properties: { balance: "1.500" } })];
  const changes = all.map((one) => ({ ...one, op: "enter" as const }));
  const { receipts, stop } = await submitWhole(destination, { op: "enter", place: CONTACTS_UNTAKEN, changes }, freely);
  expect(stop).toBeNull();
  expect(outcomes(receipts)).toEqual([...Array.from({ length: 6 }, () => "refused:invalid_value"), "accepted"]);
  expect(receipts.find(({ ordinal }) => ordinal === 6)?.message).toBe("The column address cannot hold its value.");
  expect(text("loyalty/contacts/snapshot.csv").split("\n")[1]).toBe(`m7,m7@example.com,,1.50,,,,,${AT}`);
});
