/** Places at HubSpot's stand-in: properties and lists are made where missing, and nobody else's are touched. */
import { describe, expect, test } from "vitest";
import type { PlaceSpec } from "../../src/domain/place.ts";
import type { Setup } from "./destination-setup.ts";
import { BALANCE, enterContacts, listPlace, prepare, setUp, TIER } from "./destination-setup.ts";

const contactSpec: PlaceSpec = { kind: "contact", name: "contacts", model: null, audience: null };
const listSpec: PlaceSpec = { kind: "list", name: "Loyalty Golden", model: "aud_tier", audience: "Golden" };

describe("the contact place", () => {
  test("is not there before, then made once, then found as it is", async () => {
    const setup = setUp();
    expect(await setup.destination.find(contactSpec)).toBeUndefined();
    expect(await setup.destination.take(contactSpec)).toEqual({ listId: null, count: 0, isCreatedByUs: true });
    const made = setup.sandbox.calls.count("POST /crm/properties");
    expect(await setup.destination.take(contactSpec)).toEqual({ listId: null, count: 0, isCreatedByUs: false });
    expect(await setup.destination.find(contactSpec)).toEqual({ listId: null, count: 0 });
    expect(setup.sandbox.calls.count("POST /crm/properties")).toBe(made);
    const groupNames = await propertyFields(setup, "groupName");
    expect(groupNames).toEqual({
      loyalty_member_id: "tierline",
      loyalty_tier: "tierline",
      loyalty_balance: "tierline",
    });
  });

  test("gets new options without losing those that people added", async () => {
    const setup = setUp();
    await setup.destination.take(contactSpec);
    const wider = setUpOn(setup, [{ ...TIER, options: ["Golden", "Silver", "Platinum"] }, BALANCE]);
    await wider.destination.take(contactSpec);
    const narrower = setUpOn(setup, [{ ...TIER, options: ["Bronze"] }, BALANCE]);
    await narrower.destination.take(contactSpec);
    expect(await optionsOf(setup, "loyalty_tier")).toEqual(["Golden", "Silver", "Platinum", "Bronze"]);
  });

  test.each([
    ["not unique", { groupName: "tierline", hasUniqueValue: false }],
    ["outside our group", { groupName: "contactinformation", hasUniqueValue: true }],
  ])("is refused where loyalty_member_id is somebody else's: %s", async (_label, given) => {
    const setup = setUp();
    await define(setup, { name: "loyalty_member_id", type: "string", fieldType: "text", ...given });
    const before = setup.sandbox.calls.count("POST");
    await expect(setup.destination.find(contactSpec)).rejects.toMatchObject({
      name: "ConfigError",
      code: "foreign_property",
    });
    await expect(setup.destination.take(contactSpec)).rejects.toMatchObject({ code: "foreign_property" });
    expect(setup.sandbox.calls.count("POST")).toBe(before);
  });

  test("is refused where a property has another type, before anything is made", async () => {
    const setup = setUp();
    await define(setup, {
      name: "loyalty_balance",
      type: "string",
      fieldType: "text",
      groupName: "contactinformation",
    });
    await expect(setup.destination.take(contactSpec)).rejects.toMatchObject({ code: "property_type" });
    expect(await propertyFields(setup, "type")).toEqual({ loyalty_balance: "string" });
  });

  test("uses somebody else's property of the right type as it is, and never adds options to it", async () => {
    const setup = setUp();
    await define(setup, {
      name: "loyalty_tier",
      type: "enumeration",
      fieldType: "radio",
      groupName: "contactinformation",
      options: ["Golden", "Silver"].map((value) => ({ label: value, value, hidden: false })),
    });
    await setup.destination.take(contactSpec);
    expect(await propertyFields(setup, "groupName")).toMatchObject({ loyalty_tier: "contactinformation" });
    const wider = setUpOn(setup, [{ ...TIER, options: ["Golden", "Tin"] }, BALANCE]);
    await expect(wider.destination.take(contactSpec)).rejects.toMatchObject({ code: "options_missing" });
    expect(await optionsOf(setup, "loyalty_tier")).toEqual(["Golden", "Silver"]);
  });

  test.each(["email", "hs_email_optout", "hs_marketable_status", "loyalty_member_id"])(
    "never maps a column to %s",
    async (name) => {
      const setup = setUp({ hubspot: { properties: [{ ...BALANCE, name, type: "string" }] } });
      await expect(setup.destination.take(contactSpec)).rejects.toMatchObject({ code: "foreign_property" });
    },
  );
});

