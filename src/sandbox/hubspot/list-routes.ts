/** Lists and their members (destinations.md 1.1: spec and guides read 2026-11-22). */
import { CONTACT_TYPE, createList, createListBody, deleteList, getList, getListByName } from "./lists.ts";
import { allLists, allListsBody, listSearchBody, searchLists } from "./list-search.ts";
import {
  addAndRemoveBody,
  addAndRemoveMembers,
  addMembers,
  clearMembers,
  getMembers,
  recordIdsBody,
  removeMembers,
} from "./memberships.ts";
import { readMembershipsOfRecord, readMembershipsOfRecords, recordsBody } from "./record-memberships.ts";
import type { Route } from "./route.ts";
import { route } from "./route.ts";
import { noBody, under } from "./paths.ts";

const reads = ["crm.lists.read"] as const;
const writes = ["crm.lists.write"] as const;
const lists = (path: string): readonly string[] => under("lists", path);
const members = (path: string): readonly string[] => under("lists", `/:listId/memberships${path}`);

export const listRoutes: readonly Route[] = [
  route({
    method: "POST",
    paths: lists(""),
    scopes: writes,
    isRead: false,
    body: createListBody,
    handle: createList,
  }),
  route({
    method: "GET",
    paths: lists("/object-type-id/:objectTypeId/name/:name"),
    scopes: reads,
    isRead: true,
    query: ["includeFilters"],
    body: noBody,
    handle: getListByName,
  }),
  route({
    method: "POST",
    paths: lists("/search"),
    scopes: reads,
    isRead: true,
    body: listSearchBody,
    handle: searchLists,
  }),
  route({
    method: "POST",
    paths: ["/crm/lists/2026-09/all"],
    scopes: reads,
    isRead: true,
    body: allListsBody,
    handle: allLists,
  }),
  route({
    method: "POST",
    paths: lists("/records/memberships/batch/read"),
    scopes: reads,
    isRead: true,
    body: recordsBody,
    handle: readMembershipsOfRecords,
  }),
  route({
    method: "GET",
    paths: lists(`/records/${CONTACT_TYPE}/:recordId/memberships`),
    scopes: reads,
    isRead: true,
    body: noBody,
    handle: readMembershipsOfRecord,
  }),
  route({
    method: "GET",
    paths: lists("/:listId"),
    scopes: reads,
    isRead: true,
    query: ["includeFilters"],
    body: noBody,
    handle: getList,
  }),
  route({
    method: "DELETE",
    paths: lists("/:listId"),
    scopes: writes,
    isRead: false,
    body: noBody,
    handle: deleteList,
  }),
  route({
    method: "PUT",
    paths: members("/add"),
    scopes: writes,
    isRead: false,
    body: recordIdsBody,
    handle: addMembers,
  }),
  route({
    method: "PUT",
    paths: members("/remove"),
    scopes: writes,
    isRead: false,
    body: recordIdsBody,
    handle: removeMembers,
  }),
  route({
    method: "PUT",
    paths: members("/add-and-remove"),
    scopes: writes,
    isRead: false,
    body: addAndRemoveBody,
    handle: addAndRemoveMembers,
  }),
  route({
    method: "GET",
    paths: members(""),
    scopes: reads,
    isRead: true,
    query: ["limit", "after"],
    body: noBody,
    handle: getMembers,
  }),
  route({
    method: "DELETE",
    paths: members(""),
    scopes: writes,
    isRead: false,
    body: noBody,
    handle: clearMembers,
  }),
];
