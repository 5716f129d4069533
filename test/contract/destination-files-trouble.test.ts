/** Files when something goes wrong: a run that ends in the middle, a disk that is full, people who meddle. */
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Place } from "../../src/domain/place.ts";
import { TransientError } from "../../src/domain/errors.ts";
import { createLocalStore } from "../../src/destination/files/local-store.ts";
import type { FileStore } from "../../src/destination/files/store.ts";
import { change, freely, listChange, listPlace, outcomes } from "./destination-setup.ts";
import { CONTACTS_UNTAKEN, row, send, setUpFiles, TAKEN } from "./files-setup.ts";
import { submitWhole } from "./submit-whole.ts";

/** The real store, whose n-th commit breaks off: before it did anything, or after. */
function breaking(root: string, nth: number, when: "before" | "after"): FileStore {
  const store = createLocalStore(root);
  let commits = 0;
  return {
    ...store,
    stage: async (path, localPath) => {
      const staged = await store.stage(path, localPath);
      return {
        ...staged,
        commit: async () => {
          commits += 1;
          if (commits === nth && when === "before") throw new TransientError("target_unreachable", "It broke.");
          await staged.commit();
          if (commits === nth) throw new TransientError("target_unreachable", "It broke.");
        },
      };
    },
  };
}

const BREAKS = [1, 2, 3].flatMap((nth) => (["before", "after"] as const).map((when) => ({ nth, when })));

test.each(BREAKS)(
  "a run that ends $when commit $nth leaves a whole snapshot, and the next one converges",
  async (at) => {
    const { root, destination, text } = setUpFiles();
    await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
    const before = text("loyalty/contacts/snapshot.csv");
    const broken = setUpFiles({ root, store: breaking(root, at.nth, at.when) });
    const changes = [{ ...row(2, "Silver", "2.00"), op: "enter" as const }];
    const { receipts, stop } = await submitWhole(broken.destination, { op: "enter", place: TAKEN, changes }, freely);
    expect(stop?.code).toBe("target_unreachable");
    const [outcome] = outcomes(receipts);
    const now = text("loyalty/contacts/snapshot.csv");
    if (outcome === "withheld:target_unreachable") expect(now).toBe(before);
    else expect(outcome).toBe("unsettled:target_unreachable");
    expect([1, 2]).toContain(now.trimEnd().split("\n").length - 1);
    const next = setUpFiles({ root });
    expect(await send(next.destination, "enter", TAKEN, [row(2, "Silver", "2.00")])).toEqual(["accepted"]);
    expect(await send(next.destination, "update", TAKEN, [row(1, "Golden", "3.00")])).toEqual(["accepted"]);
    expect(text("loyalty/contacts/snapshot.csv").replaceAll(/,2026[^\n]*/gu, "")).toBe(
      "member_key,address,tier,balance,at\nm1,m1@example.com,Golden,3.00\nm2,m2@example.com,Silver,2.00\n",
    );
    expect(readdirSync(join(root, "loyalty/contacts")).toSorted()).toEqual(["manifest.json", "snapshot.csv"]);
  },
);

test.each(BREAKS)("changes never change once they count, when a run ends $when commit $nth", async (at) => {
  const { root, destination, text } = setUpFiles({ content: "changes" });
  const list = listPlace((await takeGolden(destination)).listId ?? "");
  const broken = setUpFiles({ root, content: "changes", store: breaking(root, at.nth, at.when) });
  const changes = [{ ...listChange(1), op: "enter" as const }];
  await submitWhole(broken.destination, { op: "enter", place: list, changes }, freely);
  const manifest = join(root, list.listId ?? "", "0000000001.manifest.json");
  const counted = existsSync(manifest) ? text("loyalty/lists/loyalty-golden/0000000001-enter.csv") : null;
  expect(counted !== null).toBe(at.nth > 2 || (at.nth === 2 && at.when === "after"));
  const next = setUpFiles({ root, content: "changes" });
  expect(await send(next.destination, "enter", list, [listChange(2)])).toEqual(["accepted"]);
  if (counted !== null) expect(text("loyalty/lists/loyalty-golden/0000000001-enter.csv")).toBe(counted);
  const last = counted === null ? "0000000001" : "0000000002";
  expect(text(`loyalty/lists/loyalty-golden/${last}-enter.csv`)).toContain(",m2,");
  expect(readFileSync(join(root, list.listId ?? "", "manifest.json"), "utf8")).toBe(
    text(`loyalty/lists/loyalty-golden/${last}.manifest.json`),
  );
});

