/** List membership at HubSpot's stand-in. */
import { expect, test } from "vitest";
import { enterContacts, listChange, listPlace, outcomes, prepare, setUp, submit } from "./destination-setup.ts";

test("members enter and leave by record id", async () => {
  const setup = setUp();
  const { listId } = await prepare(setup);
  const records = await enterContacts(setup, 3);
  const rows = [1, 2, 3].map((at) => listChange(at, { recordId: records.get(`m${at}`) ?? null }));
  const entered = await submit(setup, "enter", listPlace(listId), rows);
  expect(outcomes(entered.receipts)).toEqual(["accepted", "accepted", "accepted"]);
  expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([...records.values()].toSorted());
  const left = await submit(setup, "leave", listPlace(listId), rows.slice(0, 2));
  expect(outcomes(left.receipts)).toEqual(["accepted", "accepted"]);
  expect(setup.sandbox.membersOf("Loyalty Golden")).toEqual([records.get("m3")]);
});
