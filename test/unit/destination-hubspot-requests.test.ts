/** Every request HubSpot can be sent, and that there is no other. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRequests } from "../../src/destination/hubspot/requests.ts";
import type { HttpRequest } from "../../src/platform/http.ts";

const requests = createRequests({
  baseUrl: "https://api.hubapi.com",
  apiVersion: "2026-09",
  token: "secret",
  timeoutMs: 30_000,
});

const shown = (request: HttpRequest): string =>
  [`${request.method} ${request.url.replace("https://api.hubapi.com", "")}`, request.body]
    .filter((part) => part !== undefined)
    .join(" ");

describe("a request", () => {
  test.each([
    [requests.account(), "GET /account-info/2026-09/details"],
    [
      requests.readContacts(["a@x.example"], "email", ["email"]),
      'POST /crm/objects/2026-09/contacts/batch/read {"propertiesWithHistory":[],"idProperty":"email","inputs":[{"id":"a@x.example"}],"properties":["email"]}',
    ],
    [
      requests.readContacts(["7"], null, []),
      'POST /crm/objects/2026-09/contacts/batch/read {"propertiesWithHistory":[],"inputs":[{"id":"7"}],"properties":[]}',
    ],
    [
      requests.updateContacts([{ id: "7", objectWriteTraceId: "row-1", properties: { loyalty_tier: "" } }]),
      'POST /crm/objects/2026-09/contacts/batch/update {"inputs":[{"objectWriteTraceId":"row-1","id":"7","properties":{"loyalty_tier":""}}]}',
    ],
    [
      requests.upsertContacts([
        { id: "m1", idProperty: "loyalty_member_id", objectWriteTraceId: "row-1", properties: { x: "y" } },
      ]),
      'POST /crm/objects/2026-09/contacts/batch/upsert {"inputs":[{"idProperty":"loyalty_member_id","objectWriteTraceId":"row-1","id":"m1","properties":{"x":"y"}}]}',
    ],
    [
      requests.createList("Gold"),
      'POST /crm/lists/2026-09 {"objectTypeId":"0-1","processingType":"MANUAL","name":"Gold"}',
    ],
    [requests.listByName("Gold / 1?"), "GET /crm/lists/2026-09/object-type-id/0-1/name/Gold%20%2F%201%3F"],
    [requests.listById("611"), "GET /crm/lists/2026-09/611"],
    [requests.addMembers("611", ["1", "2"]), 'PUT /crm/lists/2026-09/611/memberships/add ["1","2"]'],
    [requests.removeMembers("611", ["1"]), 'PUT /crm/lists/2026-09/611/memberships/remove ["1"]'],
    [requests.members("611", "next", 250), "GET /crm/lists/2026-09/611/memberships?after=next&limit=250"],
    [requests.property("loyalty_tier"), "GET /crm/properties/2026-09/contacts/loyalty_tier"],
    [
      requests.updateOptions("loyalty_tier", [{ label: "Gold", value: "gold", hidden: false }]),
      'PATCH /crm/properties/2026-09/contacts/loyalty_tier {"options":[{"hidden":false,"label":"Gold","value":"gold"}]}',
    ],
    [
      requests.createGroup("tierline", "Tierline"),
      'POST /crm/properties/2026-09/contacts/groups {"name":"tierline","label":"Tierline"}',
    ],
  ])("%#: %s", async (request, expected) => {
    expect(shown(await request)).toBe(expected);
  });

  test("carries the token in its header and nowhere else", async () => {
    const { headers, ...rest } = await requests.listById("611");
    expect(headers).toEqual({
      accept: "application/json, */*;q=0.8",
      authorization: "Bearer secret",
      "user-agent": "tierline",
    });
    expect(JSON.stringify(rest)).not.toContain("secret");
  });
});

describe("the source", () => {
  const folder = "src/destination/hubspot";
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const textOf = (name: string): string => readFileSync(`${folder}/${name}`, "utf8");
  const importsOf = (name: string) =>
    [...textOf(name).matchAll(/from "(@hubspot\/[^"]+)"/gu)].flatMap(([, path]) => path ?? []);
  /** Without comments and imports. */
  const codeOf = (name: string): string =>
    textOf(name).replaceAll(/^(?:\s*(?:\/\*\*|\*|\/\/).*|.*from "@hubspot.*)$/gmu, "");

  test("writes paths in one file only", () => {
    expect(files.filter((name) => /\/(?:crm|account-info)\//u.test(codeOf(name)))).toEqual(["requests.ts"]);
  });

  test("imports of HubSpot's client only what writes requests, and nothing that sends", () => {
    const imported = files.flatMap(importsOf);
    expect(imported.length).toBeGreaterThan(5);
    for (const path of imported)
      expect(path).toMatch(/\/(?:apis\/(?:Batch|Lists|Memberships|Core|Groups)Api|configuration|models\/\w+)\.js$/u);
  });

  test("knows no call that deletes, merges, clears or speaks of consent", () => {
    const code = files.map(codeOf).join("\n");
    expect(code).toMatch(/\.upsert\(/u);
    expect(code).not.toMatch(/\.(?:archive|removeAll|merge|purge|gdprDelete|addAllFromList)\(/u);
    // What became of messages is read, by one request that can only read.
    const [readers, others] = [true, false].map((is) =>
      files.filter((file) => file.endsWith("campaign-events.ts") === is),
    );
    expect(readers).toHaveLength(1);
    expect(readers?.map(codeOf).join("\n")).not.toMatch(/POST|PUT|PATCH|communication-preferences/u);
    expect(others?.map(codeOf).join("\n")).not.toMatch(
      /communication-preferences|subscription|unsubscribe|optout|legal_basis|marketable/iu,
    );
    expect(code).not.toMatch(/"DELETE"/u);
  });
});
