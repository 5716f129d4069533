/** Properties and groups (destinations.md 1.1: spec and guides read 2026-11-22). */
import {
  createGroup,
  createGroupBody,
  createProperties,
  createPropertiesBody,
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
import { noBody, under } from "./paths.ts";

/** Either is enough to read definitions (reference page). */
const reads = ["crm.schemas.contacts.read", "crm.objects.contacts.read"] as const;
const writes = ["crm.schemas.contacts.write"] as const;
const properties = (path: string): readonly string[] => under("properties", `/contacts${path}`);

export const propertyRoutes: readonly Route[] = [
  route({
    method: "GET",
    paths: properties("/groups"),
    scopes: reads,
    isRead: true,
    body: noBody,
    handle: listGroups,
  }),
  route({
    method: "POST",
    paths: properties("/groups"),
    scopes: writes,
    isRead: false,
    body: createGroupBody,
    handle: createGroup,
  }),
  route({
    method: "GET",
    paths: properties("/groups/:name"),
    scopes: reads,
    isRead: true,
    body: noBody,
    handle: getGroup,
  }),
  route({
    method: "GET",
    paths: properties(""),
    scopes: reads,
    isRead: true,
    query: ["archived", "properties"],
    body: noBody,
    handle: listProperties,
  }),
  route({
    method: "POST",
    paths: properties(""),
    scopes: writes,
    isRead: false,
    body: createPropertyBody,
    handle: createProperty,
  }),
  route({
    method: "POST",
    paths: properties("/batch/create"),
    scopes: writes,
    isRead: false,
    body: createPropertiesBody,
    handle: createProperties,
  }),
  route({
    method: "GET",
    paths: properties("/:name"),
    scopes: reads,
    isRead: true,
    query: ["archived", "properties"],
    body: noBody,
    handle: getProperty,
  }),
  route({
    method: "PATCH",
    paths: properties("/:name"),
    scopes: writes,
    isRead: false,
    body: updatePropertyBody,
    handle: updateProperty,
  }),
];
