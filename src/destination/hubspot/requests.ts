/**
 * Every request to HubSpot, written by the request factories of HubSpot's own client (paths, queries, bodies and their
 * types), sent by ours. Its transport, retry and limiter never run: see docs/decisions/0040-hubspot-client.md.
 *
 * The client writes `/crm/v3/{root}/…`; HubSpot serves the same operations under `/crm/{root}/{version}/…`, and ends v3
 * in September 2027 (developers.hubspot.com, migration guide, read 2026-11-22).
 */
import { BatchApiRequestFactory } from "@hubspot/api-client/lib/codegen/crm/contacts/apis/BatchApi.js";
import { createConfiguration as contactsConfiguration } from "@hubspot/api-client/lib/codegen/crm/contacts/configuration.js";
import { ListsApiRequestFactory } from "@hubspot/api-client/lib/codegen/crm/lists/apis/ListsApi.js";
import { MembershipsApiRequestFactory } from "@hubspot/api-client/lib/codegen/crm/lists/apis/MembershipsApi.js";
import { createConfiguration as listsConfiguration } from "@hubspot/api-client/lib/codegen/crm/lists/configuration.js";
import { CoreApiRequestFactory } from "@hubspot/api-client/lib/codegen/crm/properties/apis/CoreApi.js";
import { GroupsApiRequestFactory } from "@hubspot/api-client/lib/codegen/crm/properties/apis/GroupsApi.js";
import { createConfiguration as propertiesConfiguration } from "@hubspot/api-client/lib/codegen/crm/properties/configuration.js";
import type { OptionInput } from "@hubspot/api-client/lib/codegen/crm/properties/models/OptionInput.js";
import type { PropertyCreate } from "@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js";
import { InvariantError } from "../../domain/errors.ts";
import type { HttpRequest } from "../../platform/http.ts";
import type { CampaignWindow } from "../campaign-event.ts";

export interface RequestOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** As `2026-09`. */
  readonly apiVersion: string;
  readonly token: string;
  readonly timeoutMs: number;
}

