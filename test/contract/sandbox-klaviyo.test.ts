/** Klaviyo's stand-in against what Klaviyo's pages say. */
import { describe, expect, test } from "vitest";
import { jobOf, klaviyoAccount, profile } from "../support/klaviyo-account.ts";

const JOBS = "/api/profile-bulk-import-jobs";
const profileIds = (...ids: readonly string[]): object => ({ data: ids.map((id) => ({ type: "profile", id })) });
const codes = (body: unknown): unknown => Object(body)["errors"].map((error: { code: string }) => error.code);
const manyRows = (count: number): object =>
  jobOf(Array.from({ length: count }, (_, at) => profile({ external_id: `m${at}` })));
const large = (length: number): object => profile({ external_id: "m1", properties: { note: "x".repeat(length) } });
const filter = (text: string): string => `filter=${encodeURIComponent(text)}`;

describe("who may ask", () => {
  test("needs a private key, the revision and the scopes of the route", async () => {
    const { ask } = klaviyoAccount({ scopes: ["accounts:read"] });
    expect(await ask("GET", "/api/accounts", undefined, { Authorization: "Bearer pk_test" })).toMatchObject({
      status: 401,
    });
    expect(await ask("GET", "/api/accounts", undefined, { revision: "2026-04-15" })).toMatchObject({ status: 400 });
    expect(await ask("GET", "/api/accounts", undefined, { revision: "2023-02-22" })).toMatchObject({ status: 410 });
    const refused = await ask("GET", "/api/profiles");
    expect(refused.status).toBe(403);
    expect(JSON.stringify(refused.body)).toContain("profiles:read");
    expect(await ask("GET", "/api/accounts")).toMatchObject({ status: 200, body: { data: [{ id: "Sb4815" }] } });
  });

  test("answers on consent, suppression, deletion and merging, and counts each as forbidden", async () => {
    const { ask, sandbox } = klaviyoAccount();
    for (const path of [
      "/api/profile-subscription-bulk-create-jobs",
      "/api/profile-subscription-bulk-delete-jobs",
      "/api/profile-suppression-bulk-create-jobs",
      "/api/data-privacy-deletion-jobs",
      "/api/profile-merge",
    ])
      expect((await ask("POST", path, {})).status).toBe(202);
    expect(sandbox.calls.forbidden).toHaveLength(5);
  });

  test("keeps two fixed windows per endpoint, tells of the longer one, and of none on 429", async () => {
    const { ask, clock } = klaviyoAccount();
    const first = await ask("GET", "/api/accounts");
    expect(first.headers.get("RateLimit-Limit")).toBe("15");
    expect(first.headers.get("RateLimit-Remaining")).toBe("14");
    const second = await ask("GET", "/api/accounts");
    expect(second).toMatchObject({ status: 429 });
    expect(second.headers.get("RateLimit-Limit")).toBeNull();
    expect(second.headers.get("Retry-After")).toBe("1");
    // Another endpoint has windows of its own.
    expect(await ask("GET", "/api/profiles")).toMatchObject({ status: 200 });
    for (let at = 1; at < 15; at += 1) {
      clock.advance(1_000);
      expect(await ask("GET", "/api/accounts")).toMatchObject({ status: 200 });
    }
    clock.advance(1_000);
    expect(await ask("GET", "/api/accounts")).toMatchObject({ status: 429 });
  });
});

