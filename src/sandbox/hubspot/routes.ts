/** Every request the stand-in knows, under `v3` and both dated styles (destinations.md 1.1: spec and guides). */
import { z } from "zod";
import { getAccount } from "./account.ts";
import { archiveContact, archiveContacts, archiveBody } from "./contact-archive.ts";
import { readBody, readContact, readContacts } from "./contact-reads.ts";
import { createBody, createContacts, keyedBody, updateContacts, upsertContacts } from "./contact-writes.ts";
import { createList, createListBody, deleteList, getList, getListByName } from "./lists.ts";
import {
  addAndRemoveBody,
  addAndRemoveMembers,
  addMembers,
  clearMembers,
  getMembers,
  recordIdsBody,
  removeMembers,
} from "./memberships.ts";
import {
  createGroup,
  createGroupBody,
  createProperty,
  createPropertyBody,
  getGroup,
  getProperty,
  listGroups,
  listProperties,
  updateProperty,
  updatePropertyBody,
} from "./properties.ts";
import type { Route } from "./route.ts";
import { route } from "./route.ts";

const VERSIONS = ["2026-09", "2026-03"] as const;
const none = z.undefined();

/** `/crm/v3/lists/...` and `/crm/lists/2026-09/...`; the bare root also with a slash, as the vendor's client asks. */
function under(area: "objects" | "lists" | "properties", path: string): readonly string[] {
  const bases = [`/crm/v3/${area}`, ...VERSIONS.map((version) => `/crm/${area}/${version}`)];
  return bases.flatMap((base) => (path === "" ? [base, `${base}/`] : [`${base}${path}`]));
}

const readsContacts = ["crm.objects.contacts.read"] as const;
const writesContacts = ["crm.objects.contacts.write"] as const;
const readsLists = ["crm.lists.read"] as const;
const writesLists = ["crm.lists.write"] as const;
/** Either is enough to read definitions (reference page). */
const readsProperties = ["crm.schemas.contacts.read", "crm.objects.contacts.read"] as const;
const writesProperties = ["crm.schemas.contacts.write"] as const;

const contacts = (path: string): readonly string[] => under("objects", `/contacts${path}`);
const members = (path: string): readonly string[] => under("lists", `/:listId/memberships${path}`);
const properties = (path: string): readonly string[] => under("properties", `/contacts${path}`);

const contactRoutes: readonly Route[] = [
  route({
    method: "POST",
    paths: contacts("/batch/read"),
    scopes: readsContacts,
    isRead: true,
    query: ["archived"],
    body: readBody,
    handle: readContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/create"),
    scopes: writesContacts,
    isRead: false,
    body: createBody,
    handle: createContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/update"),
    scopes: writesContacts,
    isRead: false,
    body: keyedBody,
    handle: updateContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/upsert"),
    scopes: writesContacts,
    isRead: false,
    body: keyedBody,
    handle: upsertContacts,
  }),
  route({
    method: "POST",
    paths: contacts("/batch/archive"),
    scopes: writesContacts,
    isRead: false,
    body: archiveBody,
    handle: archiveContacts,
  }),
  route({
    method: "GET",
    paths: contacts("/:id"),
    scopes: readsContacts,
    isRead: true,
    query: ["idProperty", "properties", "archived"],
    body: none,
    handle: readContact,
  }),
  route({
    method: "DELETE",
    paths: contacts("/:id"),
    scopes: writesContacts,
    isRead: false,
    body: none,
    handle: archiveContact,
  }),
];

const listRoutes: readonly Route[] = [
  route({
    method: "POST",
    paths: under("lists", ""),
    scopes: writesLists,
    isRead: false,
    body: createListBody,
    handle: createList,
  }),
  route({
    method: "GET",
    paths: under("lists", "/object-type-id/:objectTypeId/name/:name"),
    scopes: readsLists,
    isRead: true,
    query: ["includeFilters"],
    body: none,
    handle: getListByName,
  }),
  route({
    method: "GET",
    paths: under("lists", "/:listId"),
    scopes: readsLists,
    isRead: true,
    query: ["includeFilters"],
    body: none,
    handle: getList,
  }),
  route({
    method: "DELETE",
    paths: under("lists", "/:listId"),
    scopes: writesLists,
    isRead: false,
    body: none,
    handle: deleteList,
  }),
  route({
    method: "PUT",
    paths: members("/add"),
    scopes: writesLists,
    isRead: false,
    body: recordIdsBody,
    handle: addMembers,
  }),
  route({
    method: "PUT",
    paths: members("/remove"),
    scopes: writesLists,
    isRead: false,
    body: recordIdsBody,
    handle: removeMembers,
  }),
  route({
    method: "PUT",
    paths: members("/add-and-remove"),
    scopes: writesLists,
    isRead: false,
    body: addAndRemoveBody,
    handle: addAndRemoveMembers,
  }),
  route({
    method: "GET",
    paths: members(""),
    scopes: readsLists,
    isRead: true,
    query: ["limit", "after"],
    body: none,
    handle: getMembers,
  }),
  route({
    method: "DELETE",
    paths: members(""),
    scopes: writesLists,
    isRead: false,
    body: none,
    handle: clearMembers,
  }),
];

const propertyRoutes: readonly Route[] = [
  route({
    method: "GET",
    paths: properties("/groups"),
    scopes: readsProperties,
    isRead: true,
    body: none,
    handle: listGroups,
  }),
  route({
    method: "POST",
    paths: properties("/groups"),
    scopes: writesProperties,
    isRead: false,
    body: createGroupBody,
    handle: createGroup,
  }),
  route({
    method: "GET",
    paths: properties("/groups/:name"),
    scopes: readsProperties,
    isRead: true,
    body: none,
    handle: getGroup,
  }),
  route({
    method: "GET",
    paths: properties(""),
    scopes: readsProperties,
    isRead: true,
    query: ["archived", "properties"],
    body: none,
    handle: listProperties,
  }),
  route({
    method: "POST",
    paths: properties(""),
    scopes: writesProperties,
    isRead: false,
    body: createPropertyBody,
    handle: createProperty,
  }),
  route({
    method: "GET",
    paths: properties("/:name"),
    scopes: readsProperties,
    isRead: true,
    query: ["archived", "properties"],
    body: none,
    handle: getProperty,
  }),
  route({
    method: "PATCH",
    paths: properties("/:name"),
    scopes: writesProperties,
    isRead: false,
    body: updatePropertyBody,
    handle: updateProperty,
  }),
];

const accountRoutes: readonly Route[] = [
  route({
    method: "GET",
    paths: ["v3", ...VERSIONS].map((version) => `/account-info/${version}/details`),
    scopes: [],
    isRead: true,
    body: none,
    handle: getAccount,
  }),
];

export const routes: readonly Route[] = [...contactRoutes, ...listRoutes, ...propertyRoutes, ...accountRoutes];