export interface ContactInput {
  readonly id: string;
  /** Left out: `id` is a record id. */
  readonly idProperty?: string;
  /** Comes back with errors, so that they find their row. */
  readonly objectWriteTraceId: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The parts of the client's own request that we use. */
interface Written {
  getUrl(): string;
  getHttpMethod(): string;
  getHeaders(): Record<string, string>;
  getBody(): unknown;
}

const CONTACTS = "contacts";
const CONTACT_TYPE_ID = "0-1";

export type HubSpotRequests = ReturnType<typeof createRequests>;

export function createRequests(options: RequestOptions) {
  const contacts = new BatchApiRequestFactory(contactsConfiguration());
  const lists = new ListsApiRequestFactory(listsConfiguration());
  const memberships = new MembershipsApiRequestFactory(listsConfiguration());
  const properties = new CoreApiRequestFactory(propertiesConfiguration());
  const groups = new GroupsApiRequestFactory(propertiesConfiguration());
  const finish = async (written: Promise<Written>): Promise<HttpRequest> => toRequest(await written, options);

  return {
    /** GET details of the account. The client knows no such call (latest/account/account-information, read 2026-11-22). */
    account: (): HttpRequest => ({
      method: "GET",
      url: `${options.baseUrl}/account-info/${options.apiVersion}/details`,
      headers: headersOf({}, options.token),
      timeoutMs: options.timeoutMs,
    }),
    /** GET e-mail events, newest first; both ends of the window are part of it there. The client knows no such call. */
    emailEvents: ({ fromMs, untilMs }: CampaignWindow, offset: string | null, limit: number): HttpRequest => {
      const query = new URLSearchParams({
        startTimestamp: String(fromMs),
        endTimestamp: String(untilMs - 1),
        limit: String(limit),
        excludeFilteredEvents: "true",
        ...(offset === null ? {} : { offset }),
      });
      return {
        method: "GET",
        url: `${options.baseUrl}/email/public/v1/events?${query.toString()}`,
        headers: headersOf({}, options.token),
        timeoutMs: options.timeoutMs,
      };
    },
    /** At most 100 ids. `idProperty` null: record ids. */
    readContacts: (ids: readonly string[], idProperty: string | null, names: readonly string[]) =>
      finish(
        contacts.read({
          inputs: ids.map((id) => ({ id })),
          ...(idProperty === null ? {} : { idProperty }),
          properties: [...names],
          propertiesWithHistory: [],
        }),
      ),
    /** At most 100. */
    updateContacts: (inputs: readonly ContactInput[]) =>
      finish(contacts.update({ inputs: inputs.map((input) => ({ ...input, properties: { ...input.properties } })) })),
    /** At most 100. */
    upsertContacts: (inputs: readonly ContactInput[]) =>
      finish(contacts.upsert({ inputs: inputs.map((input) => ({ ...input, properties: { ...input.properties } })) })),
    createList: (name: string) =>
      finish(lists.create({ name, objectTypeId: CONTACT_TYPE_ID, processingType: "MANUAL" })),
    listByName: (name: string) => finish(lists.getByName(name, CONTACT_TYPE_ID)),
    listById: (listId: string) => finish(lists.getById(listId)),
    addMembers: (listId: string, recordIds: readonly string[]) => finish(memberships.add(listId, [...recordIds])),
    removeMembers: (listId: string, recordIds: readonly string[]) => finish(memberships.remove(listId, [...recordIds])),
    /** At most 250 a page, ascending by record. */
    members: (listId: string, after: string | undefined, limit: number) =>
      finish(memberships.getPage(listId, after, undefined, limit)),
    property: (name: string) => finish(properties.getByName(CONTACTS, name)),
    createProperty: (property: PropertyCreate) => finish(properties.create(CONTACTS, property)),
    /** Replaces the whole list of options. */
    updateOptions: (name: string, choices: readonly OptionInput[]) =>
      finish(properties.update(CONTACTS, name, { options: [...choices] })),
    createGroup: (name: string, label: string) => finish(groups.create(CONTACTS, { name, label })),
  };
}

function toRequest(written: Written, options: RequestOptions): HttpRequest {
  const body = written.getBody();
  if (body !== undefined && typeof body !== "string")
    throw new InvariantError("request_body_not_text", "HubSpot's client wrote a request body that is not text.");
  return {
    method: methodOf(written.getHttpMethod()),
    url: datedUrl(written.getUrl(), options),
    headers: headersOf(written.getHeaders(), options.token),
    ...(body === undefined ? {} : { body }),
    timeoutMs: options.timeoutMs,
  };
}

const CLIENT_PATH = /^\/crm\/v3\/(?<root>objects|lists|properties)(?<rest>\/.*)?$/u;

function datedUrl(url: string, options: RequestOptions): string {
  const { pathname, search } = new URL(url);
  const groups = CLIENT_PATH.exec(pathname.replace(/\/$/u, ""))?.groups;
  if (groups === undefined)
    throw new InvariantError(
      "request_path_unknown",
      "HubSpot's client wrote a path outside contacts, lists and properties.",
    );
  return `${options.baseUrl}/crm/${groups["root"]}/${options.apiVersion}${groups["rest"] ?? ""}${search}`;
}

function headersOf(written: Readonly<Record<string, string>>, token: string): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json" };
  for (const [name, value] of Object.entries(written)) headers[name.toLowerCase()] = value;
  headers["authorization"] = `Bearer ${token}`;
  headers["user-agent"] = "tierline";
  return headers;
}

function methodOf(method: string): HttpRequest["method"] {
  switch (method) {
    case "GET":
    case "POST":
    case "PUT":
    case "PATCH":
      return method;
    default:
      throw new InvariantError(
        "request_method_unknown",
        `HubSpot's client wrote a ${method}, which Tierline never sends.`,
      );
  }
}