describe("a list", () => {
  test("is not there before, then made static and empty, then taken as it is", async () => {
    const setup = setUp();
    expect(await setup.destination.find(listSpec)).toBeUndefined();
    const taken = await setup.destination.take(listSpec);
    expect(taken).toEqual({ listId: "601", count: 0, isCreatedByUs: true });
    expect(setup.sandbox.lists()).toMatchObject([{ name: "Loyalty Golden", processingType: "MANUAL" }]);
    expect(await setup.destination.take(listSpec)).toEqual({ listId: "601", count: 0, isCreatedByUs: false });
    expect(setup.sandbox.lists()).toHaveLength(1);
  });

  test("is known by id after a rename, with its count, and missed when it is gone", async () => {
    const setup = setUp();
    const people = ["a@example.com", "b@example.com"].map((email) => setup.sandbox.byHand.addContact({ email }));
    const listId = setup.sandbox.byHand.addList("Loyalty Golden", "MANUAL", people);
    expect(await setup.destination.find(listSpec)).toEqual({ listId, count: 2 });
    setup.sandbox.byHand.renameList(listId, "Gold / members?");
    expect(await setup.destination.find(listSpec)).toBeUndefined();
    expect(await setup.destination.findById(listId)).toEqual({ listId, count: 2 });
    expect(await setup.destination.find({ ...listSpec, name: "Gold / members?" })).toEqual({ listId, count: 2 });
    setup.sandbox.byHand.deleteList(listId);
    expect(await setup.destination.findById(listId)).toBeUndefined();
  });

  test.each(["DYNAMIC", "SNAPSHOT"] as const)("that is %s is refused", async (processingType) => {
    const setup = setUp();
    const listId = setup.sandbox.byHand.addList("Loyalty Golden", processingType);
    const refusal = { name: "ConfigError", code: "list_not_manual" };
    await expect(setup.destination.find(listSpec)).rejects.toMatchObject(refusal);
    await expect(setup.destination.findById(listId)).rejects.toMatchObject(refusal);
    await expect(setup.destination.take(listSpec)).rejects.toMatchObject(refusal);
  });

  test("made by somebody else in the same moment is taken, not made twice", async () => {
    const setup = setUp({
      hubspot: {},
      beforeSend: (request, sandbox) => {
        if (request.method === "POST" && request.url.endsWith("/crm/lists/2026-09"))
          sandbox.byHand.addList("Loyalty Golden", "MANUAL");
      },
    });
    expect(await setup.destination.take(listSpec)).toEqual({ listId: "601", count: 0, isCreatedByUs: false });
    expect(setup.sandbox.lists()).toHaveLength(1);
  });

  test("is read back in pages of 250, every record once", async () => {
    const setup = setUp();
    const people = Array.from({ length: 501 }, (_, at) =>
      setup.sandbox.byHand.addContact({ email: `p${at}@example.com` }),
    );
    const listId = setup.sandbox.byHand.addList("Loyalty Golden", "MANUAL", people);
    const pages: string[][] = [];
    for await (const page of setup.destination.contacts(listPlace(listId))) pages.push([...page]);
    expect(pages.map((page) => page.length)).toEqual([250, 250, 1]);
    expect(pages.flat()).toEqual(people);
  });

  test("a failed read is an error, never an empty list", async () => {
    const setup = setUp();
    const { listId } = await prepare(setup);
    setup.sandbox.setFaults([{ fault: { kind: "status", status: 503 }, share: 1 }]);
    await expect(setup.destination.find(listSpec)).rejects.toMatchObject({ name: "TransientError" });
    await expect(setup.destination.findById(listId)).rejects.toMatchObject({ name: "TransientError" });
    const reading = (async () => {
      for await (const page of setup.destination.contacts(listPlace(listId))) expect(page).toEqual([]);
    })();
    await expect(reading).rejects.toMatchObject({ name: "TransientError" });
  });
});

