/**
 * Klaviyo's own client beside our adapter: for every endpoint that the adapter asks, both make the same request, and the
 * client's documentation names the limits and scopes that the adapter and the stand-in go by.
 */
import { readFileSync } from "node:fs";
import { FilterBuilder } from "klaviyo-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Endpoint } from "../../src/destination/klaviyo/endpoints.ts";
import { ENDPOINTS } from "../../src/destination/klaviyo/endpoints.ts";
import {
  EVENTS_PER_PAGE,
  MEMBERS_PER_CALL,
  PROFILES_PER_JOB,
  PROFILES_PER_PAGE,
  REVISION,
} from "../../src/destination/klaviyo/options.ts";
import type { KlaviyoRequest } from "../../src/destination/klaviyo/requests.ts";
import { createRequests } from "../../src/destination/klaviyo/requests.ts";
import { TIERS } from "../../src/sandbox/klaviyo/rate-limit.ts";
import { routes } from "../../src/sandbox/klaviyo/routes.ts";
import type { KlaviyoClientInTest } from "../support/klaviyo-client.ts";
import { klaviyoClient } from "../support/klaviyo-client.ts";
import type { RecordedRequest } from "../support/recorded-request.ts";
import { recorded } from "../support/recorded-request.ts";

interface Call {
  /** Of the client: `lists.getLists`. */
  readonly method: string;
  readonly ours: KlaviyoRequest;
  readonly theirs: (client: KlaviyoClientInTest) => Promise<unknown>;
}

const ours = createRequests({ baseUrl: "http://127.0.0.1", key: "pk_test", timeoutMs: 1_000 });
const is = (field: string, value: string): string => new FilterBuilder().equals(field, value).build();
const NAME = 'Loyalty "Golden"';
const EMAILS = ["ann+shop@example.com", "bob@example.com"];
const MEMBERS = { data: ["01J1", "01J2"].map((id) => ({ type: "profile" as const, id })) };
const [FROM_MS, UNTIL_MS] = [Date.UTC(2026, 10, 20), Date.UTC(2026, 10, 21)];
const OPENED = new FilterBuilder()
  .equals("metric_id", "M1")
  .greaterOrEqual("datetime", new Date(FROM_MS))
  .lessThan("datetime", new Date(UNTIL_MS))
  .build();
const PROFILE = { email: "ann@example.com", properties: { loyalty_tier: "Golden", loyalty_balance: 12.5 } };
const [NEXT, PAGE] = [{ cursor: "abc" }, { pageSize: 100, pageCursor: "abc" }];

