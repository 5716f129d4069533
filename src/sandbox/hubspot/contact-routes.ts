/** Contacts (destinations.md 1.1: spec and guides read 2026-11-22). */
import { archiveContact, archiveContacts, archiveBody } from "./contact-archive.ts";
import { mergeBody, mergeTwoContacts } from "./contact-merge.ts";
import { readBody, readContact, readContacts } from "./contact-reads.ts";
import { searchBody, searchContacts } from "./contact-search.ts";
import { createBody, createContacts, keyedBody, updateContacts, upsertContacts } from "./contact-writes.ts";
import type { Route } from "./route.ts";
import { route } from "./route.ts";
import { noBody, under } from "./paths.ts";

const reads = ["crm.objects.contacts.read"] as const;
const writes = ["crm.objects.contacts.write"] as const;
const contacts = (path: string): readonly string[] => under("objects", `/contacts${path}`);

export const contactRoutes: readonly Route[] = [
  route({
    method: "POST",
    paths: contacts("/batch/read"),
    scopes: reads,
    isRead: true,
    query: ["archived"],
    body: readBody,
    handle: readContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/create"),
    scopes: writes,
    isRead: false,
    body: createBody,
    handle: createContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/update"),
    scopes: writes,
    isRead: false,
    body: keyedBody,
    handle: updateContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/upsert"),
    scopes: writes,
    isRead: false,
    body: keyedBody,
    handle: upsertContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/archive"),
    scopes: writes,
    isRead: false,
    body: archiveBody,
    handle: archiveContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/merge"),
    scopes: writes,
    isRead: false,
    body: mergeBody,
    handle: mergeTwoContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/search"),
    scopes: reads,
    isRead: true,
    isSearch: true,
    body: searchBody,
    handle: searchContacts,
  }),
  route({
    method: "GET",
    paths: contacts("/:id"),
    scopes: reads,
    isRead: true,
    query: ["idProperty", "properties", "archived"],
    body: noBody,
    handle: readContact,
  }),
  route({
    method: "DELETE",
    paths: contacts("/:id"),
    scopes: writes,
    isRead: false,
    body: noBody,
    handle: archiveContact,
  }),
];
