/** An account as plain JSON, checked when it is read back. */
import { z } from "zod";
import type { LateRequest } from "../kit/asked.ts";
import { lateRequestSchema } from "../kit/asked.ts";
import type { ContactList } from "./contact-list.ts";
import type { Contact } from "./contact-store.ts";
import type { EmailEvent } from "./email-event.ts";
import { emailEventSchema } from "./email-event.ts";
import { Members } from "./members.ts";
import { Portal } from "./portal.ts";
import type { Property, PropertyGroup } from "./property.ts";
import { fieldTypes, optionSchema, propertyTypes } from "./property.ts";

const recordId = z.string().regex(/^\d+$/u);
const epochMs = z.number();

/** Holds addresses: a file of it is personal data. */
export interface PortalState {
  readonly schema_version: 1;
  readonly vendor: "hubspot";
  readonly lastIds: { readonly record: number; readonly list: number };
  readonly today: { readonly day: number; readonly count: number };
  readonly groups: readonly PropertyGroup[];
  readonly properties: readonly Property[];
  readonly contacts: readonly Contact[];
  readonly lists: readonly ListState[];
  readonly emailEvents: readonly EmailEvent[];
  /** Requests that have not taken effect yet. */
  readonly late: readonly LateRequest[];
}

type ListState = Omit<ContactList, "members"> & {
  readonly members: readonly (readonly [recordId: string, addedAtMs: number])[];
};

export const stateSchema: z.ZodType<PortalState> = z.strictObject({
  schema_version: z.literal(1),
  vendor: z.literal("hubspot"),
  lastIds: z.strictObject({ record: z.int(), list: z.int() }),
  today: z.strictObject({ day: z.int(), count: z.int() }),
  groups: z.array(z.strictObject({ name: z.string(), label: z.string(), displayOrder: z.int() })),
  properties: z.array(
    z.strictObject({
      name: z.string(),
      label: z.string(),
      groupName: z.string(),
      type: z.enum(propertyTypes),
      fieldType: z.enum(fieldTypes),
      options: z.array(optionSchema),
      hasUniqueValue: z.boolean(),
      description: z.string(),
      displayOrder: z.int(),
      formField: z.boolean(),
      hidden: z.boolean(),
      hubspotDefined: z.boolean(),
      readOnlyValue: z.boolean(),
      createdAtMs: epochMs,
      updatedAtMs: epochMs,
    }),
  ),
  contacts: z.array(
    z.strictObject({
      id: recordId,
      properties: z.record(z.string(), z.string()),
      additionalEmails: z.array(z.string()),
      createdAtMs: epochMs,
      updatedAtMs: epochMs,
    }),
  ),
  lists: z.array(
    z.strictObject({
      listId: recordId,
      name: z.string(),
      processingType: z.enum(["MANUAL", "DYNAMIC", "SNAPSHOT"]),
      createdAtMs: epochMs,
      updatedAtMs: epochMs,
      listVersion: z.int(),
      members: z.array(z.tuple([recordId, epochMs])),
    }),
  ),
  /** A file of an earlier version has none. */
  emailEvents: z.array(emailEventSchema).default([]),
  late: z.array(lateRequestSchema),
});

export function portalState(portal: Portal, today: PortalState["today"], late: readonly LateRequest[]): PortalState {
  return {
    schema_version: 1,
    vendor: "hubspot",
    lastIds: portal.lastIds,
    today,
    groups: [...portal.groups.values()],
    properties: [...portal.properties.values()],
    contacts: [...portal.contacts.all()],
    emailEvents: [...portal.emailEvents],
    lists: [...portal.lists.values()].map((list) => ({ ...list, members: [...list.members.entries()] })),
    late,
  };
}

export function portalFrom(state: PortalState): Portal {
  const portal = new Portal(state.lastIds);
  for (const group of state.groups) portal.groups.set(group.name, group);
  for (const property of state.properties) portal.defineProperty(property);
  for (const contact of state.contacts) portal.contacts.put(contact);
  portal.emailEvents.push(...state.emailEvents);
  for (const list of state.lists) {
    const members = new Members(list.members);
    const restored: ContactList = { ...list, members };
    portal.lists.set(list.listId, restored);
  }
  return portal;
}