const CALLS: Readonly<Record<Endpoint, Call>> = {
  "GET /api/accounts": {
    method: "accounts.getAccounts",
    ours: ours.account(),
    theirs: async ({ accounts }) => await accounts.getAccounts(),
  },
  "GET /api/profiles": {
    method: "profiles.getProfiles",
    ours: ours.profiles("email", EMAILS, NEXT),
    theirs: async ({ profiles }) => {
      const filter = new FilterBuilder().any("email", EMAILS).build();
      await profiles.getProfiles({ filter, fieldsProfile: ["email", "external_id"], ...PAGE });
    },
  },
  "PATCH /api/profiles/*": {
    method: "profiles.updateProfile",
    ours: ours.updateProfile("01J1", { type: "profile", id: "01J1", attributes: { external_id: "m1", ...PROFILE } }),
    theirs: async ({ profiles }) =>
      await profiles.updateProfile("01J1", {
        data: { type: "profile", id: "01J1", attributes: { externalId: "m1", ...PROFILE } },
      }),
  },
  "POST /api/profile-bulk-import-jobs": {
    method: "profiles.bulkImportProfiles",
    ours: ours.importProfiles([
      JSON.stringify({ type: "profile", id: "01J1", attributes: { external_id: "m1", ...PROFILE } }),
    ]),
    theirs: async ({ profiles }) => {
      const data = [{ type: "profile" as const, id: "01J1", attributes: { externalId: "m1", ...PROFILE } }];
      const attributes = { profiles: { data } };
      await profiles.bulkImportProfiles({ data: { type: "profile-bulk-import-job", attributes } });
    },
  },
  "GET /api/profile-bulk-import-jobs/*": {
    method: "profiles.getBulkImportProfilesJob",
    ours: ours.job("am9i=="),
    theirs: async ({ profiles }) => await profiles.getBulkImportProfilesJob("am9i=="),
  },
  "GET /api/profile-bulk-import-jobs/*/import-errors": {
    method: "profiles.getErrorsForBulkImportProfilesJob",
    ours: ours.jobErrors("am9i", NEXT),
    theirs: async ({ profiles }) => await profiles.getErrorsForBulkImportProfilesJob("am9i", PAGE),
  },
  "GET /api/profile-bulk-import-jobs/*/profiles": {
    method: "profiles.getProfilesForBulkImportProfilesJob",
    ours: ours.jobProfiles("am9i", NEXT),
    theirs: async ({ profiles }) =>
      await profiles.getProfilesForBulkImportProfilesJob("am9i", { fieldsProfile: ["email", "external_id"], ...PAGE }),
  },
  "GET /api/lists": {
    method: "lists.getLists",
    ours: ours.listsNamed(NAME),
    theirs: async ({ lists }) => await lists.getLists({ filter: is("name", NAME), fieldsList: ["name"] }),
  },
  "POST /api/lists": {
    method: "lists.createList",
    ours: ours.createList(NAME),
    theirs: async ({ lists }) => await lists.createList({ data: { type: "list", attributes: { name: NAME } } }),
  },
  "GET /api/lists/* counted": {
    method: "lists.getList",
    ours: ours.countedList("L1"),
    theirs: async ({ lists }) => await lists.getList("L1", { additionalFieldsList: ["profile_count"] }),
  },
  "GET /api/lists/*/profiles": {
    method: "lists.getProfilesForList",
    ours: ours.members("L1", NEXT),
    theirs: async ({ lists }) => await lists.getProfilesForList("L1", { fieldsProfile: ["external_id"], ...PAGE }),
  },
  "POST /api/lists/*/relationships/profiles": {
    method: "lists.addProfilesToList",
    ours: ours.addMembers("L1", ["01J1", "01J2"]),
    theirs: async ({ lists }) => await lists.addProfilesToList("L1", MEMBERS),
  },
  "DELETE /api/lists/*/relationships/profiles": {
    method: "lists.removeProfilesFromList",
    ours: ours.removeMembers("L1", ["01J1", "01J2"]),
    theirs: async ({ lists }) => await lists.removeProfilesFromList("L1", MEMBERS),
  },
  "GET /api/segments": {
    method: "segments.getSegments",
    ours: ours.segmentsNamed(NAME),
    theirs: async ({ segments }) => await segments.getSegments({ filter: is("name", NAME), fieldsSegment: ["name"] }),
  },
  "GET /api/segments/* counted": {
    method: "segments.getSegment",
    ours: ours.countedSegment("S1"),
    theirs: async ({ segments }) => await segments.getSegment("S1", { additionalFieldsSegment: ["profile_count"] }),
  },
  "GET /api/segments/*/relationships/profiles": {
    method: "segments.getProfileIdsForSegment",
    ours: ours.segmentMembers("S1", NEXT),
    theirs: async ({ segments }) => await segments.getProfileIdsForSegment("S1", PAGE),
  },
  "GET /api/metrics": {
    method: "metrics.getMetrics",
    ours: ours.metrics(NEXT),
    theirs: async ({ metrics }) =>
      await metrics.getMetrics({ fieldsMetric: ["name", "integration"], pageCursor: "abc" }),
  },
  "GET /api/events": {
    method: "events.getEvents",
    ours: ours.events("M1", { fromMs: FROM_MS, untilMs: UNTIL_MS }, NEXT),
    theirs: async ({ events }) =>
      await events.getEvents({
        filter: OPENED,
        fieldsEvent: ["datetime", "event_properties"],
        fieldsProfile: ["email", "external_id"],
        include: ["profile"],
        sort: "datetime",
        pageSize: 200,
        pageCursor: "abc",
      }),
  },
};
const EACH = Object.entries(CALLS).map(([endpoint, call]) => [call.method, endpoint, call] as const);

