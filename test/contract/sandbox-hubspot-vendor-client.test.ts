/** The vendor's own typed client over real HTTP: our stand-in satisfies it (its paths are v3). */
import { Client } from "@hubspot/api-client";
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
});
