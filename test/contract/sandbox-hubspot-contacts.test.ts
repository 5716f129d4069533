import { describe, expect, test } from "vitest";
import { byMember, CONTACTS, loyaltyPortal, portalWithMembers, traced } from "../support/hubspot-portal.ts";

const UPSERT = `${CONTACTS}/batch/upsert`;
const UPDATE = `${CONTACTS}/batch/update`;
const CREATE = `${CONTACTS}/batch/create`;

describe("batch upsert", () => {
  test("creates and updates by a unique property, and says which", async () => {
    const { ask, sandbox } = await portalWithMembers(1);
    const said = await ask(
      "POST",
      UPSERT,
      traced([byMember("m1", { loyalty_tier: "gold" }), byMember("m2", { email: " M2@Example.COM " })]),
    );
    expect(said.status).toBe(200);
    expect(said.body["status"]).toBe("COMPLETE");
    expect(said.body["numErrors"]).toBeUndefined();
    expect(said.body["results"]).toHaveLength(2);
    expect(said.body["results"]).toEqual(
      expect.arrayContaining([
        {
          id: "1001",
          new: false,
          archived: false,
          createdAt: "2026-11-22T12:00:00.000Z",
          updatedAt: "2026-11-22T12:00:00.000Z",
          properties: {
            loyalty_member_id: "m1",
            loyalty_tier: "gold",
            createdate: "2026-11-22T12:00:00.000Z",
            lastmodifieddate: "2026-11-22T12:00:00.000Z",
            hs_object_id: "1001",
          },
        },
        expect.objectContaining({ id: "1002", new: true }),
      ]),
    );
    expect(sandbox.contact("1002")?.properties).toEqual({ loyalty_member_id: "m2", email: "m2@example.com" });
  });

  test("one bad row of a traced batch is reported in a 207 and the others are written", async () => {
    const { ask, sandbox } = await portalWithMembers(2);
    const said = await ask(
      "POST",
      UPSERT,
      traced([byMember("m1", { loyalty_tier: "Gold" }), byMember("m2", { loyalty_tier: "gold" })]),
    );
    expect(said.status).toBe(207);
    expect(said.body["numErrors"]).toBe(1);
    expect(said.body["results"]).toEqual([expect.objectContaining({ id: "1002" })]);
    expect(said.body["errors"]).toEqual([
      {
        status: "error",
        category: "VALIDATION_ERROR",
        message:
          'Property values were not valid: [{"isValid":false,"message":"Gold was not one of the allowed options: [\\"silver\\",\\"gold\\"]","error":"INVALID_OPTION","name":"loyalty_tier"}]',
        context: { objectWriteTraceId: ["t0"] },
      },
    ]);
    expect(sandbox.contact("1001")?.properties["loyalty_tier"]).toBeUndefined();
  });

  test("one bad row without a trace id fails the batch and nothing of it stays", async () => {
    const { ask, sandbox } = await portalWithMembers(1);
    const before = sandbox.snapshot().contacts;
    const said = await ask("POST", UPSERT, {
      inputs: [byMember("m1", { loyalty_tier: "gold" }), byMember("new"), byMember("m3", { loyalty_balance: "x" })],
    });
    expect(said.status).toBe(400);
    expect(sandbox.snapshot().contacts).toEqual(before);
    expect(sandbox.contacts()).toHaveLength(1);
    // The index was rolled back too: the same key can be written again.
    const again = await ask("POST", UPSERT, { inputs: [byMember("new")] });
    expect(again.body["results"]).toEqual([expect.objectContaining({ new: true })]);
  });

  test("under the other reading a bad value fails a traced batch too", async () => {
    const { ask } = await portalWithMembers(1, { readings: { badValue: "batch" } });
    const said = await ask("POST", UPSERT, traced([byMember("m1", { loyalty_tier: "Gold" }), byMember("m2")]));
    expect(said.status).toBe(400);
    expect(said.body["category"]).toBe("VALIDATION_ERROR");
  });

  test("refuses a property that is not unique, or absent, as key", async () => {
    const { ask } = await portalWithMembers(1);
    for (const idProperty of ["country", "hs_object_id", "nothing"]) {
      const said = await ask("POST", UPSERT, { inputs: [{ id: "x", idProperty, properties: {} }] });
      expect(said.status).toBe(400);
      expect(said.body["message"]).toBe(`Unable to perform update/upsert by non-unique 0-1 property ${idProperty}`);
    }
  });

  test("refuses two inputs with one key, addresses compared in lower case", async () => {
    const { ask } = await portalWithMembers(0);
    const inputs = ["ann@example.com", "Ann@Example.com "].map((id) => ({
      id,
      idProperty: "email",
      properties: { email: id },
    }));
    const said = await ask("POST", UPSERT, { inputs });
    expect(said.status).toBe(400);
    expect(said.body["message"]).toBe("Duplicate IDs found in batch input: [ann@example.com]. IDs must be unique");
    expect(said.body["context"]).toEqual({ ids: ["ann@example.com"] });
  });

  test("a secondary address finds its contact and is taken for everybody else", async () => {
    const { ask, sandbox } = await loyaltyPortal();
    const ann = sandbox.byHand.addContact({ email: "ann@example.com" }, ["ann@old.example"]);
    const found = await ask("POST", UPSERT, {
      inputs: [{ id: "ANN@old.example", idProperty: "email", properties: { email: "ann@example.com", country: "SE" } }],
    });
    expect(found.body["results"]).toEqual([expect.objectContaining({ id: ann, new: false })]);
    const taken = await ask("POST", UPSERT, traced([byMember("m9", { email: "ann@old.example" })]));
    expect(taken.status).toBe(207);
    expect(JSON.stringify(taken.body["errors"])).toContain("CONFLICTING_UNIQUE_VALUE");
    expect(sandbox.contacts()).toHaveLength(1);
  });

  test("a row keyed by address without `email` among its properties is a partial upsert, refused", async () => {
    const { ask } = await portalWithMembers(1);
    const row = { id: "m1@example.com", idProperty: "email", properties: { country: "SE" } };
    const said = await ask("POST", UPSERT, traced([row]));
    expect(said.status).toBe(207);
    expect(JSON.stringify(said.body["errors"])).toContain("Partial upserts are not supported");
  });
});

