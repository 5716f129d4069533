import { describe, expect, test } from "vitest";
import { allScopes } from "../../src/sandbox/hubspot/options.ts";
import { CONTACTS, LISTS, portal, PROPERTIES } from "../support/hubspot-portal.ts";

describe("tokens and scopes", () => {
  test.each([["none"], [""], ["Bearer "], ["Basic a2V5"], ["Bearer two words"]])("`%s` is no token", async (given) => {
    const { ask } = portal();
    const said = await ask("GET", `${LISTS}/1`, undefined, { Authorization: given });
    expect(said.status).toBe(401);
    expect(said.body["category"]).toBe("INVALID_AUTHENTICATION");
    expect(said.body["message"]).toMatch(/^Authentication credentials not found/u);
    expect(said.body["correlationId"]).toBe(said.headers.get("X-HubSpot-Correlation-Id"));
  });

  test("any token does unless one is set", async () => {
    const { ask } = portal({ token: "secret" });
    expect((await ask("GET", PROPERTIES)).status).toBe(401);
    expect((await ask("GET", PROPERTIES, undefined, { Authorization: "Bearer secret" })).status).toBe(200);
  });

  test.each([
    ["crm.objects.contacts.read", "POST", `${CONTACTS}/batch/read`, { properties: [], inputs: [{ id: "1" }] }],
    ["crm.objects.contacts.write", "POST", `${CONTACTS}/batch/update`, { inputs: [{ id: "1", properties: {} }] }],
    ["crm.lists.read", "GET", `${LISTS}/1`, undefined],
    ["crm.lists.write", "PUT", `${LISTS}/1/memberships/add`, []],
    ["crm.schemas.contacts.write", "POST", `${PROPERTIES}/groups`, { name: "a", label: "A" }],
  ])("without %s: 403 MISSING_SCOPES", async (scope, method, path, body) => {
    const without = portal({ scopes: allScopes.filter((one) => one !== scope) });
    const said = await without.ask(method, path, body);
    expect(said.status).toBe(403);
    expect(said.body["category"]).toBe("MISSING_SCOPES");
    expect(JSON.stringify(said.body["errors"])).toContain(scope);
    const only = portal({ scopes: [scope] });
    expect((await only.ask(method, path, body)).status).not.toBe(403);
  });

  test("the account is told to any token", async () => {
    const { ask } = portal({ scopes: [], accountId: 77 });
    for (const version of ["v3", "2026-03", "2026-09"]) {
      expect((await ask("GET", `/account-info/${version}/details`)).body["portalId"]).toBe(77);
    }
  });
});

describe("what must never be asked", () => {
  test.each([
    ["POST", "/communication-preferences/v3/unsubscribe"],
    ["POST", "/communication-preferences/2026-09/statuses"],
    ["PUT", "/email/public/v1/subscriptions/ann@example.com"],
    ["POST", "/marketing/v3/transactional/single-email/send"],
    ["POST", "/crm/v3/objects/contacts/gdpr-delete"],
  ])("%s %s is refused and counted, without the address", async (method, path) => {
    const { ask, sandbox } = portal();
    expect((await ask(method, path, {})).status).toBe(403);
    expect(sandbox.calls.forbidden).toHaveLength(1);
    expect(JSON.stringify(sandbox.calls.forbidden)).not.toContain("@");
  });

  test("deleting contacts is carried out and counted", async () => {
    const { ask, sandbox } = portal();
    sandbox.byHand.addContact({ email: "a@example.com" });
    sandbox.byHand.addContact({ email: "b@example.com" });
    expect((await ask("DELETE", `${CONTACTS}/1001`)).status).toBe(204);
    expect((await ask("POST", `${CONTACTS}/batch/archive`, { inputs: [{ id: "1002" }] })).status).toBe(204);
    expect(sandbox.contacts()).toEqual([]);
    expect(sandbox.calls.forbidden).toEqual(["delete contact", "delete contacts"]);
  });
});

