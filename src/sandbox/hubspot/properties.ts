/**
 * Properties and their groups (destinations.md 1.6: spec and docs read 2026-11-22). Categories and sub-categories of the
 * refusals of existing and missing names were observed by a third party on a developer account on 2026-09-29.
 */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { failed, instant, invalid, notFound, ok } from "./answers.ts";
import { checkBatchSize } from "./batch.ts";
import type { Property, PropertyGroup } from "./property.ts";
import { fieldTypes, fieldTypesOf, optionSchema, propertyTypes } from "./property.ts";
import type { Call } from "./route.ts";

/** Unique properties of one object besides those built in (guide). */
const UNIQUE_MAX = 10;

const shared = {
  description: z.string().optional(),
  displayOrder: z.int().optional(),
  formField: z.boolean().optional(),
  hidden: z.boolean().optional(),
  options: z.array(optionSchema).optional(),
};
/** Name, label, type, field type and group are required (spec). The allowed characters of a name are from memory. */
export const createPropertyBody = z.strictObject({
  ...shared,
  name: z.string().regex(/^[a-z][a-z0-9_]{0,99}$/u),
  label: z.string().min(1),
  type: z.enum(propertyTypes),
  fieldType: z.enum(fieldTypes),
  groupName: z.string(),
  hasUniqueValue: z.boolean().optional(),
});
export const createPropertiesBody = z.strictObject({ inputs: z.array(createPropertyBody) });
/** Neither `name` nor `hasUniqueValue` is in the schema of an update (spec). */
export const updatePropertyBody = z.strictObject({
  ...shared,
  label: z.string().min(1).optional(),
  type: z.enum(propertyTypes).optional(),
  fieldType: z.enum(fieldTypes).optional(),
  groupName: z.string().optional(),
});
export const createGroupBody = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,99}$/u),
  label: z.string().min(1),
  displayOrder: z.int().optional(),
});

export function listProperties(call: Call<undefined>): Answer {
  return ok({ results: [...call.portal.properties.values()].map(propertyAnswer) });
}

export function getProperty(call: Call<undefined>): Answer {
  const property = call.portal.properties.get(call.params["name"] ?? "");
  return property === undefined ? noSuchProperty(call) : ok(propertyAnswer(property));
}

export function createProperty(call: Call<z.infer<typeof createPropertyBody>>): Answer {
  const { body, portal } = call;
  if (portal.properties.has(body.name)) {
    return failed({
      status: 409,
      category: "OBJECT_ALREADY_EXISTS",
      subCategory: "Properties.PROPERTY_WITH_NAME_EXISTS",
      message: `A property named '${body.name}' already exists.`,
    });
  }
  const property: Property = {
    ...body,
    options: body.options ?? [],
    hasUniqueValue: body.hasUniqueValue ?? false,
    description: body.description ?? "",
    displayOrder: body.displayOrder ?? -1,
    formField: body.formField ?? false,
    hidden: body.hidden ?? false,
    hubspotDefined: false,
    readOnlyValue: false,
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
  };
  const wrong = checkDefinition(call, property) ?? checkUnique(call, property);
  if (wrong !== undefined) return wrong;
  portal.defineProperty(property);
  return ok(propertyAnswer(property), 201);
}

/** 201, or 207 with an error for each property that could not be made (spec). */
export function createProperties(call: Call<z.infer<typeof createPropertiesBody>>): Answer {
  const wrong = checkBatchSize(call.body.inputs.length);
  if (wrong !== undefined) return wrong;
  const answers = call.body.inputs.map((body) => createProperty({ ...call, body }));
  const results = answers.filter(({ status }) => status === 201).map(({ body }) => body);
  const errors = answers.filter(({ status }) => status !== 201).map(({ body }) => body);
  const at = instant(call.nowMs);
  const body = { status: "COMPLETE", results, startedAt: at, completedAt: at };
  return errors.length === 0 ? ok(body, 201) : ok({ ...body, numErrors: errors.length, errors }, 207);
}