describe("values", () => {
  test.each([
    ["loyalty_balance", "12.50", "12.50"],
    ["loyalty_balance", 12.5, "12.5"],
    ["loyalty_balance", "-3", "-3"],
    ["loyalty_since", "2024-02-29", "2024-02-29"],
    ["loyalty_tier", "silver", "silver"],
  ])("%s takes %j and keeps %j", async (name, given, kept) => {
    const { ask, sandbox } = await portalWithMembers(1);
    const said = await ask("POST", UPSERT, traced([byMember("m1", { [name]: given })]));
    expect(said.status).toBe(200);
    expect(sandbox.contact("1001")?.properties[name]).toBe(kept);
  });

  test.each([
    ["loyalty_balance", "12,50", "INVALID_INTEGER"],
    ["loyalty_balance", "1e3", "INVALID_INTEGER"],
    ["loyalty_since", "2024-02-30", "INVALID_DATE"],
    ["loyalty_since", "22.11.2026", "INVALID_DATE"],
    ["loyalty_tier", "platinum", "INVALID_OPTION"],
    ["email", "not an address", "INVALID_EMAIL"],
    ["createdate", "2024-01-01", "READ_ONLY_VALUE"],
  ])("%s refuses %j as %s", async (name, given, error) => {
    const { ask } = await portalWithMembers(1);
    const said = await ask("POST", UPSERT, traced([byMember("m1", { [name]: given })]));
    expect(said.status).toBe(207);
    expect(said.body["results"]).toEqual([]);
    expect(JSON.stringify(said.body["errors"])).toContain(`\\"error\\":\\"${error}\\"`);
  });

  test("an empty string clears, and frees a unique value for another", async () => {
    const { ask, sandbox } = await portalWithMembers(2);
    const said = await ask("POST", UPDATE, traced([{ id: "1001", properties: { loyalty_member_id: "", email: "" } }]));
    expect(said.body["results"]).toEqual([
      expect.objectContaining({ properties: expect.objectContaining({ loyalty_member_id: "", email: "" }) }),
    ]);
    expect(sandbox.contact("1001")?.properties).toEqual({});
    const next = await ask("POST", UPDATE, traced([{ id: "1002", properties: { loyalty_member_id: "m1" } }]));
    expect(next.status).toBe(200);
  });

  test("an unknown property fails the whole batch, trace ids or not", async () => {
    const { ask, sandbox } = await portalWithMembers(2);
    const said = await ask("POST", UPSERT, traced([byMember("m1", { loyalty_teir: "gold" }), byMember("m3")]));
    expect(said.status).toBe(400);
    expect(said.body["message"]).toBe(
      'Property values were not valid: [{"isValid":false,"message":"Property \\"loyalty_teir\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"loyalty_teir"}]',
    );
    expect(sandbox.contacts()).toHaveLength(2);
  });

  test("a write of a consent property is counted as forbidden", async () => {
    const { ask, sandbox } = await portalWithMembers(1);
    await ask("POST", UPSERT, traced([byMember("m1", { hs_email_optout: "true" })]));
    expect(sandbox.calls.forbidden).toEqual(["write of property hs_email_optout"]);
    expect(sandbox.contact("1001")?.properties["hs_email_optout"]).toBeUndefined();
  });
});

