import { describe, expect, test } from "vitest";
import type { Portal } from "../support/hubspot-portal.ts";
import { LISTS, loyaltyPortal } from "../support/hubspot-portal.ts";

const golden = { name: "Loyalty Golden", objectTypeId: "0-1", processingType: "MANUAL" };

/** A list "Loyalty Golden" (601) and contacts 1001 … 1000 + count, none on it. */
async function withList(
  count: number,
  options: Parameters<typeof loyaltyPortal>[0] = {},
): Promise<Portal & { readonly listId: string }> {
  const made = await loyaltyPortal(options);
  for (let at = 1; at <= count; at += 1) made.sandbox.byHand.addContact({ email: `m${at}@example.com` });
  const listId = made.sandbox.byHand.addList("Loyalty Golden", "MANUAL");
  return { ...made, listId };
}

describe("lists", () => {
  test("creates a manual list and finds it by name and by id", async () => {
    const { ask } = await loyaltyPortal();
    const made = await ask("POST", LISTS, golden);
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      list: {
        listId: "601",
        listVersion: 1,
        createdAt: "2026-11-22T12:00:00.000Z",
        updatedAt: "2026-11-22T12:00:00.000Z",
        filtersUpdatedAt: "2026-11-22T12:00:00.000Z",
        processingStatus: "COMPLETE",
        createdById: "1",
        processingType: "MANUAL",
        objectTypeId: "0-1",
        name: "Loyalty Golden",
        listPermissions: { teamsWithEditAccess: [], usersWithEditAccess: [] },
        membershipSettings: { membershipTeamId: null, includeUnassigned: null },
      },
    });
    for (const path of [`${LISTS}/601`, `${LISTS}/object-type-id/0-1/name/Loyalty%20Golden`]) {
      const found = await ask("GET", path);
      expect(found.status).toBe(200);
      expect(found.body).toEqual(made.body);
    }
  });

  test("a name with a slash and a percent sign is found", async () => {
    const { ask, sandbox } = await loyaltyPortal();
    const id = sandbox.byHand.addList("Gold/Silver 5%", "MANUAL");
    const found = await ask("GET", `${LISTS}/object-type-id/contact/name/${encodeURIComponent("Gold/Silver 5%")}`);
    expect(found.body).toMatchObject({ list: { listId: id } });
  });

  test("names are exact and unique; a renamed list frees its name and keeps its id", async () => {
    const { ask, sandbox, listId } = await withList(0);
    const twice = await ask("POST", LISTS, golden);
    expect(twice.status).toBe(400);
    expect(twice.body).toMatchObject({ category: "VALIDATION_ERROR", subCategory: "ILS.DUPLICATE_LIST_NAMES" });
    expect((await ask("GET", `${LISTS}/object-type-id/0-1/name/loyalty%20golden`)).status).toBe(404);
    sandbox.byHand.renameList(listId, "VIP");
    expect((await ask("GET", `${LISTS}/object-type-id/0-1/name/Loyalty%20Golden`)).status).toBe(404);
    expect((await ask("GET", `${LISTS}/${listId}`)).body).toMatchObject({ list: { name: "VIP" } });
    expect((await ask("POST", LISTS, golden)).body).toMatchObject({ list: { listId: "602" } });
    sandbox.byHand.deleteList(listId);
    expect((await ask("GET", `${LISTS}/${listId}`)).status).toBe(404);
    expect((await ask("PUT", `${LISTS}/${listId}/memberships/add`, ["1001"])).status).toBe(404);
  });

  test("search contains, counts and pages; the size comes when asked for", async () => {
    const { ask, sandbox } = await withList(1);
    sandbox.byHand.addList("loyalty silver", "MANUAL", ["1001"]);
    sandbox.byHand.addList("Loyalty engaged", "DYNAMIC");
    sandbox.byHand.addList("Other", "MANUAL");
    const search = { query: "LOYALTY", processingTypes: ["MANUAL"], count: 1, additionalProperties: ["hs_list_size"] };
    const first = await ask("POST", `${LISTS}/search`, search);
    expect(first.body).toMatchObject({ total: 2, offset: 1, hasMore: true });
    const second = await ask("POST", `${LISTS}/search`, { ...search, offset: 1 });
    expect(second.body).toMatchObject({
      hasMore: false,
      lists: [{ name: "loyalty silver", additionalProperties: { hs_list_size: "1" } }],
    });
  });

  test("all lists come in pages with a cursor", async () => {
    const { ask, sandbox } = await withList(0);
    sandbox.byHand.addList("Other", "MANUAL");
    const first = await ask("POST", `${LISTS}/all`, { limit: 1 });
    expect(first.body).toMatchObject({ results: [{ listId: "601" }], paging: { next: { after: "601" } } });
    const second = await ask("POST", `${LISTS}/all`, { limit: 1, after: "601" });
    expect(second.body).toMatchObject({ results: [{ listId: "602" }] });
    expect(second.body["paging"]).toBeUndefined();
    expect((await ask("POST", `${LISTS}/all`, { after: "x" })).body["subCategory"]).toBe("INVALID_CURSOR");
  });
});

