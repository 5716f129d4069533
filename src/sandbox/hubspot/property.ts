/**
 * Property definitions of contacts (destinations.md 1.6: spec and docs read 2026-11-22).
 */
import { z } from "zod";

export const propertyTypes = ["bool", "date", "datetime", "enumeration", "number", "phone_number", "string"] as const;
export type PropertyType = (typeof propertyTypes)[number];

export const fieldTypes = [
  "booleancheckbox",
  "calculation_equation",
  "checkbox",
  "date",
  "file",
  "html",
  "number",
  "phonenumber",
  "radio",
  "select",
  "text",
  "textarea",
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** Which field shows which type. The docs say that other pairs are rejected; the table itself is from memory. */
export const fieldTypesOf: Readonly<Record<PropertyType, readonly FieldType[]>> = {
  bool: ["booleancheckbox", "calculation_equation"],
  date: ["date"],
  datetime: ["date"],
  enumeration: ["booleancheckbox", "checkbox", "radio", "select"],
  number: ["number", "calculation_equation"],
  phone_number: ["phonenumber"],
  string: ["file", "html", "phonenumber", "text", "textarea"],
};

/** `label`, `value`, `hidden` are required (spec). */
export const optionSchema = z.strictObject({
  label: z.string().min(1),
  value: z.string().min(1),
  hidden: z.boolean(),
  displayOrder: z.int().optional(),
  description: z.string().optional(),
});
type PropertyOption = z.infer<typeof optionSchema>;

export interface Property {
  readonly name: string;
  readonly label: string;
  readonly groupName: string;
  readonly type: PropertyType;
  readonly fieldType: FieldType;
  readonly options: readonly PropertyOption[];
  readonly hasUniqueValue: boolean;
  readonly description: string;
  readonly displayOrder: number;
  readonly formField: boolean;
  readonly hidden: boolean;
  /** Built into the portal; its definition cannot be changed through the API. */
  readonly hubspotDefined: boolean;
  /** Its values cannot be written through the API. */
  readonly readOnlyValue: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
}

/** In the docs' example every new portal has it. */
export const CONTACT_INFORMATION = "contactinformation";

/**
 * What every portal has from the start. `email`, `hs_additional_emails`, `hs_email_optout`, `hs_marketable_status` and
 * `hs_object_id` are named in the facts page; the other names, and which of them are read-only, are from memory.
 */
export function standardProperties(createdAtMs: number): readonly Property[] {
  const define = (name: string, label: string, type: PropertyType, readOnlyValue: boolean): Property => ({
    name,
    label,
    type,
    readOnlyValue,
    groupName: CONTACT_INFORMATION,
    fieldType: type === "string" ? "text" : (fieldTypesOf[type][0] ?? "text"),
    options: [],
    hasUniqueValue: name === "email",
    description: "",
    displayOrder: -1,
    formField: !readOnlyValue,
    hidden: false,
    hubspotDefined: true,
    createdAtMs,
    updatedAtMs: createdAtMs,
  });
  return [
    define("email", "Email", "string", false),
    define("firstname", "First name", "string", false),
    define("lastname", "Last name", "string", false),
    define("country", "Country/Region", "string", false),
    define("phone", "Phone number", "string", false),
    define("createdate", "Create date", "datetime", true),
    define("lastmodifieddate", "Last modified date", "datetime", true),
    define("hs_object_id", "Record ID", "number", true),
    define("hs_additional_emails", "Additional email addresses", "string", true),
    define("hs_merged_object_ids", "Merged record IDs", "string", true),
    define("hs_email_optout", "Unsubscribed from all email", "bool", true),
    define("hs_marketable_status", "Marketing contact status", "string", true),
  ];
}

/** Properties that carry consent: a write to one is refused and counted among the forbidden calls. */
export function isConsentProperty(name: string): boolean {
  return /^hs_(?:email_optout|marketable_|legal_basis)/u.test(name);
}
