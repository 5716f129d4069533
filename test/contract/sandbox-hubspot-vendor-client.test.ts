/** The vendor's own typed client over real HTTP: our stand-in satisfies it (its paths are v3). */
import { Client } from "@hubspot/api-client";
import { FilterOperatorEnum } from "@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js";
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from "@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { createHubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { Served } from "../../src/sandbox/serve.ts";
import { serve } from "../../src/sandbox/serve.ts";

const sandbox = createHubSpotSandbox({ clock: systemClock, random: systemRandom });
let served: Served;
let client: Client;

beforeAll(async () => {
  served = await serve(sandbox, { port: 0 });
  client = new Client({ accessToken: "any", basePath: served.url, numberOfApiCallRetries: 0 });
});
afterAll(async () => {
  await served.close();
});

describe("the vendor's typed client", () => {
  test("creates a property and writes, reads and lists contacts", async () => {
    await client.crm.properties.groupsApi.create("contacts", { name: "tierline", label: "Tierline" });
    const property = await client.crm.properties.coreApi.create("contacts", {
      name: "loyalty_member_id",
      label: "Member",
      groupName: "tierline",
      type: PropertyCreateTypeEnum.String,
      fieldType: PropertyCreateFieldTypeEnum.Text,
      hasUniqueValue: true,
    });
    expect(property.hasUniqueValue).toBe(true);

    const written = await client.crm.contacts.batchApi.upsert({
      inputs: ["m1", "m2"].map((id) => ({
        id,
        idProperty: "loyalty_member_id",
        objectWriteTraceId: id,
        properties: { loyalty_member_id: id, email: `${id}@Example.com` },
      })),
    });
    expect(written.status).toBe("COMPLETE");
    const recordIds = written.results.map((result) => result.id).toSorted();
    expect(recordIds).toEqual(["1001", "1002"]);
    expect(written.results.map(({ _new: isNew }) => isNew)).toEqual([true, true]);

    const read = await client.crm.contacts.batchApi.read({
      idProperty: "email",
      properties: ["email"],
      propertiesWithHistory: [],
      inputs: [{ id: "M1@example.com" }],
    });
    expect(read.results.map((result) => result.properties["email"])).toEqual(["m1@example.com"]);

    const { list } = await client.crm.lists.listsApi.create({
      name: "Loyalty Golden",
      objectTypeId: "0-1",
      processingType: "MANUAL",
    });
    const found = await client.crm.lists.listsApi.getByName("Loyalty Golden", "0-1");
    expect(found.list.listId).toBe(list.listId);
    const changed = await client.crm.lists.membershipsApi.add(list.listId, [...recordIds, "999999"]);
    expect(changed.recordsIdsAdded.toSorted()).toEqual(["1001", "1002"]);
    expect(changed.recordIdsMissing).toEqual(["999999"]);
    const page = await client.crm.lists.membershipsApi.getPage(list.listId, undefined, undefined, 1);
    expect(page.total).toBe(2);
    expect(page.results.map((result) => result.recordId)).toEqual(["1001"]);
    const next = await client.crm.lists.membershipsApi.getPage(list.listId, page.paging?.next?.after, undefined, 1);
    expect(next.results.map((result) => result.recordId)).toEqual(["1002"]);
    expect(next.paging).toBeUndefined();
  });

  test("updates contacts and finds them by search", async () => {
    const id = sandbox.byHand.addContact({ email: "bob@example.com" });
    const updated = await client.crm.contacts.batchApi.update({
      inputs: [{ id, objectWriteTraceId: "t", properties: { country: "SE" } }],
    });
    expect(updated.results.map((result) => result.properties["country"])).toEqual(["SE"]);
    const filter = { propertyName: "email", operator: FilterOperatorEnum.Eq, value: "BOB@example.com" };
    const found = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [filter] }],
      properties: ["country"],
      limit: 5,
    });
    expect(found.results.map((result) => [result.id, result.properties["country"]])).toEqual([[id, "SE"]]);
    const one = await client.crm.contacts.basicApi.getById(
      "bob@example.com",
      ["country"],
      undefined,
      undefined,
      false,
      "email",
    );
    expect(one.id).toBe(id);
    expect(one.createdAt).toBeInstanceOf(Date);
  });

  test("reads a 207 with its errors", async () => {
    const id = sandbox.byHand.addContact({ email: "cid@example.com" });
    const said = await client.crm.contacts.batchApi.update({
      inputs: [
        { id, objectWriteTraceId: "good", properties: { country: "SE" } },
        { id: sandbox.byHand.addContact({}), objectWriteTraceId: "bad", properties: { email: "no address" } },
      ],
    });
    expect(said.results.map((result) => result.id)).toEqual([id]);
    expect("errors" in said ? said.errors?.map(({ context }) => context) : []).toEqual([
      { objectWriteTraceId: ["bad"] },
    ]);
  });

  test("searches lists, changes members both ways and clears", async () => {
    const listId = sandbox.byHand.addList("Loyalty Silver", "MANUAL");
    const [ann, bob] = [sandbox.byHand.addContact({}), sandbox.byHand.addContact({})];
    await client.crm.lists.membershipsApi.add(listId, [ann]);
    const changed = await client.crm.lists.membershipsApi.addAndRemove(listId, {
      recordIdsToAdd: [bob],
      recordIdsToRemove: [ann],
    });
    expect([changed.recordsIdsAdded, changed.recordIdsRemoved]).toEqual([[bob], [ann]]);
    const found = await client.crm.lists.listsApi.doSearch({ query: "silver", additionalProperties: ["hs_list_size"] });
    expect(found.lists.map((list) => list.additionalProperties["hs_list_size"])).toEqual(["1"]);
    expect((await client.crm.lists.membershipsApi.getLists("0-1", bob)).results.map((one) => one.listId)).toEqual([
      listId,
    ]);
    expect((await client.crm.lists.membershipsApi.remove(listId, [bob])).recordIdsRemoved).toEqual([bob]);
    await client.crm.lists.membershipsApi.removeAll(listId);
    await client.crm.lists.listsApi.remove(listId);
    await expect(client.crm.lists.listsApi.getById(listId)).rejects.toMatchObject({ code: 404 });
  });

  test("reads and changes properties and groups", async () => {
    const property = await client.crm.properties.coreApi.getByName("contacts", "loyalty_member_id");
    expect([property.groupName, property.hubspotDefined]).toEqual(["tierline", false]);
    const changed = await client.crm.properties.coreApi.update("contacts", "loyalty_member_id", { label: "Number" });
    expect(changed.label).toBe("Number");
    const all = await client.crm.properties.coreApi.getAll("contacts");
    expect(all.results.map(({ name }) => name)).toContain("email");
    const groups = await client.crm.properties.groupsApi.getAll("contacts");
    expect(groups.results.map(({ name }) => name)).toEqual(["contactinformation", "tierline"]);
    await expect(client.crm.properties.coreApi.getByName("contacts", "nothing")).rejects.toMatchObject({ code: 404 });
  });

  test("its generic request reaches the dated paths", async () => {
    const response = await client.apiRequest({ method: "GET", path: "/account-info/2026-09/details" });
    expect(await response.json()).toMatchObject({ portalId: 4815162 });
  });
});
