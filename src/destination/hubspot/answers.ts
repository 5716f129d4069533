/** The answers of HubSpot that we read, checked at the edge. Fields we do not use are ignored. */
import { z } from "zod";
import type { HttpResponse } from "../../platform/http.ts";
import { expectBodyOf } from "../kit/read-answer.ts";

const textOrNumber = z.union([z.string(), z.number()]).transform(String);
/** Property values are text or null; numbers and booleans have been seen. */
const propertyValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]).optional());

const contactRecord = z.object({
  id: textOrNumber,
  properties: propertyValues.default({}),
  objectWriteTraceId: z.string().optional(),
  /** Of an upsert. */
  new: z.boolean().optional(),
});
export type ContactRecord = z.infer<typeof contactRecord>;

/** "All fields should be treated as optional" (error handling page, read 2026-11-22). */
const errorDetail = z.object({
  message: z.string().optional(),
  code: z.string().optional(),
  in: z.string().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});
export const vendorError = z.object({
  status: z.string().optional(),
  category: z.string().optional(),
  subCategory: z.unknown().optional(),
  message: z.string().optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
  errors: z.array(errorDetail).optional(),
});
export type VendorError = z.infer<typeof vendorError>;

export const contactBatch = z.object({
  status: z.string().optional(),
  results: z.array(contactRecord),
  errors: z.array(vendorError).default([]),
});
export type ContactBatch = z.infer<typeof contactBatch>;

const list = z.object({
  listId: textOrNumber,
  name: z.string().optional(),
  processingType: z.string(),
  objectTypeId: z.string().optional(),
  deletedAt: z.string().nullish(),
  size: z.number().nullish(),
});
export const listAnswer = z.object({ list });
export type ListAnswer = z.infer<typeof list>;

export const membersPage = z.object({
  total: z.number().int().optional(),
  results: z.array(z.object({ recordId: textOrNumber })),
  paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
});

/** HubSpot spells the first key `recordsIdsAdded` in its specification (v3 to 2026-09), older pages `recordIdsAdded`. */
export const membershipUpdate = z
  .object({
    recordsIdsAdded: z.array(textOrNumber).optional(),
    recordIdsAdded: z.array(textOrNumber).optional(),
    recordIdsRemoved: z.array(textOrNumber).optional(),
    recordIdsMissing: z.array(textOrNumber).optional(),
  })
  .refine((answer) => Object.values(answer).some((ids) => ids !== undefined), "none of the known keys is there")
  .transform((answer) => ({ missing: answer.recordIdsMissing ?? [] }));

const propertyOption = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.number().default(-1),
  hidden: z.boolean().default(false),
  description: z.string().nullish(),
});
export const propertyAnswer = z.object({
  name: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  hasUniqueValue: z.boolean().default(false),
  hubspotDefined: z.boolean().default(false),
  calculated: z.boolean().default(false),
  options: z.array(propertyOption).default([]),
});
export type PropertyAnswer = z.infer<typeof propertyAnswer>;

export const accountAnswer = z.object({ portalId: z.union([z.string().min(1), z.number().int()]).transform(String) });

/** Throws `ContractError` when the body is not JSON or has another shape. */
export function expectBody<Shape extends z.ZodType>(answer: HttpResponse, shape: Shape, what: string): z.output<Shape> {
  return expectBodyOf("HubSpot", answer, shape, what);
}
