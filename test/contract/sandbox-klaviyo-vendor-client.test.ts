/** The vendor's own typed client over real HTTP: our stand-in satisfies it, and answers as its models declare. */
import { FilterBuilder, RetryWithExponentialBackoff } from "klaviyo-api";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { KlaviyoClientInTest } from "../support/klaviyo-client.ts";
import { klaviyoClient } from "../support/klaviyo-client.ts";
import { differencesOf } from "../support/klaviyo-models.ts";
import type { Understood } from "../support/klaviyo-models.ts";

let client: KlaviyoClientInTest;
afterEach(async () => {
  vi.useRealTimers();
  await client.close();
});

/** The answer, once it is as the client's models declare. */
function understood<Answer extends Understood>(answer: Answer): Answer["body"] {
  expect(differencesOf(answer)).toEqual([]);
  return answer.body;
}

const jobOf = (emails: readonly string[]) => ({
  data: {
    type: "profile-bulk-import-job" as const,
    attributes: {
      profiles: {
        data: emails.map((email, at) => ({
          type: "profile" as const,
          attributes: { email, externalId: `m${at}`, properties: { loyalty_tier: "Golden" } },
        })),
      },
    },
  },
});
const membersOf = (ids: readonly string[]) => ({ data: ids.map((id) => ({ type: "profile" as const, id })) });
const refusal = (status: number, ...errors: readonly object[]) => ({ response: { status, data: { errors } } });

describe("import jobs", () => {
  test("are taken in, polled, and tell their profiles and their errors, page by page", async () => {
    client = await klaviyoClient();
    const { profiles, sandbox, clock } = client;
    // Another profile has the address of the last row, so that row becomes an import error.
    sandbox.byHand.addProfile({ externalId: "somebody", email: "m4@example.com" });
    sandbox.byHand.addProfile({ externalId: "m4" });
    const given = jobOf([0, 1, 2, 3, 4].map((at) => `M${at}@Example.com`));
    const { data: queued } = understood(await profiles.bulkImportProfiles(given));
    expect(queued.attributes).toMatchObject({ status: "queued", totalCount: 5, completedCount: 0, completedAt: null });
    expect(queued.attributes.createdAt).toEqual(new Date("2026-11-22T12:00:00Z"));
    clock.advance(1_000);
    const working = understood(await profiles.getBulkImportProfilesJob(queued.id));
    expect(working.data.attributes.status).toBe("processing");
    clock.advance(2_000);
    const { data: job } = understood(await profiles.getBulkImportProfilesJob(queued.id));
    expect(job.attributes).toMatchObject({ status: "complete", completedCount: 4, failedCount: 1 });
    expect(job.attributes.completedAt).toEqual(new Date("2026-11-22T12:00:03Z"));

    const first = understood(await profiles.getProfilesForBulkImportProfilesJob(job.id, { pageSize: 3 }));
    expect(first.data.map(({ attributes }) => attributes.externalId)).toEqual(["m0", "m1", "m2"]);
    expect(first.data[0]?.attributes).toMatchObject({
      email: "m0@example.com",
      properties: { loyalty_tier: "Golden" },
      created: new Date("2026-11-22T12:00:03Z"),
    });
    // The client takes the cursor out of the link by itself.
    const pageCursor = first.links?.next ?? "";
    const last = understood(await profiles.getProfilesForBulkImportProfilesJob(job.id, { pageSize: 3, pageCursor }));
    expect(last.data.map(({ attributes }) => attributes.externalId)).toEqual(["m3"]);
    expect(last.links?.next).toBeNull();

    const errors = understood(await profiles.getErrorsForBulkImportProfilesJob(job.id, { pageSize: 100 }));
    expect(errors.data.map(({ attributes }) => attributes)).toMatchObject([
      {
        code: "duplicate_profile",
        source: { pointer: "/data/attributes/profiles/data/4" },
        originalPayload: { type: "profile", attributes: { external_id: "m4" } },
      },
    ]);
  });

  test("are refused whole, with a pointer at each row that is not right", async () => {
    client = await klaviyoClient();
    const refused = client.profiles.bulkImportProfiles(jobOf(["nobody", "m1@example.com"]));
    const pointer = "/data/attributes/profiles/data/0/attributes/email";
    await expect(refused).rejects.toMatchObject(refusal(400, { code: "invalid", source: { pointer } }));
    await expect(client.profiles.getBulkImportProfilesJob("none")).rejects.toMatchObject(
      refusal(404, { code: "not_found" }),
    );
  });
});

