import { describe, expect, test } from "vitest";
import { CONTACTS, loyaltyPortal, portalWithMembers } from "../support/hubspot-portal.ts";

const UPSERT = `${CONTACTS}/batch/upsert`;
const UPDATE = `${CONTACTS}/batch/update`;
const READ = `${CONTACTS}/batch/read`;
const CREATE = `${CONTACTS}/batch/create`;

describe("batch read", () => {
  test("all missing ids come in one error", async () => {
    const { ask } = await portalWithMembers(2);
    const said = await ask("POST", READ, {
      idProperty: "email",
      properties: ["email", "loyalty_tier"],
      inputs: ["M1@example.com", "a@x.co", "b@x.co"].map((id) => ({ id })),
    });
    expect(said.status).toBe(207);
    expect(said.body["numErrors"]).toBe(1);
    expect(said.body["errors"]).toEqual([
      {
        status: "error",
        category: "OBJECT_NOT_FOUND",
        message: "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.",
        context: { ids: ["a@x.co", "b@x.co"] },
      },
    ]);
    expect(said.body["results"]).toEqual([
      expect.objectContaining({
        id: "1001",
        properties: expect.objectContaining({ email: "m1@example.com", loyalty_tier: null }),
      }),
    ]);
  });

  test("two addresses of one contact bring it once", async () => {
    const { ask, sandbox } = await loyaltyPortal();
    sandbox.byHand.addContact({ email: "ann@example.com" }, ["ann@old.example"]);
    const inputs = [{ id: "ann@example.com" }, { id: "ann@old.example" }];
    const said = await ask("POST", READ, { idProperty: "email", properties: ["hs_additional_emails"], inputs });
    expect(said.status).toBe(200);
    expect(said.body["results"]).toEqual([
      expect.objectContaining({ properties: expect.objectContaining({ hs_additional_emails: "ann@old.example" }) }),
    ]);
  });

  test("results are not in the order of the inputs", async () => {
    const { ask } = await portalWithMembers(50);
    const inputs = Array.from({ length: 50 }, (_, at) => ({ id: String(1001 + at) }));
    const said = await ask("POST", READ, { properties: [], inputs });
    const results = said.body["results"];
    const ids = Array.isArray(results) ? results.map((one: { id: string }) => one.id) : [];
    expect(ids.toSorted()).toEqual(inputs.map(({ id }) => id));
    expect(ids).not.toEqual(inputs.map(({ id }) => id));
  });
});

describe("batch size", () => {
  test.each([UPSERT, UPDATE, READ, CREATE])("%s takes 100 inputs and refuses 101", async (path) => {
    const { ask } = await portalWithMembers(0);
    const body = (count: number): object => ({
      ...(path === READ ? { properties: [] } : {}),
      inputs: Array.from({ length: count }, (_, at) => ({
        ...(path === CREATE ? {} : { id: `${at}` }),
        ...(path === UPSERT ? { idProperty: "loyalty_member_id" } : {}),
        ...(path === READ ? {} : { properties: {} }),
      })),
    });
    expect((await ask("POST", path, body(100))).status).toBeLessThan(300);
    expect((await ask("POST", path, body(101))).status).toBe(400);
    expect((await ask("POST", path, body(0))).status).toBe(400);
  });
});