describe("memberships", () => {
  test("adding names the new and the missing, and ignores members", async () => {
    const { ask, sandbox, listId } = await withList(3);
    sandbox.byHand.addToList(listId, "1001");
    const said = await ask("PUT", `${LISTS}/${listId}/memberships/add`, ["1001", "1002", "1002", "999"]);
    expect(said.status).toBe(200);
    expect(said.body).toEqual({ recordsIdsAdded: ["1002"], recordIdsRemoved: [], recordIdsMissing: ["999"] });
    expect(sandbox.membersOf("Loyalty Golden")).toEqual(["1001", "1002"]);
  });

  test("under the other reading members are echoed as added", async () => {
    const { ask, sandbox, listId } = await withList(1, { readings: { existingMembers: "echoed" } });
    sandbox.byHand.addToList(listId, "1001");
    const said = await ask("PUT", `${LISTS}/${listId}/memberships/add`, ["1001"]);
    expect(said.body["recordsIdsAdded"]).toEqual(["1001"]);
  });

  test("removing ignores who is not a member; both at once in add-and-remove", async () => {
    const { ask, sandbox, listId } = await withList(3);
    sandbox.byHand.addToList(listId, "1001");
    const removed = await ask("PUT", `${LISTS}/${listId}/memberships/remove`, ["1001", "1002", "999"]);
    expect(removed.body).toEqual({ recordsIdsAdded: [], recordIdsRemoved: ["1001"], recordIdsMissing: ["999"] });
    sandbox.byHand.addToList(listId, "1002");
    const both = await ask("PUT", `${LISTS}/${listId}/memberships/add-and-remove`, {
      recordIdsToAdd: ["1003"],
      recordIdsToRemove: ["1002"],
    });
    expect(both.body).toEqual({ recordsIdsAdded: ["1003"], recordIdsRemoved: ["1002"], recordIdsMissing: [] });
    expect(sandbox.membersOf("Loyalty Golden")).toEqual(["1003"]);
    const half = await ask("PUT", `${LISTS}/${listId}/memberships/add-and-remove`, { recordIdsToAdd: [] });
    expect(half.status).toBe(400);
  });

  test("a dynamic list refuses, an address is no record id", async () => {
    const { ask, sandbox, listId } = await withList(1);
    const dynamic = sandbox.byHand.addList("Engaged", "DYNAMIC");
    expect((await ask("PUT", `${LISTS}/${dynamic}/memberships/add`, ["1001"])).status).toBe(400);
    expect(sandbox.membersOf("Engaged")).toEqual([]);
    expect((await ask("PUT", `${LISTS}/${listId}/memberships/add`, ["m1@example.com"])).status).toBe(400);
    expect((await ask("PUT", `${LISTS}/${listId}/memberships/add`, { ids: ["1001"] })).status).toBe(400);
  });

  test("a configured maximum of ids is kept, both sides counted", async () => {
    const { ask, listId } = await withList(3, { membershipMax: 2 });
    expect((await ask("PUT", `${LISTS}/${listId}/memberships/add`, ["1001", "1002"])).status).toBe(200);
    expect((await ask("PUT", `${LISTS}/${listId}/memberships/add`, ["1001", "1002", "1003"])).status).toBe(400);
    const both = { recordIdsToAdd: ["1003"], recordIdsToRemove: ["1001", "1002"] };
    expect((await ask("PUT", `${LISTS}/${listId}/memberships/add-and-remove`, both)).status).toBe(400);
  });

  test("pages ascend, hold at most 250, and survive changes between them", async () => {
    const { ask, sandbox, listId } = await withList(253);
    const all = Array.from({ length: 253 }, (_, at) => String(1001 + at));
    await ask("PUT", `${LISTS}/${listId}/memberships/add`, all.toReversed());
    const path = `${LISTS}/${listId}/memberships`;
    const first = await ask("GET", `${path}?limit=250`);
    expect(first.body["total"]).toBe(253);
    expect(idsOf(first.body)).toEqual(all.slice(0, 250));
    const after = cursorOf(first.body);
    // A member of the first page leaves meanwhile: nobody of the second is skipped.
    sandbox.byHand.removeFromList(listId, "1001");
    const second = await ask("GET", `${path}?limit=250&after=${after}`);
    expect(idsOf(second.body)).toEqual(["1251", "1252", "1253"]);
    expect(second.body["paging"]).toBeUndefined();
    expect(idsOf((await ask("GET", path)).body)).toHaveLength(100);
    expect((await ask("GET", `${path}?limit=251`)).status).toBe(400);
    expect((await ask("GET", `${path}?limit=0`)).status).toBe(400);
    expect((await ask("GET", `${path}?after=nonsense`)).status).toBe(400);
    expect((await ask("GET", `${path}?page=2`)).status).toBe(400);
  });

  test("a deleted contact is gone from its lists", async () => {
    const { sandbox, listId } = await withList(2);
    sandbox.byHand.addToList(listId, "1001");
    sandbox.byHand.deleteContact("1001");
    expect(sandbox.membersOf("Loyalty Golden")).toEqual([]);
  });

  test("the lists of records are told in one call", async () => {
    const { ask, sandbox, listId } = await withList(2);
    sandbox.byHand.addToList(listId, "1001");
    const inputs = ["1001", "1002"].map((recordId) => ({ objectTypeId: "0-1", recordId }));
    const said = await ask("POST", `${LISTS}/records/memberships/batch/read`, { inputs });
    expect(said.body["results"]).toMatchObject([
      { recordId: "1001", recordListMemberships: [{ listId }] },
      { recordId: "1002", recordListMemberships: [] },
    ]);
    expect((await ask("GET", `${LISTS}/records/0-1/1001/memberships`)).body).toMatchObject({ total: 1 });
  });

  test("clearing and deleting a list are carried out and counted as forbidden", async () => {
    const { ask, sandbox, listId } = await withList(1);
    sandbox.byHand.addToList(listId, "1001");
    expect((await ask("DELETE", `${LISTS}/${listId}/memberships`)).status).toBe(204);
    expect(sandbox.membersOf("Loyalty Golden")).toEqual([]);
    expect((await ask("DELETE", `${LISTS}/${listId}`)).status).toBe(204);
    expect(sandbox.calls.forbidden).toEqual(["clear list", "delete list"]);
  });
});

interface Page {
  readonly results?: readonly { readonly recordId: string }[];
  readonly paging?: { readonly next?: { readonly after: string } };
}

function idsOf({ results }: Page): readonly string[] {
  return (results ?? []).map(({ recordId }) => recordId);
}

function cursorOf({ paging }: Page): string {
  return paging?.next?.after ?? "";
}