test("a full disk stops the run with nothing half there, and the next run converges", async () => {
  const { root, destination, text } = setUpFiles();
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
  const before = text("loyalty/contacts/snapshot.csv");
  // Linux's device that is always full, where the part of the next file goes.
  symlinkSync("/dev/full", join(root, "loyalty/contacts/.snapshot.csv.part"));
  const changes = [{ ...row(2, "Silver", "2.00"), op: "enter" as const }];
  const { receipts, stop } = await submitWhole(destination, { op: "enter", place: TAKEN, changes }, freely);
  expect(stop).toMatchObject({ name: "ConfigError", code: "target_full" });
  expect(stop?.remedy).toContain("Make room");
  expect(outcomes(receipts)).toEqual(["withheld:target_full"]);
  expect(text("loyalty/contacts/snapshot.csv")).toBe(before);
  expect(readdirSync(join(root, "loyalty/contacts")).toSorted()).toEqual(["manifest.json", "snapshot.csv"]);
  expect(await send(destination, "enter", TAKEN, changes)).toEqual(["accepted"]);
});

test("a folder that cannot be made stops the run, and says what to do", async () => {
  const { root, destination } = setUpFiles();
  writeFileSync(join(root, "loyalty"), "a file where the folder would be");
  const changes = [{ ...row(1, "Golden", "1.00"), op: "enter" as const }];
  const { receipts, stop } = await submitWhole(destination, { op: "enter", place: CONTACTS_UNTAKEN, changes }, freely);
  expect(stop).toMatchObject({ name: "ConfigError", code: "target_unwritable" });
  expect(outcomes(receipts)).toEqual(["withheld:target_unwritable"]);
});

test("a folder of which the system says that it is missing, although the one above is there, ends the run", async () => {
  // Linux's view of processes: nobody makes a folder there, and the answer is ENOENT.
  const { destination } = setUpFiles({ root: "/proc/tierline" });
  const changes = [{ ...row(1, "Golden", "1.00"), op: "enter" as const }];
  const { receipts, stop } = await submitWhole(destination, { op: "enter", place: CONTACTS_UNTAKEN, changes }, freely);
  expect(stop).toMatchObject({ name: "ConfigError", code: "target_missing" });
  expect(outcomes(receipts)).toEqual(["withheld:target_missing"]);
});

test.each([
  ["file_changed", (folder: string) => writeFileSync(join(folder, "snapshot.csv"), "member_key,address\n")],
  ["file_missing", (folder: string) => rmSync(join(folder, "snapshot.csv"))],
  ["manifest_missing", (folder: string) => rmSync(join(folder, "manifest.json"))],
  ["manifest_unreadable", (folder: string) => writeFileSync(join(folder, "manifest.json"), "{}")],
] as const)("stops with %s instead of writing a file that nobody is in any more", async (code, meddle) => {
  const { root, destination } = setUpFiles();
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
  meddle(join(root, "loyalty/contacts"));
  const changes = [{ ...row(2, "Silver", "2.00"), op: "enter" as const }];
  const { receipts, stop } = await submitWhole(
    setUpFiles({ root }).destination,
    { op: "enter", place: TAKEN, changes },
    freely,
  );
  expect(stop?.code).toBe(code);
  expect(stop?.remedy).toContain("tierline release");
  expect(outcomes(receipts)).toEqual([`withheld:${code}`]);
  // Given up and taken again, everything is sent anew and nobody of before is left.
  const anew = setUpFiles({ root });
  if (code !== "manifest_unreadable")
    expect(await send(anew.destination, "enter", CONTACTS_UNTAKEN, [row(2, "Silver", "2.00")])).toEqual(["accepted"]);
});

test("a place that was given up begins anew, also when the run that took it again wrote nothing", async () => {
  const { root, destination, text } = setUpFiles();
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
  const { kind, name, model, audience, takenAtMs } = CONTACTS_UNTAKEN;
  await setUpFiles({ root }).destination.take({ kind, name, model, audience, takenAtMs });
  const next = setUpFiles({ root }).destination;
  await next.take({ kind, name, model, audience, takenAtMs: TAKEN.takenAtMs });
  expect(await send(next, "enter", TAKEN, [row(3, "Golden", "1.00")])).toEqual(["accepted"]);
  expect(text("loyalty/contacts/snapshot.csv")).not.toContain("m1");
  expect(text("loyalty/contacts/snapshot.csv")).toContain("m3");
});