describe("profiles", () => {
  test("are found by each filter, and only the fields asked for are told", async () => {
    client = await klaviyoClient();
    const { profiles, sandbox } = client;
    const [ann, bob] = ["ann", "bob"].map((name) =>
      sandbox.byHand.addProfile({ externalId: name, email: `${name}@example.com` }),
    );
    const find = async (filter: FilterBuilder) =>
      understood(await profiles.getProfiles({ filter: filter.build() })).data.map(({ id }) => id);
    expect(await find(new FilterBuilder().any("email", ["bob@example.com", "x@example.com"]))).toEqual([bob]);
    expect(await find(new FilterBuilder().any("external_id", ["ann", "bob"]))).toEqual([ann, bob]);
    expect(await find(new FilterBuilder().equals("id", ann ?? ""))).toEqual([ann]);
    const { body } = await profiles.getProfiles({ fieldsProfile: ["external_id"] });
    expect(body.data[0]?.attributes).toMatchObject({ externalId: "ann", email: undefined, created: undefined });
    const unknown = profiles.getProfiles({ filter: new FilterBuilder().equals("first_name", "Ann").build() });
    await expect(unknown).rejects.toMatchObject(refusal(400, { source: { parameter: "filter" } }));
  });

  test("are updated by id, and a conflict names the other profile", async () => {
    client = await klaviyoClient();
    const { profiles, sandbox } = client;
    const id = sandbox.byHand.addProfile({ externalId: "m1" });
    const other = sandbox.byHand.addProfile({ externalId: "m2" });
    const update = async (attributes: object) =>
      await profiles.updateProfile(id, { data: { type: "profile", id, attributes } });
    const updated = understood(await update({ email: "M1@example.com", properties: { loyalty_balance: 12.5 } }));
    expect(updated.data.attributes).toMatchObject({ email: "m1@example.com", properties: { loyalty_balance: 12.5 } });
    await expect(update({ externalId: "m2" })).rejects.toMatchObject(
      refusal(409, { code: "duplicate_profile", meta: { duplicate_profile_id: other } }),
    );
  });
});

describe("lists and segments", () => {
  test("a list is created, found by name, counted, filled, read by pages and emptied", async () => {
    client = await klaviyoClient();
    const { lists, sandbox } = client;
    const ids = [1, 2, 3].map((at) => sandbox.byHand.addProfile({ externalId: `m${at}` }));
    const created = await lists.createList({ data: { type: "list", attributes: { name: "Loyalty Golden" } } });
    expect(created.response.status).toBe(201);
    const { id } = understood(created).data;
    const filter = new FilterBuilder().equals("name", "Loyalty Golden").build();
    expect(understood(await lists.getLists({ filter })).data).toMatchObject([
      { id, attributes: { name: "Loyalty Golden", optInProcess: "single_opt_in" } },
    ]);
    expect((await lists.addProfilesToList(id, membersOf(ids))).response.status).toBe(204);
    const counted = understood(await lists.getList(id, { additionalFieldsList: ["profile_count"] }));
    expect(counted.data.attributes.profileCount).toBe(3);

    const first = understood(await lists.getProfilesForList(id, { pageSize: 2 }));
    expect(first.data.map((member) => member.id)).toEqual(ids.slice(0, 2));
    const pageCursor = first.links?.next ?? "";
    const last = understood(await lists.getProfilesForList(id, { pageSize: 2, pageCursor }));
    expect(last.data.map((member) => member.id)).toEqual(ids.slice(2));
    expect(last.links?.next).toBeNull();

    await expect(lists.addProfilesToList(id, membersOf(["01JNOBODY"]))).rejects.toMatchObject(
      refusal(400, { detail: "Invalid profile IDs: 01JNOBODY", source: { pointer: "/data/" } }),
    );
    expect((await lists.removeProfilesFromList(id, membersOf(ids.slice(1)))).response.status).toBe(204);
    expect(sandbox.membersOf("Loyalty Golden")).toEqual(ids.slice(0, 1));
    await expect(lists.getList("none")).rejects.toMatchObject(refusal(404, { code: "not_found" }));
  });

  test("a segment is found by name, counted, and its profiles' ids read by pages", async () => {
    client = await klaviyoClient();
    const { segments, sandbox } = client;
    const ids = [1, 2, 3].map((at) => sandbox.byHand.addProfile({ externalId: `m${at}` }));
    const id = sandbox.byHand.addSegment("Big spenders", ids);
    sandbox.byHand.addSegment("Others");
    const filter = new FilterBuilder().equals("name", "Big spenders").build();
    expect(understood(await segments.getSegments({ filter })).data).toMatchObject([
      { id, attributes: { name: "Big spenders", isActive: true, isProcessing: false, isStarred: false } },
    ]);
    const counted = understood(await segments.getSegment(id, { additionalFieldsSegment: ["profile_count"] }));
    expect(counted.data.attributes.profileCount).toBe(3);
    const first = understood(await segments.getProfileIdsForSegment(id, { pageSize: 2 }));
    const pageCursor = first.links?.next ?? "";
    const last = understood(await segments.getProfileIdsForSegment(id, { pageSize: 2, pageCursor }));
    expect([...first.data, ...last.data].map((member) => member.id)).toEqual(ids);
  });
});