let client: KlaviyoClientInTest;
beforeAll(async () => {
  client = await klaviyoClient();
});
afterAll(async () => {
  await client.close();
});

/** What matters to the vendor. The client names its content plain JSON, which Klaviyo takes as well. */
function asked({ method, path, query, body, headers }: RecordedRequest): object {
  const { revision, accept, authorization } = headers;
  return { method, path, query, body, revision, accept, authorization };
}

describe("the adapter asks as the client does", () => {
  test.each(EACH)("%s: %s", async (_method, _endpoint, call) => {
    // None of the ids is there; what is compared is the question.
    await Promise.allSettled([call.theirs(client)]);
    const theirs = client.requests.at(-1);
    expect(theirs?.headers["user-agent"]).toBe("klaviyo-api-node/23.0.0");
    expect(theirs?.headers["revision"]).toBe(REVISION);
    expect(asked(recorded(call.ours))).toEqual(theirs === undefined ? undefined : asked(theirs));
  });
});

/** What the client's documentation says of a method, from its one comment. */
function documentationOf(method: string): string {
  const [api = "", name = ""] = method.split(".");
  const file = new URL(`../../node_modules/klaviyo-api/dist/api/${api}Api.d.ts`, import.meta.url);
  const [before = ""] = readFileSync(file, "utf8").split(new RegExp(`^ {4}${name}\\(`, "mu"));
  return before.slice(before.lastIndexOf("/**"));
}

describe("limits and scopes are those the client documents", () => {
  test.each(EACH)("%s: %s", (method, endpoint, { ours: request }) => {
    const text = documentationOf(method);
    const limits = [...text.matchAll(/Burst: `(?<burst>\d+)\/s`<br>Steady: `(?<steady>\d+)\/m`/gu)].map(
      ({ groups }) => ({ perSecond: Number(groups?.["burst"]), perMinute: Number(groups?.["steady"]) }),
    );
    const isCounted = endpoint.endsWith(" counted");
    const limit = limits[isCounted ? 1 : 0];
    expect(ENDPOINTS[request.endpoint]).toEqual(limit);
    const path = endpoint.replace(" counted", "").replace("*", ":id");
    const route = routes.find(({ name }) => name === path);
    const tier = TIERS[(isCounted ? route?.expensive?.tier : route?.tier) ?? "XS"];
    expect({ perSecond: tier.burst, perMinute: tier.steady }).toEqual(limit);
    const scopes = /\*\*Scopes:\*\* (?<scopes>(?:`[a-z:]+` )+)/u.exec(text)?.groups?.["scopes"] ?? "";
    expect(route?.scopes.toSorted().map((scope) => `\`${scope}\``)).toEqual(scopes.trim().split(" "));
  });

  test("so are the sizes of pages and requests", () => {
    const sizeOf = (method: string): unknown =>
      /@param pageSize Default: (?<byDefault>\d+)\. Min: 1\. Max: (?<max>\d+)\./u.exec(documentationOf(method))?.groups;
    for (const { method, ours: request } of Object.values(CALLS))
      if (request.url.includes("page%5Bsize%5D=100"))
        expect([method, sizeOf(method)]).toEqual([method, { byDefault: "20", max: String(PROFILES_PER_PAGE) }]);
    expect(sizeOf("events.getEvents")).toEqual({ byDefault: String(EVENTS_PER_PAGE), max: "1000" });
    expect(documentationOf("profiles.bulkImportProfiles")).toContain("Accepts up to 10,000 profiles per request.");
    expect(documentationOf("lists.addProfilesToList")).toContain("a maximum of 1000 profiles per call");
    expect([PROFILES_PER_JOB, MEMBERS_PER_CALL]).toEqual([10_000, 1_000]);
  });
});