describe("import jobs", () => {
  test("wait, work and are complete, by the clock; nothing happens before", async () => {
    const { ask, clock, sandbox, importProfiles } = klaviyoAccount();
    const id = await importProfiles([profile({ external_id: "m1", email: "M1@Example.com" })]);
    const status = async (): Promise<unknown> =>
      Object((await ask("GET", `${JOBS}/${id}`)).body)["data"]["attributes"]["status"];
    expect(await status()).toBe("queued");
    clock.advance(1_000);
    expect(await status()).toBe("processing");
    expect(sandbox.profiles()).toEqual([]);
    clock.advance(2_000);
    expect(await status()).toBe("complete");
    expect(sandbox.profiles()).toMatchObject([{ externalId: "m1", email: "m1@example.com" }]);
    expect(await ask("GET", `${JOBS}/${id}/profiles`)).toMatchObject({
      body: { data: [{ attributes: { external_id: "m1" } }] },
    });
  });

  test("take 10,000 profiles and no more, 100 KB each and no more", async () => {
    const { ask } = klaviyoAccount();
    expect((await ask("POST", JOBS, manyRows(10_000))).status).toBe(202);
    expect((await ask("POST", JOBS, manyRows(10_001))).status).toBe(400);
    expect((await ask("POST", JOBS, jobOf([large(99_000)]))).status).toBe(202);
    const refused = await ask("POST", JOBS, jobOf([profile({ external_id: "m0" }), large(100_000)]));
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ source: { pointer: "/data/attributes/profiles/data/1" } }] },
    });
    const heavy = Array.from({ length: 60 }, () => large(90_000));
    expect((await ask("POST", JOBS, jobOf(heavy))).status).toBe(413);
  });

  test("are refused whole for one bad address, with a pointer at each", async () => {
    const { ask, sandbox } = klaviyoAccount();
    const rows = [profile({ email: "nobody" }), profile({ external_id: "m1" }), profile({ email: "a@b" })];
    const refused = await ask("POST", JOBS, jobOf(rows));
    expect(refused.status).toBe(400);
    expect(Object(refused.body)["errors"]).toMatchObject([
      { code: "invalid", source: { pointer: "/data/attributes/profiles/data/0/attributes/email" } },
      { code: "invalid", source: { pointer: "/data/attributes/profiles/data/2/attributes/email" } },
    ]);
    sandbox.settleLate();
    expect(sandbox.profiles()).toEqual([]);
  });

  test("do not clear by null; `unset` does", async () => {
    const { sandbox, importProfiles } = klaviyoAccount();
    sandbox.byHand.addProfile({ externalId: "m1", properties: { tier: "Golden", points: 7, colour: "red" } });
    await importProfiles([
      profile(
        { external_id: "m1", properties: { tier: null, points: 8 } },
        { meta: { patch_properties: { unset: ["colour"] } } },
      ),
    ]);
    sandbox.settleLate();
    expect(sandbox.profiles()).toMatchObject([{ properties: { tier: "Golden", points: 8 } }]);
    expect(sandbox.profiles()[0]?.properties).not.toHaveProperty("colour");
  });

  test.each(["error", "merge"] as const)(
    "meet an external id and an address of two profiles: %s",
    async (duplicates) => {
      const { sandbox, clock, ask, importProfiles } = klaviyoAccount({ readings: { duplicates } });
      sandbox.byHand.addProfile({ externalId: "m1" });
      sandbox.byHand.addProfile({ email: "m1@example.com", properties: { colour: "red" } });
      const id = await importProfiles([profile({ external_id: "m1", email: "m1@example.com" })]);
      clock.advance(3_000);
      const { body } = await ask("GET", `${JOBS}/${id}/import-errors`);
      if (duplicates === "error") {
        expect(Object(body)["data"]).toMatchObject([
          { attributes: { code: "duplicate_profile", original_payload: { attributes: { external_id: "m1" } } } },
        ]);
        expect(sandbox.profiles()).toHaveLength(2);
      } else {
        expect(Object(body)["data"]).toEqual([]);
        expect(sandbox.profiles()).toMatchObject([
          { externalId: "m1", email: "m1@example.com", properties: { colour: "red" } },
        ]);
      }
    },
  );

  test("can be lost to whoever asks, late, or cancelled", async () => {
    const { sandbox, clock, ask, importProfiles } = klaviyoAccount();
    sandbox.nextJob({ isLost: true });
    const lost = await importProfiles([profile({ external_id: "m1" })]);
    sandbox.nextJob({ isCancelled: true });
    const cancelled = await importProfiles([profile({ external_id: "m2" })]);
    sandbox.nextJob({ lateMs: 60_000 });
    await importProfiles([profile({ external_id: "m3" })]);
    clock.advance(3_000);
    expect((await ask("GET", `${JOBS}/${lost}`)).status).toBe(404);
    expect(Object((await ask("GET", `${JOBS}/${cancelled}`)).body)["data"]["attributes"]["status"]).toBe("cancelled");
    expect(sandbox.profiles().map(({ externalId }) => externalId)).toEqual(["m1"]);
    clock.advance(60_000);
    expect(sandbox.profiles().map(({ externalId }) => externalId)).toEqual(["m1", "m3"]);
  });
});