describe("metrics and events", () => {
  test("a metric's events come in order, by pages, each with its profile", async () => {
    client = await klaviyoClient();
    const { metrics, events, sandbox } = client;
    const profileId = sandbox.byHand.addProfile({ externalId: "m1", email: "m1@example.com" });
    const atMs = Date.parse("2026-11-20T08:00:00Z");
    for (const hour of [2, 0, 1, 3])
      sandbox.byHand.addEvent({
        metric: "Opened Email",
        profileId,
        atMs: atMs + hour * 3_600_000,
        properties: { $message: `campaign ${hour}` },
      });
    sandbox.byHand.addEvent({ metric: "Clicked Email", profileId, atMs });
    const known = understood(await metrics.getMetrics());
    expect(known.data.map(({ attributes }) => [attributes.name, attributes.integration])).toMatchObject([
      ["Opened Email", { name: "Klaviyo" }],
      ["Clicked Email", { name: "Klaviyo" }],
    ]);
    const filter = new FilterBuilder()
      .equals("metric_id", known.data[0]?.id ?? "")
      .greaterOrEqual("datetime", new Date(atMs))
      .lessThan("datetime", new Date(atMs + 3 * 3_600_000))
      .build();
    const page = async (pageCursor?: string) => {
      const asked = { filter, include: ["profile" as const], sort: "datetime" as const, pageSize: 2 };
      return understood(await events.getEvents({ ...asked, ...(pageCursor === undefined ? {} : { pageCursor }) }));
    };
    const first = await page();
    const last = await page(first.links?.next ?? "");
    expect([...first.data, ...last.data].map(({ attributes }) => attributes)).toMatchObject([
      { datetime: new Date("2026-11-20T08:00:00Z"), eventProperties: { $message: "campaign 0" } },
      { datetime: new Date("2026-11-20T09:00:00Z"), eventProperties: { $message: "campaign 1" } },
      { datetime: new Date("2026-11-20T10:00:00Z"), eventProperties: { $message: "campaign 2" } },
    ]);
    expect(first.data[0]?.relationships?.profile?.data?.id).toBe(profileId);
    expect(first.included).toMatchObject([{ type: "profile", id: profileId, attributes: { externalId: "m1" } }]);
    // 200 a page unless asked otherwise, 1,000 at most (documented at the client's method).
    await expect(events.getEvents({ pageSize: 1_000 })).resolves.toMatchObject({ response: { status: 200 } });
    await expect(events.getEvents({ pageSize: 1_001 })).rejects.toMatchObject(refusal(400, {}));
  });
});

describe("access and limits", () => {
  test("the account of the key is told", async () => {
    client = await klaviyoClient();
    const { data } = understood(await client.accounts.getAccounts());
    expect(data).toMatchObject([{ id: "Sb4815", attributes: { publicApiKey: "Sb4815", testAccount: true } }]);
  });

  test("a key without the scopes is refused", async () => {
    client = await klaviyoClient({ scopes: ["accounts:read"] });
    await expect(client.profiles.getProfiles()).rejects.toMatchObject(refusal(403, { code: "permission_denied" }));
  });

  test("a 429 says when to come again, and nothing of the windows", async () => {
    client = await klaviyoClient();
    const { response } = await client.accounts.getAccounts();
    expect(response.headers).toMatchObject({ "ratelimit-limit": "15", "ratelimit-remaining": "14" });
    const error: unknown = await client.accounts.getAccounts().catch((reason: unknown) => reason);
    expect(error).toMatchObject(refusal(429, { code: "throttled" }));
    expect(error).toMatchObject({ response: { headers: { "retry-after": "1" } } });
    expect(Object(error)["response"]["headers"]).not.toHaveProperty("ratelimit-limit");
  });

  test("the client comes again when it is told to, and not before", async () => {
    const retries = new RetryWithExponentialBackoff({ numRetries: 2 });
    client = await klaviyoClient({}, retries);
    const { accounts, clock, requests } = client;
    // It goes by its own watch, and would wait in earnest.
    vi.useFakeTimers({ toFake: ["Date"], now: clock.nowMs() });
    retries.sleep = async (seconds) => {
      await clock.sleep(seconds * 1_000);
      vi.setSystemTime(clock.nowMs());
    };
    const startMs = clock.nowMs();
    await accounts.getAccounts();
    expect((await accounts.getAccounts()).response.status).toBe(200);
    expect(requests).toHaveLength(3);
    expect(clock.nowMs() - startMs).toBeGreaterThan(1_000);
  });
});