describe("batch update", () => {
  test("leaves a deleted or merged record, and one given by an address, out of the answer", async () => {
    const { ask, sandbox } = await portalWithMembers(4);
    sandbox.byHand.deleteContact("1001");
    const merged = sandbox.byHand.merge("1002", "1003");
    const rows = ["1001", "1002", "1004", "m4@example.com"].map((id) => ({ id, properties: { country: "SE" } }));
    const said = await ask("POST", UPDATE, traced(rows));
    expect(said.status).toBe(200);
    expect(said.body["results"]).toEqual([expect.objectContaining({ id: "1004" })]);
    expect(said.body["errors"]).toBeUndefined();
    expect(sandbox.contact(merged)?.properties["country"]).toBeUndefined();
  });

  test("under the other reading a missing record is an error of its row", async () => {
    const { ask } = await portalWithMembers(1, { readings: { missingOnUpdate: "error" } });
    const rows = ["1001", "77"].map((id) => ({ id, properties: { country: "SE" } }));
    const said = await ask("POST", UPDATE, traced(rows));
    expect(said.status).toBe(207);
    expect(said.body["errors"]).toEqual([
      expect.objectContaining({ category: "OBJECT_NOT_FOUND", context: { ids: ["77"], objectWriteTraceId: ["t1"] } }),
    ]);
  });

  test("an address of another contact is a conflict, one's own is not", async () => {
    const { ask } = await portalWithMembers(2);
    const said = await ask(
      "POST",
      UPDATE,
      traced([
        { id: "1001", properties: { email: "m2@example.com" } },
        { id: "1002", properties: { email: "M2@example.com" } },
      ]),
    );
    expect(said.status).toBe(207);
    expect(said.body["results"]).toEqual([expect.objectContaining({ id: "1002" })]);
  });
});

test("one's own secondary address may become the primary one", async () => {
  const { ask, sandbox } = await loyaltyPortal();
  const id = sandbox.byHand.addContact({ email: "ann@example.com" }, ["ann@old.example"]);
  const said = await ask("POST", UPDATE, traced([{ id, properties: { email: "ann@old.example" } }]));
  expect(said.status).toBe(200);
  expect(sandbox.contact(id)).toMatchObject({ properties: { email: "ann@old.example" }, additionalEmails: [] });
});

describe("batch create", () => {
  test("answers 201, and 409 for the first address that exists when nothing is traced", async () => {
    const { ask, sandbox } = await portalWithMembers(1);
    const made = await ask("POST", CREATE, { inputs: [{ properties: { email: "new@example.com" } }] });
    expect(made.status).toBe(201);
    const said = await ask("POST", CREATE, {
      inputs: [{ properties: { email: "newer@example.com" } }, { properties: { email: "m1@example.com" } }],
    });
    expect(said.status).toBe(409);
    expect(said.body).toMatchObject({ category: "CONFLICT", message: "Contact already exists. Existing ID: 1001" });
    expect(sandbox.contacts()).toHaveLength(2);
  });

  test("with trace ids the conflict is one row of a 207", async () => {
    const { ask } = await portalWithMembers(1);
    const inputs = ["newer@example.com", "m1@example.com"].map((email, at) => ({
      properties: { email },
      objectWriteTraceId: `t${at}`,
    }));
    const said = await ask("POST", CREATE, { inputs });
    expect(said.status).toBe(207);
    expect(said.body["errors"]).toEqual([
      expect.objectContaining({ category: "CONFLICT", context: { objectWriteTraceId: ["t1"] } }),
    ]);
  });
});

describe("merge by hand", () => {
  test("mints a new record with the primary's values, both addresses and both lists", async () => {
    const { sandbox } = await portalWithMembers(2);
    sandbox.byHand.setProperty("1002", "country", "SE");
    sandbox.byHand.addList("Gold", "MANUAL", ["1002"]);
    const merged = sandbox.byHand.merge("1001", "1002");
    expect(merged).toBe("1003");
    expect(sandbox.contact("1001")).toBeUndefined();
    expect(sandbox.contact(merged)).toMatchObject({
      properties: { loyalty_member_id: "m1", email: "m1@example.com", country: "SE" },
      additionalEmails: ["m2@example.com"],
    });
    expect(sandbox.membersOf("Gold")).toEqual([merged]);
  });
});
