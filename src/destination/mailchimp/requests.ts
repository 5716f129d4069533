/**
 * Every request to Mailchimp (Marketing API 3.0, reference read 2026-11-22). Its client is not used: it has one configuration for
 * the whole process and rewrites the host of every address (docs/decisions/0194-mailchimp-requests.md).
 *
 * Nothing here can change whether somebody is subscribed: no body has a `status`, and there is no address of a single contact's
 * writing, of tags' or of deletion.
 */
import type { HttpRequest } from "../../platform/http.ts";
import { ITEMS_PER_PAGE } from "./options.ts";

export interface RequestOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly audience: string;
  readonly timeoutMs: number;
}

export interface MemberInput {
  readonly email_address: string;
  /** Only of somebody who may be created: receives no campaigns, as somebody who bought without subscribing. */
  readonly status_if_new?: "transactional";
  /** Numbers as `JSON.rawJSON`. */
  readonly merge_fields: Readonly<Record<string, unknown>>;
}

export interface MergeFieldInput {
  readonly tag: string;
  readonly name: string;
  readonly type: "text" | "number" | "date" | "dropdown";
  readonly required: false;
  readonly public: false;
  readonly help_text: string;
  readonly options?: { readonly choices: readonly string[] };
}

/** Without these a segment shows the subscribed only (segments reference). */
const EVERYBODY = { include_transactional: "true", include_unsubscribed: "true", include_cleaned: "true" } as const;

function page(offset: number): Readonly<Record<string, string>> {
  return { count: String(ITEMS_PER_PAGE), offset: String(offset) };
}

function reportPath(campaignId: string): string {
  return `/3.0/reports/${encodeURIComponent(campaignId)}`;
}

export type MailchimpRequests = ReturnType<typeof createRequests>;

export function createRequests({ baseUrl, key, audience, timeoutMs }: RequestOptions) {
  const authorization = `Basic ${Buffer.from(`tierline:${key}`).toString("base64")}`;
  const list = `/3.0/lists/${encodeURIComponent(audience)}`;
  const write = (method: HttpRequest["method"], path: string, body?: unknown): HttpRequest => ({
    method,
    url: `${baseUrl}${path}`,
    headers: {
      accept: "application/json, application/problem+json",
      authorization,
      "user-agent": "tierline",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs,
  });
  const read = (path: string, query: Readonly<Record<string, string>> = {}): HttpRequest =>
    write("GET", Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`);
  return {
    account: () => read("/3.0/", { fields: "account_id" }),
    audience: () => read(list, { fields: "id" }),
    mergeFields: (offset: number) => read(`${list}/merge-fields`, page(offset)),
    createMergeField: (field: MergeFieldInput) => write("POST", `${list}/merge-fields`, field),
    /** Replaces all choices. */
    updateChoices: (mergeId: number, choices: readonly string[]) =>
      write("PATCH", `${list}/merge-fields/${mergeId}`, { options: { choices } }),
    member: (memberId: string) =>
      read(`${list}/members/${memberId}`, { fields: "id,email_address,status,merge_fields,tags" }),
    /** Those of one status; `since`: whose information changed after this instant (ISO 8601). */
    membersOfStatus: (status: "archived" | "cleaned", offset: number, since: string | null) =>
      read(`${list}/members`, {
        ...page(offset),
        status,
        fields: "members.id,total_items",
        ...(since === null ? {} : { since_last_changed: since }),
      }),
    /** At most 500. A field that the audience requires of its forms and that is none of ours may stay empty. */
    writeMembers: (members: readonly MemberInput[]) =>
      write("POST", `${list}?skip_merge_validation=true`, { members, update_existing: true }),
    segments: (offset: number) =>
      read(`${list}/segments`, {
        ...page(offset),
        ...EVERYBODY,
        fields: "segments.id,segments.name,segments.type,segments.member_count,total_items",
      }),
    segment: (segmentId: string) => read(`${list}/segments/${encodeURIComponent(segmentId)}`, EVERYBODY),
    createSegment: (name: string) => write("POST", `${list}/segments`, { name, static_segment: [] }),
    searchTags: (name: string) => read(`${list}/tag-search`, { name }),
    segmentMembers: (segmentId: string, offset: number) =>
      read(`${list}/segments/${encodeURIComponent(segmentId)}/members`, {
        ...page(offset),
        ...EVERYBODY,
        fields: "members.id,members.email_address,total_items",
      }),
    /** Of this audience, those sent after this instant, oldest first. */
    campaigns: (offset: number, since: string) =>
      read("/3.0/campaigns", {
        ...page(offset),
        list_id: audience,
        status: "sent",
        since_send_time: since,
        sort_field: "send_time",
        sort_dir: "ASC",
        fields: "campaigns.id,campaigns.send_time,campaigns.settings.title,campaigns.settings.subject_line,total_items",
      }),
    sentTo: (campaignId: string, offset: number) =>
      read(`${reportPath(campaignId)}/sent-to`, {
        ...page(offset),
        fields: "sent_to.email_id,sent_to.email_address,total_items",
      }),
    /** Opens, clicks and bounces, by recipient. */
    emailActivity: (campaignId: string, offset: number, since: string) =>
      read(`${reportPath(campaignId)}/email-activity`, {
        ...page(offset),
        since,
        fields: "emails.email_id,emails.email_address,emails.activity,total_items",
      }),
    unsubscribed: (campaignId: string, offset: number) =>
      read(`${reportPath(campaignId)}/unsubscribed`, {
        ...page(offset),
        fields: "unsubscribes.email_id,unsubscribes.email_address,unsubscribes.timestamp,total_items",
      }),
    /** At most 500. */
    changeSegment: (segmentId: string, verb: "add" | "remove", addresses: readonly string[]) =>
      write("POST", `${list}/segments/${encodeURIComponent(segmentId)}`, { [`members_to_${verb}`]: addresses }),
  };
}
