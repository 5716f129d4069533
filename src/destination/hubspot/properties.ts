/**
 * The contact place: our property group, the unique property that carries the member id, and the sync's properties.
 *
 * What we made stands in the group `tierline` and is ours to extend. Somebody else's property is written to when its type
 * fits, and its definition is never altered; HubSpot's own properties are never written to, consent stands among them.
 */
import type { OptionInput } from "@hubspot/api-client/lib/codegen/crm/properties/models/OptionInput.js";
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from "@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js";
import { ConfigError } from "../../domain/errors.ts";
import type { FoundPlace, TakenPlace } from "../../domain/place.ts";
import type { PropertyType } from "../../domain/sync.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { expectBody, propertyAnswer, vendorError } from "./answers.ts";
import type { PropertyAnswer } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { MEMBER_ID_PROPERTY, PROPERTY_GROUP } from "./options.ts";
import type { DescribedProperty } from "../destination-type.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface PropertiesOptions {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
  readonly properties: readonly DescribedProperty[];
}

type Definition = Parameters<HubSpotRequests["createProperty"]>[0];

/** Pairs as in the properties specification, read 2026-11-22. */
const TYPES: Readonly<Record<PropertyType, Pick<Definition, "type" | "fieldType">>> = {
  string: { type: PropertyCreateTypeEnum.String, fieldType: PropertyCreateFieldTypeEnum.Text },
  number: { type: PropertyCreateTypeEnum.Number, fieldType: PropertyCreateFieldTypeEnum.Number },
  date: { type: PropertyCreateTypeEnum.Date, fieldType: PropertyCreateFieldTypeEnum.Date },
  datetime: { type: PropertyCreateTypeEnum.Datetime, fieldType: PropertyCreateFieldTypeEnum.Date },
  enumeration: { type: PropertyCreateTypeEnum.Enumeration, fieldType: PropertyCreateFieldTypeEnum.Select },
  bool: { type: PropertyCreateTypeEnum.Bool, fieldType: PropertyCreateFieldTypeEnum.Booleancheckbox },
};

const MEMBER_ID: Definition = {
  name: MEMBER_ID_PROPERTY,
  label: "Loyalty member ID",
  groupName: PROPERTY_GROUP,
  description: "Written by Tierline: the member's customer_id.",
  hasUniqueValue: true,
  formField: false,
  ...TYPES.string,
};

/** One request per property. Found as soon as the member id property is there; the others are added when it is taken. */
export async function findContactPlace(options: PropertiesOptions): Promise<FoundPlace | undefined> {
  const { memberId } = await readAll(options);
  return memberId === undefined ? undefined : { listId: null, count: 0 };
}

/** Reads and checks everything, then creates what is missing. Idempotent; a race is settled by reading again. */
export async function takeContactPlace(options: PropertiesOptions): Promise<TakenPlace> {
  const { memberId, properties } = await readAll(options);
  const isComplete = memberId !== undefined && properties.every(({ there }) => there !== undefined);
  if (!isComplete) await createGroup(options);
  if (memberId === undefined) {
    await createProperty(options, MEMBER_ID);
    await readMemberId(options);
  }
  for (const { property, there } of properties) {
    const made = there ?? (await createProperty(options, definitionOf(property)));
    checkUsable(property, made);
    await addOptions(options, property, made);
  }
  return { listId: null, count: 0, isCreatedByUs: memberId === undefined };
}

interface Standing {
  readonly memberId: PropertyAnswer | undefined;
  readonly properties: readonly { readonly property: DescribedProperty; readonly there: PropertyAnswer | undefined }[];
}

async function readAll(options: PropertiesOptions): Promise<Standing> {
  const memberId = await readMemberId(options);
  const properties = [];
  for (const property of options.properties) {
    const there = await readProperty(options, property.name);
    if (there !== undefined) checkUsable(property, there);
    properties.push({ property, there });
  }
  return { memberId, properties };
}