/** Fields that are given replace the old ones; options left out of a given list are gone (observed, as above). */
export function updateProperty(call: Call<z.infer<typeof updatePropertyBody>>): Answer {
  const before = call.portal.properties.get(call.params["name"] ?? "");
  if (before === undefined) return noSuchProperty(call);
  if (before.hubspotDefined) return invalid(`The definition of "${before.name}" is read only.`);
  const { body } = call;
  if (body.type !== undefined && body.type !== before.type) {
    return invalid("This stand-in changes no type of an existing property.");
  }
  const after: Property = {
    ...before,
    label: body.label ?? before.label,
    fieldType: body.fieldType ?? before.fieldType,
    groupName: body.groupName ?? before.groupName,
    options: body.options ?? before.options,
    description: body.description ?? before.description,
    displayOrder: body.displayOrder ?? before.displayOrder,
    formField: body.formField ?? before.formField,
    hidden: body.hidden ?? before.hidden,
    updatedAtMs: call.nowMs,
  };
  const wrong = checkDefinition(call, after);
  if (wrong !== undefined) return wrong;
  call.portal.properties.set(after.name, after);
  return ok(propertyAnswer(after));
}

export function listGroups(call: Call<undefined>): Answer {
  return ok({ results: [...call.portal.groups.values()].map(groupAnswer) });
}

export function getGroup(call: Call<undefined>): Answer {
  const group = call.portal.groups.get(call.params["name"] ?? "");
  return group === undefined ? notFound("Property group does not exist.") : ok(groupAnswer(group));
}

/** 409 for a name that exists is by analogy with properties (from memory). */
export function createGroup(call: Call<z.infer<typeof createGroupBody>>): Answer {
  const { name, label, displayOrder } = call.body;
  if (call.portal.groups.has(name)) {
    const message = `A property group named '${name}' already exists.`;
    return failed({ status: 409, category: "OBJECT_ALREADY_EXISTS", message });
  }
  const group = { name, label, displayOrder: displayOrder ?? -1 };
  call.portal.groups.set(name, group);
  return ok(groupAnswer(group), 201);
}

/** That bad pairs are refused, options required and names unique is documented; the texts are from memory. */
function checkDefinition(call: Call<unknown>, property: Property): Answer | undefined {
  const { type, fieldType, options, groupName } = property;
  if (!fieldTypesOf[type].includes(fieldType)) return invalid(`Type ${type} does not go with field type ${fieldType}.`);
  if (!call.portal.groups.has(groupName)) return invalid(`Property group "${groupName}" does not exist.`);
  if (type !== "enumeration") {
    return options.length === 0 ? undefined : invalid(`A property of type ${type} has no options.`);
  }
  if (options.length === 0) return invalid("An enumeration needs options.");
  for (const key of ["label", "value"] as const) {
    const distinct = new Set(options.map((option) => option[key]));
    if (distinct.size < options.length) return invalid(`Two options have the same ${key}.`);
  }
  return undefined;
}

function checkUnique(call: Call<unknown>, property: Property): Answer | undefined {
  if (!property.hasUniqueValue) return undefined;
  if (property.type !== "string" && property.type !== "number") {
    return invalid(`A property of type ${property.type} cannot have unique values.`);
  }
  const own = [...call.portal.properties.values()].filter((other) => other.hasUniqueValue && !other.hubspotDefined);
  return own.length < UNIQUE_MAX ? undefined : invalid(`There are ${UNIQUE_MAX} unique properties already.`);
}

function noSuchProperty(call: Call<unknown>): Answer {
  return notFound(`Property "${call.params["name"] ?? ""}" does not exist.`);
}

function propertyAnswer(property: Property): Readonly<Record<string, unknown>> {
  const { readOnlyValue, createdAtMs, updatedAtMs, ...rest } = property;
  return {
    ...rest,
    calculated: false,
    externalOptions: false,
    archived: false,
    createdAt: instant(createdAtMs),
    updatedAt: instant(updatedAtMs),
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyOptions: false,
      readOnlyValue,
    },
  };
}

function groupAnswer(group: PropertyGroup): Readonly<Record<string, unknown>> {
  return { ...group, archived: false };
}
