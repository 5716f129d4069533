/**
 * Every request to Klaviyo, as its specification has it (klaviyo/openapi, revision 2026-07-15, read 2026-11-22). They are
 * few and plain: see docs/decisions/0190-klaviyo-requests.md for why its client does not write them.
 */
import type { HttpRequest } from "../../platform/http.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { Endpoint } from "./endpoints.ts";
import type { CampaignWindow } from "../campaign-event.ts";
import { EVENTS_PER_PAGE, PROFILES_PER_PAGE, REVISION } from "./options.ts";

export interface RequestOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly key: string;
  readonly timeoutMs: number;
}

export interface KlaviyoRequest extends HttpRequest {
  readonly endpoint: Endpoint;
}

/** A profile as a job or an update names it. */
export interface ProfileBody {
  readonly type: "profile";
  readonly id?: string;
  readonly attributes: {
    readonly email?: string;
    readonly external_id?: string;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
  readonly meta?: { readonly patch_properties: { readonly unset: readonly string[] } };
}

export type FilterField = "id" | "external_id" | "email";

/** Of a page: `next` as Klaviyo gave it. */
export interface PageOf {
  readonly cursor?: string | undefined;
}

const JSON_API = "application/vnd.api+json";
const IDENTIFIERS = "email,external_id";

export type KlaviyoRequests = ReturnType<typeof createRequests>;

export function createRequests(options: RequestOptions) {
  const ask = (
    endpoint: Endpoint,
    path: string,
    query: Readonly<Record<string, string | undefined>> = {},
    body?: string,
  ): KlaviyoRequest => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    );
    const search = given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
    return {
      endpoint,
      method: methodOf(endpoint),
      url: `${options.baseUrl}${path}${search}`,
      headers: {
        accept: JSON_API,
        authorization: `Klaviyo-API-Key ${options.key}`,
        revision: REVISION,
        "user-agent": "tierline",
        ...(body === undefined ? {} : { "content-type": JSON_API }),
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs: options.timeoutMs,
    };
  };
  return {
    account: () => ask("GET /api/accounts", "/api/accounts"),
    /** At most 100 values. Those of `email` stand in the query: Klaviyo has no other way to ask for an address. */
    profiles: (field: FilterField, values: readonly string[], at: PageOf = {}) =>
      ask("GET /api/profiles", "/api/profiles", {
        filter: filterOf(field, values),
        "fields[profile]": IDENTIFIERS,
        ...pageQuery(at),
      }),
    /** 404 when there is no such profile. */
    updateProfile: (id: string, profile: ProfileBody) =>
      ask("PATCH /api/profiles/*", `/api/profiles/${encodeURIComponent(id)}`, {}, JSON.stringify({ data: profile })),
    /** Profiles as JSON texts, so that each was measured once. */
    importProfiles: (profiles: readonly string[]) =>
      ask("POST /api/profile-bulk-import-jobs", "/api/profile-bulk-import-jobs", {}, jobBody(profiles)),
    job: (id: string) => ask("GET /api/profile-bulk-import-jobs/*", jobPath(id)),
    jobErrors: (id: string, at: PageOf) =>
      ask("GET /api/profile-bulk-import-jobs/*/import-errors", `${jobPath(id)}/import-errors`, pageQuery(at)),
    jobProfiles: (id: string, at: PageOf) =>
      ask("GET /api/profile-bulk-import-jobs/*/profiles", `${jobPath(id)}/profiles`, {
        "fields[profile]": IDENTIFIERS,
        ...pageQuery(at),
      }),
    listsNamed: (name: string) =>
      ask("GET /api/lists", "/api/lists", { filter: `equals(name,${JSON.stringify(name)})`, "fields[list]": "name" }),
    createList: (name: string) =>
      ask("POST /api/lists", "/api/lists", {}, JSON.stringify({ data: { type: "list", attributes: { name } } })),
    countedList: (id: string) =>
      ask("GET /api/lists/* counted", listPath(id), { "additional-fields[list]": "profile_count" }),
    members: (id: string, at: PageOf) =>
      ask("GET /api/lists/*/profiles", `${listPath(id)}/profiles`, {
        "fields[profile]": "external_id",
        ...pageQuery(at),
      }),
    segmentsNamed: (name: string) =>
      ask("GET /api/segments", "/api/segments", {
        filter: `equals(name,${JSON.stringify(name)})`,
        "fields[segment]": "name",
      }),
    countedSegment: (id: string) =>
      ask("GET /api/segments/* counted", segmentPath(id), { "additional-fields[segment]": "profile_count" }),
    segmentMembers: (id: string, at: PageOf) =>
      ask("GET /api/segments/*/relationships/profiles", `${segmentPath(id)}/relationships/profiles`, pageQuery(at)),
    addMembers: (id: string, profileIds: readonly string[]) =>
      ask(
        "POST /api/lists/*/relationships/profiles",
        `${listPath(id)}/relationships/profiles`,
        {},
        membersBody(profileIds),
      ),
    removeMembers: (id: string, profileIds: readonly string[]) =>
      ask(
        "DELETE /api/lists/*/relationships/profiles",
        `${listPath(id)}/relationships/profiles`,
        {},
        membersBody(profileIds),
      ),
    metrics: ({ cursor }: PageOf) =>
      ask("GET /api/metrics", "/api/metrics", { "fields[metric]": "name,integration", "page[cursor]": cursor }),
    /** Of one metric, oldest first, each with its profile. */
    events: (metricId: string, { fromMs, untilMs }: CampaignWindow, { cursor }: PageOf) =>
      ask("GET /api/events", "/api/events", {
        filter: [
          `equals(metric_id,${JSON.stringify(metricId)})`,
          `greater-or-equal(datetime,${isoInstant(fromMs)})`,
          `less-than(datetime,${isoInstant(untilMs)})`,
        ].join(","),
        "fields[event]": "datetime,event_properties",
        "fields[profile]": IDENTIFIERS,
        include: "profile",
        sort: "datetime",
        "page[size]": String(EVENTS_PER_PAGE),
        "page[cursor]": cursor,
      }),
  };
}

function jobPath(id: string): string {
  return `/api/profile-bulk-import-jobs/${encodeURIComponent(id)}`;
}

function listPath(id: string): string {
  return `/api/lists/${encodeURIComponent(id)}`;
}

function segmentPath(id: string): string {
  return `/api/segments/${encodeURIComponent(id)}`;
}

function pageQuery({ cursor }: PageOf): Readonly<Record<string, string | undefined>> {
  return { "page[size]": String(PROFILES_PER_PAGE), "page[cursor]": cursor };
}

/** `any(id,["a","b"])` (API overview, filtering). */
function filterOf(field: FilterField, values: readonly string[]): string {
  return `any(${field},${JSON.stringify(values)})`;
}

function jobBody(profiles: readonly string[]): string {
  return `{"data":{"type":"profile-bulk-import-job","attributes":{"profiles":{"data":[${profiles.join(",")}]}}}}`;
}

function membersBody(profileIds: readonly string[]): string {
  return JSON.stringify({ data: profileIds.map((id) => ({ type: "profile", id })) });
}

function methodOf(endpoint: Endpoint): HttpRequest["method"] {
  if (endpoint.startsWith("GET ")) return "GET";
  if (endpoint.startsWith("POST ")) return "POST";
  return endpoint.startsWith("PATCH ") ? "PATCH" : "DELETE";
}