/** Options left out of an update are dropped: the complete list goes along. */
async function addOptions(
  options: PropertiesOptions,
  property: DescribedProperty,
  there: PropertyAnswer,
): Promise<void> {
  const missing = optionsLacking(property, there);
  if (missing.length === 0) return;
  const kept = there.options.map(({ description, ...option }) =>
    typeof description === "string" ? { ...option, description } : option,
  );
  const complete = [...kept, ...missing.map((value, at) => optionOf(value, kept.length + at))];
  const answer = await options.api.ask(await options.requests.updateOptions(property.name, complete));
  if (!isSuccess(answer)) throw refused(answer, `new options of property ${property.name}`);
}

function optionsLacking(property: DescribedProperty, there: PropertyAnswer): readonly string[] {
  return property.options.filter((value) => there.options.every((option) => option.value !== value));
}

async function readMemberId(options: PropertiesOptions): Promise<PropertyAnswer | undefined> {
  const there = await readProperty(options, MEMBER_ID_PROPERTY);
  if (there === undefined) return undefined;
  if (there.groupName === PROPERTY_GROUP && there.hasUniqueValue && there.type === "string") return there;
  throw new ConfigError(
    "foreign_property",
    `HubSpot has a property ${MEMBER_ID_PROPERTY} that Tierline did not make.`,
    {
      remedy: `Rename or delete it in HubSpot: Tierline needs a unique text property of that name in the group ${PROPERTY_GROUP}.`,
    },
  );
}

async function readProperty(options: PropertiesOptions, name: string): Promise<PropertyAnswer | undefined> {
  const answer = await options.api.ask(await options.requests.property(name));
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw refused(answer, `property ${name}`);
  return expectBody(answer, propertyAnswer, `property ${name}`);
}

async function createGroup(options: PropertiesOptions): Promise<void> {
  const answer = await options.api.ask(await options.requests.createGroup(PROPERTY_GROUP, "Tierline"));
  // 409: it is there already, made by an earlier run.
  if (!isSuccess(answer) && answer.status !== 409) throw refused(answer, "the property group");
}

async function createProperty(options: PropertiesOptions, definition: Definition): Promise<PropertyAnswer> {
  const what = `property ${definition.name}`;
  const answer = await options.api.ask(await options.requests.createProperty(definition));
  if (isSuccess(answer)) return expectBody(answer, propertyAnswer, what);
  // 409: somebody else was first.
  const there = answer.status === 409 ? await readProperty(options, definition.name) : undefined;
  if (there === undefined) throw refused(answer, what);
  return there;
}

function checkUsable(property: DescribedProperty, there: PropertyAnswer): void {
  if (there.name === MEMBER_ID_PROPERTY || there.hubspotDefined || there.calculated || there.hasUniqueValue)
    throw new ConfigError("foreign_property", `Property ${property.name} is not one that a sync may write.`, {
      remedy: "Map the column to a property of another name; Tierline creates it.",
    });
  if (there.type !== property.type)
    throw new ConfigError(
      "property_type",
      `Property ${property.name} is of type ${there.type} in HubSpot, the sync says ${property.type}.`,
      { remedy: "Change the type in the sync file, or map the column to a property of another name." },
    );
  if (there.groupName !== PROPERTY_GROUP && optionsLacking(property, there).length > 0)
    throw optionsMissing(property, optionsLacking(property, there));
}

function definitionOf(property: DescribedProperty): Definition {
  return {
    name: property.name,
    label: property.label,
    groupName: PROPERTY_GROUP,
    description: "Written by Tierline; changes made here are overwritten.",
    formField: false,
    ...TYPES[property.type],
    ...(property.type === "enumeration" ? { options: property.options.map(optionOf) } : {}),
  };
}

function optionOf(value: string, at: number): OptionInput {
  return { label: value, value, hidden: false, displayOrder: at };
}

function optionsMissing(property: DescribedProperty, missing: readonly string[]): ConfigError {
  return new ConfigError(
    "options_missing",
    `Property ${property.name} belongs to somebody else and lacks the options ${missing.join(", ")}.`,
    { remedy: "Add the options in HubSpot, or map the column to a property of another name." },
  );
}

function refused(answer: HttpResponse, what: string): ConfigError {
  const category = readBody(answer, vendorError)?.category ?? "unknown";
  return new ConfigError("property_refused", `HubSpot refused ${what} with status ${answer.status} (${category}).`, {
    remedy: "Check the property's name, type and options in the sync file and the limits of the HubSpot account.",
  });
}