test("of two states that write one folder, the one whose files were replaced stops instead of writing a part of them", async () => {
  const { root, destination } = setUpFiles();
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00"), row(2, "Golden", "1.00")]);
  const theirs: Place = { ...TAKEN, takenAtMs: 2 };
  expect(await send(setUpFiles({ root }).destination, "enter", theirs, [row(3, "Golden", "1.00")])).toEqual([
    "accepted",
  ]);
  const changes = [{ ...row(4, "Golden", "1.00"), op: "enter" as const }];
  const { receipts, stop } = await submitWhole(
    setUpFiles({ root }).destination,
    { op: "enter", place: TAKEN, changes },
    freely,
  );
  expect(stop).toMatchObject({ name: "ConfigError", code: "taken_elsewhere" });
  expect(outcomes(receipts)).toEqual(["withheld:taken_elsewhere"]);
});

test.each(["snapshot", "changes"] as const)(
  "another target's folder is neither taken nor written: %s",
  async (content) => {
    const { root, destination, tree } = setUpFiles({ content });
    await takeGolden(destination);
    await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
    const before = tree();
    const dev = setUpFiles({ root, content, target: "dev" });
    await expect(takeGolden(dev.destination)).rejects.toMatchObject({ name: "ConfigError", code: "folder_of_another" });
    await expect(send(dev.destination, "enter", CONTACTS_UNTAKEN, [row(2, "Golden", "1.00")])).rejects.toMatchObject({
      code: "folder_of_another",
    });
    expect(tree()).toEqual(before);
  },
);

test("another kind of files is refused until the place is given up", async () => {
  const { root, destination } = setUpFiles({ content: "changes" });
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
  const other = setUpFiles({ root, content: "snapshot" });
  await expect(send(other.destination, "enter", TAKEN, [row(2, "Silver", "2.00")])).rejects.toMatchObject({
    code: "content_changed",
  });
});

test("another format takes over the snapshot of the one before", async () => {
  const { root, destination, rows } = setUpFiles({ format: "csv" });
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "=Golden", "1.10")]);
  const other = setUpFiles({ root, format: "parquet" });
  await send(other.destination, "enter", TAKEN, [row(2, "Silver", "2.20")]);
  expect(readdirSync(join(root, "loyalty/contacts")).toSorted()).toEqual(["manifest.json", "snapshot.parquet"]);
  expect(await rows("loyalty/contacts/snapshot", "parquet")).toMatchObject([
    { member_key: "m1", tier: "=Golden", balance: "1.10" },
    { member_key: "m2", tier: "Silver", balance: "2.20" },
  ]);
});

test("writes nothing once the lease is over", async () => {
  const { destination, tree } = setUpFiles();
  await send(destination, "enter", CONTACTS_UNTAKEN, [row(1, "Golden", "1.00")]);
  const before = tree();
  const changes = [{ ...change(1, { address: null, properties: {} }), op: "leave" as const }];
  const io = { ...freely, beforeRequest: async () => false };
  const { receipts, stop } = await submitWhole(destination, { op: "leave", place: TAKEN, changes }, io);
  expect(stop).toBeNull();
  expect(outcomes(receipts)).toEqual(["withheld:not_sent"]);
  expect(tree()).toEqual(before);
});

test("a reader may take away files of changes it has read; one that somebody altered is told", async () => {
  const { root, destination } = setUpFiles({ content: "changes" });
  const list = listPlace((await takeGolden(destination)).listId ?? "");
  await send(destination, "enter", list, [listChange(1)]);
  const file = join(root, list.listId ?? "", "0000000001-enter.csv");
  writeFileSync(file, "altered");
  const again = setUpFiles({ root, content: "changes" });
  await expect(send(again.destination, "enter", list, [listChange(1)])).rejects.toMatchObject({ code: "file_changed" });
  rmSync(file);
  expect(await send(again.destination, "enter", list, [listChange(1)])).toEqual(["accepted"]);
  expect(await send(again.destination, "leave", list, [listChange(1)])).toEqual(["accepted"]);
  expect(existsSync(join(root, list.listId ?? "", "0000000002-leave.csv"))).toBe(true);
});

async function takeGolden(destination: ReturnType<typeof setUpFiles>["destination"]) {
  return await destination.take({ kind: "list", name: "Loyalty Golden", model: "aud_tier", audience: "Golden" });
}