describe("strictness", () => {
  test.each([
    ["GET", "/crm/v3/objects/companies/1", undefined, 404],
    ["GET", "/crm/objects/2025-01/contacts/1", undefined, 404],
    ["POST", `${CONTACTS}/batch/merge`, {}, 404],
    ["GET", `${LISTS}/1?verbose=true`, undefined, 400],
    ["POST", `${CONTACTS}/batch/read`, { properties: [], inputs: [{ id: "1", idProperty: "email" }] }, 400],
    ["POST", `${CONTACTS}/batch/update`, { idProperty: "email", inputs: [] }, 400],
    ["POST", `${CONTACTS}/batch/update`, { inputs: [{ id: 1, properties: {} }] }, 400],
    ["POST", `${CONTACTS}/batch/update`, { inputs: [{ id: "1", properties: { country: null } }] }, 400],
    ["POST", `${CONTACTS}/batch/update`, "{", 400],
    ["POST", `${CONTACTS}/batch/update`, undefined, 400],
    ["GET", `${CONTACTS}/1`, undefined, 404],
  ])("%s %s %j: %i", async (method, path, body, status) => {
    const said = await portal().ask(method, path, body);
    expect(said.status).toBe(status);
    expect(said.body["status"]).toBe("error");
  });

  test("only JSON is read, and only so much of it", async () => {
    const { ask } = portal();
    const path = `${CONTACTS}/batch/update`;
    expect((await ask("POST", path, "{}", { "Content-Type": "text/plain" })).status).toBe(415);
    expect((await ask("POST", path, "{}", { "Content-Type": "application/json; charset=utf-8" })).status).toBe(400);
    expect((await ask("POST", path, " ".repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
  });

  test("a contact is read by id and by a unique property", async () => {
    const { ask, sandbox } = portal();
    sandbox.byHand.addContact({ email: "ann@example.com", country: "SE" });
    const path = `${CONTACTS}/ANN%40example.com?idProperty=email&properties=country,nothing`;
    const said = await ask("GET", path);
    expect(said.body["properties"]).toEqual({
      country: "SE",
      createdate: "2026-11-22T12:00:00.000Z",
      lastmodifieddate: "2026-11-22T12:00:00.000Z",
      hs_object_id: "1001",
    });
    // What is logged names the route, not the address.
    expect(JSON.stringify(sandbox.calls.last)).not.toContain("example.com");
    expect(sandbox.calls.count("/contacts/:id")).toBe(1);
  });
});

describe("rate limits", () => {
  test("the hundredth request of ten seconds is answered, the next is not until the first is ten seconds old", async () => {
    const { ask, clock } = portal();
    for (let at = 1; at <= 100; at += 1) {
      const said = await ask("GET", `${LISTS}/1`);
      expect(said.status).toBe(404);
      expect(said.headers.get("X-HubSpot-RateLimit-Remaining")).toBe(String(100 - at));
      clock.advance(10);
    }
    clock.advance(8_999);
    const refused = await ask("GET", `${LISTS}/1`);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      errorType: "RATE_LIMIT",
      policyName: "TEN_SECONDLY_ROLLING",
      message: "You have reached your ten_secondly_rolling limit.",
    });
    expect(refused.headers.get("Retry-After")).toBeNull();
    // The first request was made 9,999 ms ago: one more millisecond and exactly one place is free.
    clock.advance(1);
    expect((await ask("GET", `${LISTS}/1`)).status).toBe(404);
    expect((await ask("GET", `${LISTS}/1`)).status).toBe(429);
  });

  test("the daily count ends at midnight UTC", async () => {
    const { ask, clock } = portal({ rateLimit: { perDay: 2 } });
    const first = await ask("GET", `${LISTS}/1`);
    expect(first.headers.get("X-HubSpot-RateLimit-Daily")).toBe("2");
    expect(first.headers.get("X-HubSpot-RateLimit-Daily-Remaining")).toBe("1");
    await ask("GET", `${LISTS}/1`);
    expect((await ask("GET", `${LISTS}/1`)).body["policyName"]).toBe("DAILY");
    // The clock stands at noon: twelve hours less a millisecond are still the same day.
    clock.advance(12 * 3_600_000 - 1);
    expect((await ask("GET", `${LISTS}/1`)).status).toBe(429);
    clock.advance(1);
    expect((await ask("GET", `${LISTS}/1`)).status).toBe(404);
  });

  test("five searches a second, outside the burst window and without headers", async () => {
    const { ask, clock } = portal({ rateLimit: { perTenSeconds: 1 } });
    const body = search([{ propertyName: "email", operator: "EQ", value: "a@example.com" }]);
    for (let at = 0; at < 5; at += 1) {
      const said = await ask("POST", `${CONTACTS}/search`, body);
      expect(said.status).toBe(200);
      expect(said.headers.get("X-HubSpot-RateLimit-Max")).toBeNull();
    }
    expect((await ask("POST", `${CONTACTS}/search`, body)).body["policyName"]).toBe("SECONDLY");
    expect((await ask("GET", `${LISTS}/1`)).status).toBe(404);
    clock.advance(1000);
    expect((await ask("POST", `${CONTACTS}/search`, body)).status).toBe(200);
  });
});

test("search finds by equality, in lower case for addresses, and pages", async () => {
  const { ask, sandbox } = portal();
  for (const name of ["ann", "bob", "cid"]) sandbox.byHand.addContact({ email: `${name}@example.com`, country: "SE" });
  const ann = { propertyName: "email", operator: "IN", values: ["ANN@example.com", "x@example.com"] };
  expect((await ask("POST", `${CONTACTS}/search`, search([ann]))).body).toMatchObject({
    total: 1,
    results: [{ id: "1001" }],
  });
  const country = { propertyName: "country", operator: "EQ", value: "SE" };
  const page = await ask("POST", `${CONTACTS}/search`, search([country], { limit: 2 }));
  expect(page.body).toMatchObject({ total: 3, paging: { next: { after: "2" } } });
  const next = await ask("POST", `${CONTACTS}/search`, search([country], { limit: 2, after: "2" }));
  expect(next.body).toMatchObject({ results: [{ id: "1003" }] });
  const unknown = { propertyName: "nothing", operator: "HAS_PROPERTY" };
  expect((await ask("POST", `${CONTACTS}/search`, search([unknown]))).status).toBe(400);
});

function search(filters: readonly object[], more: object = {}): object {
  return { filterGroups: [{ filters }], ...more };
}
