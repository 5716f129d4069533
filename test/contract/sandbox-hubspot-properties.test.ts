import { describe, expect, test } from "vitest";
import { loyaltyPortal, portal, PROPERTIES } from "../support/hubspot-portal.ts";

const tier = {
  name: "tier",
  label: "Tier",
  groupName: "contactinformation",
  type: "enumeration",
  fieldType: "select",
  options: [{ label: "Gold", value: "gold", hidden: false }],
};

describe("properties", () => {
  test("creates with 201, reads back, refuses the name a second time with 409", async () => {
    const { ask } = portal();
    expect((await ask("GET", `${PROPERTIES}/tier`)).status).toBe(404);
    const made = await ask("POST", PROPERTIES, tier);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...tier, hasUniqueValue: false, hubspotDefined: false });
    expect((await ask("GET", `${PROPERTIES}/tier`)).body).toEqual(made.body);
    const twice = await ask("POST", PROPERTIES, { ...tier, label: "Other" });
    expect(twice.status).toBe(409);
    expect(twice.body).toMatchObject({ subCategory: "Properties.PROPERTY_WITH_NAME_EXISTS" });
    expect((await ask("GET", `${PROPERTIES}/tier`)).body["label"]).toBe("Tier");
  });

  test.each([
    ["a field type that does not fit", { fieldType: "text" }],
    ["a group that does not exist", { groupName: "nowhere" }],
    ["an enumeration without options", { options: [] }],
    ["two options of one value", { options: [...tier.options, { label: "G", value: "gold", hidden: false }] }],
    ["an option without `hidden`", { options: [{ label: "Gold", value: "gold" }] }],
    ["no label", { label: "" }],
    ["a name in upper case", { name: "Tier" }],
    ["an unknown field", { colour: "red" }],
    ["a unique enumeration", { hasUniqueValue: true }],
  ])("refuses %s", async (_what, change) => {
    const { ask, sandbox } = portal();
    const said = await ask("POST", PROPERTIES, { ...tier, ...change });
    expect(said.status).toBe(400);
    expect(said.body["category"]).toBe("VALIDATION_ERROR");
    expect(sandbox.snapshot().properties.filter((one) => !one.hubspotDefined)).toEqual([]);
  });

  test("an update replaces the options whole and leaves what it does not name", async () => {
    const { ask } = portal();
    await ask("POST", PROPERTIES, tier);
    const silver = { label: "Silver", value: "silver", hidden: false };
    const said = await ask("PATCH", `${PROPERTIES}/tier`, { options: [silver] });
    expect(said.status).toBe(200);
    expect(said.body).toMatchObject({ label: "Tier", options: [silver] });
    const renamed = await ask("PATCH", `${PROPERTIES}/tier`, { label: "Level" });
    expect(renamed.body).toMatchObject({ label: "Level", options: [silver] });
  });

  test("uniqueness cannot be changed, built-in definitions cannot either", async () => {
    const { ask } = await loyaltyPortal();
    expect((await ask("PATCH", `${PROPERTIES}/loyalty_member_id`, { hasUniqueValue: false })).status).toBe(400);
    expect((await ask("PATCH", `${PROPERTIES}/email`, { label: "Mail" })).status).toBe(400);
    expect((await ask("PATCH", `${PROPERTIES}/nothing`, { label: "x" })).status).toBe(404);
  });

  test("the tenth unique property is made, the eleventh refused", async () => {
    const { ask } = portal();
    const statuses: number[] = [];
    for (let at = 1; at <= 11; at += 1) statuses.push((await ask("POST", PROPERTIES, uniqueProperty(at))).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 400]);
  });

  test("a batch makes what it can and answers 207", async () => {
    const { ask } = portal();
    const said = await ask("POST", `${PROPERTIES}/batch/create`, { inputs: [tier, { ...tier, label: "Again" }] });
    expect(said.status).toBe(207);
    expect(said.body).toMatchObject({ numErrors: 1, results: [{ name: "tier" }] });
  });
});

test("groups are made, read and unique", async () => {
  const { ask } = portal();
  expect((await ask("GET", `${PROPERTIES}/groups/tierline`)).status).toBe(404);
  const made = await ask("POST", `${PROPERTIES}/groups`, { name: "tierline", label: "Tierline" });
  expect(made.status).toBe(201);
  expect((await ask("GET", `${PROPERTIES}/groups/tierline`)).body).toEqual({
    name: "tierline",
    label: "Tierline",
    displayOrder: -1,
    archived: false,
  });
  expect((await ask("POST", `${PROPERTIES}/groups`, { name: "tierline", label: "x" })).status).toBe(409);
  expect((await ask("GET", `${PROPERTIES}/groups`)).body["results"]).toHaveLength(2);
});

test("a property archived by hand takes its values with it", async () => {
  const { ask, sandbox } = await loyaltyPortal();
  const id = sandbox.byHand.addContact({ loyalty_balance: "5" });
  sandbox.byHand.archiveProperty("loyalty_balance");
  expect((await ask("GET", `${PROPERTIES}/loyalty_balance`)).status).toBe(404);
  expect(sandbox.contact(id)?.properties).toEqual({});
});

function uniqueProperty(at: number): object {
  return {
    name: `key_${at}`,
    label: "Key",
    groupName: "contactinformation",
    type: "string",
    fieldType: "text",
    hasUniqueValue: true,
  };
}