describe("profiles", () => {
  test("are found by id, external id and address, a hundred a page and no more, by cursor", async () => {
    const { ask, sandbox } = klaviyoAccount();
    const ids = Array.from({ length: 101 }, (_, at) => sandbox.byHand.addProfile({ externalId: `m${at}` }));
    const find = async (query: string) => await ask("GET", `/api/profiles?${query}`);
    expect(Object((await find(filter(`any(external_id,["m3","M4","nobody"])`))).body)["data"]).toMatchObject([
      { id: ids[3] },
    ]);
    expect(Object((await find(filter(`equals(id,"${ids[7] ?? ""}")`))).body)["data"]).toHaveLength(1);
    expect(await find("page[size]=101")).toMatchObject({ status: 400 });
    const first = Object((await find("page[size]=100")).body);
    expect(first["data"]).toHaveLength(100);
    const cursor = new URL(first["links"]["next"]).searchParams.get("page[cursor]") ?? "";
    const second = Object((await find(`page[size]=100&page[cursor]=${cursor}`)).body);
    expect(second["data"]).toMatchObject([{ id: ids[100] }]);
    expect(second["links"]["next"]).toBeNull();
    expect(await find(filter("greater-than(created,2026-01-01)"))).toMatchObject({ status: 400 });
  });

  test("an update by id clears with null, and names who has the identifier already", async () => {
    const { ask, sandbox } = klaviyoAccount();
    const id = sandbox.byHand.addProfile({ externalId: "m1", properties: { tier: "Golden" } });
    const other = sandbox.byHand.addProfile({ externalId: "m2" });
    const patch = async (attributes: object) =>
      await ask("PATCH", `/api/profiles/${id}`, { data: profile(attributes, { id }) });
    expect(await patch({ properties: { tier: null } })).toMatchObject({ status: 200 });
    expect(sandbox.profiles()[0]?.properties).toEqual({ tier: null });
    expect(await patch({ external_id: "m2" })).toMatchObject({
      status: 409,
      body: { errors: [{ code: "duplicate_profile", meta: { duplicate_profile_id: other } }] },
    });
    expect(await ask("PATCH", "/api/profiles/none", { data: profile({}, { id: "none" }) })).toMatchObject({
      status: 404,
    });
  });
});

describe("lists", () => {
  test("take profile ids alone, a thousand a call, and refuse the call for one that is unknown", async () => {
    const { ask, sandbox } = klaviyoAccount();
    const id = sandbox.byHand.addProfile({ externalId: "m1" });
    const listId = sandbox.byHand.addList("Gold");
    const members = `/api/lists/${listId}/relationships/profiles`;
    expect(await ask("POST", members, profileIds(id))).toMatchObject({ status: 204 });
    expect(await ask("POST", members, profileIds(id))).toMatchObject({ status: 204 });
    expect(sandbox.membersOf("Gold")).toEqual([id]);
    const refused = await ask("POST", members, profileIds(id, "01JNOBODY"));
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain("Invalid profile IDs: 01JNOBODY");
    expect(await ask("DELETE", members, profileIds("01JNOBODY"))).toMatchObject({ status: 400 });
    const many = (count: number): object => profileIds(...Array.from({ length: count }, () => id));
    expect(await ask("POST", members, many(1_000))).toMatchObject({ status: 204 });
    expect(await ask("POST", members, many(1_001))).toMatchObject({ status: 400 });
    expect(await ask("DELETE", members, profileIds(id))).toMatchObject({ status: 204 });
    expect(sandbox.membersOf("Gold")).toEqual([]);
    expect(await ask("POST", "/api/lists/none/relationships/profiles", profileIds(id))).toMatchObject({ status: 404 });
  });

  test("are found by name, counted when asked, and may share a name", async () => {
    const { ask, sandbox } = klaviyoAccount();
    const created = await ask("POST", "/api/lists", { data: { type: "list", attributes: { name: "Gold" } } });
    expect(created.status).toBe(201);
    sandbox.byHand.addList("Gold", [sandbox.byHand.addProfile({ email: "a@example.com" })]);
    const found = await ask("GET", `/api/lists?filter=${encodeURIComponent(`equals(name,"Gold")`)}`);
    expect(Object(found.body)["data"]).toHaveLength(2);
    const [, second] = Object(found.body)["data"];
    const counted = await ask("GET", `/api/lists/${second["id"]}?additional-fields[list]=profile_count`);
    expect(counted.body).toMatchObject({ data: { attributes: { profile_count: 1 } } });
    expect(counted.headers.get("RateLimit-Limit")).toBe("15");
    expect(codes((await ask("GET", "/api/lists/none")).body)).toEqual(["not_found"]);
  });
});