test("identify rejects with authentication when the token is not accepted", async () => {
  const setup = setUp({ sandbox: { token: "another" } });
  await expect(setup.destination.identify()).rejects.toMatchObject({ name: "ConfigError", code: "authentication" });
  expect(setup.destination.requestCount).toBe(1);
});

test("only the configured origin is called, under the dated paths", async () => {
  const setup = setUp();
  const { listId } = await prepare(setup);
  await setup.destination.identify();
  await setup.destination.findById(listId);
  await enterContacts(setup, 2);
  const operations = new Set(setup.sent.map((request) => `${request.method} ${new URL(request.url).pathname}`));
  expect([...operations].toSorted()).toEqual([
    "GET /account-info/2026-09/details",
    "GET /crm/lists/2026-09/601",
    "GET /crm/lists/2026-09/601/memberships",
    "GET /crm/lists/2026-09/object-type-id/0-1/name/Loyalty%20Golden",
    "GET /crm/properties/2026-09/contacts/loyalty_balance",
    "GET /crm/properties/2026-09/contacts/loyalty_member_id",
    "GET /crm/properties/2026-09/contacts/loyalty_tier",
    "POST /crm/lists/2026-09",
    "POST /crm/objects/2026-09/contacts/batch/read",
    "POST /crm/objects/2026-09/contacts/batch/upsert",
    "POST /crm/properties/2026-09/contacts",
    "POST /crm/properties/2026-09/contacts/groups",
  ]);
  expect(new Set(setup.sent.map((request) => new URL(request.url).origin))).toEqual(new Set(["http://hubspot.test"]));
  expect(setup.sandbox.calls.forbidden).toEqual([]);
});

/** Another adapter on the same account, with other properties. */
function setUpOn(setup: Setup, properties: readonly (typeof TIER)[]): Setup {
  return setUp({ on: setup.sandbox, hubspot: { properties } });
}

async function define(setup: Setup, given: Readonly<Record<string, unknown>>): Promise<void> {
  if (given["groupName"] === "tierline") await post(setup, "/groups", { name: "tierline", label: "Theirs" });
  await post(setup, "", { label: String(given["name"]), ...given });
}

async function post(setup: Setup, path: string, body: unknown): Promise<void> {
  const response = await setup.sandbox.fetch(
    new Request(`http://hubspot.test/crm/v3/properties/contacts${path}`, {
      method: "POST",
      headers: { authorization: "Bearer any", "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  expect(response.status).toBe(201);
}

interface DefinedProperty {
  readonly name: string;
  readonly hubspotDefined: boolean;
  readonly type: string;
  readonly groupName: string;
  readonly options: readonly { readonly value: string }[];
}

async function propertiesOf(setup: Setup): Promise<readonly DefinedProperty[]> {
  const request = new Request("http://hubspot.test/crm/v3/properties/contacts", {
    headers: { authorization: "Bearer any" },
  });
  const body: { readonly results: readonly DefinedProperty[] } = JSON.parse(
    await (await setup.sandbox.fetch(request)).text(),
  );
  return body.results.filter((property) => !property.hubspotDefined);
}

async function propertyFields(setup: Setup, field: "type" | "groupName"): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await propertiesOf(setup)).map((property) => [property.name, property[field]]));
}

async function optionsOf(setup: Setup, name: string): Promise<readonly string[]> {
  const property = (await propertiesOf(setup)).find((one) => one.name === name);
  return property?.options.map((option) => option.value) ?? [];
}
