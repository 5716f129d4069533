/**
 * Checks one value against its property. Values are strings in the schema; numbers and booleans are accepted in
 * practice (seen in third-party code, not on a vendor page).
 */
import type { Property } from "./property.ts";

export interface ValueProblem {
  readonly isValid: false;
  readonly message: string;
  /** `INVALID_OPTION`, `PROPERTY_DOESNT_EXIST` were seen in third-party code, `INVALID_INTEGER` in the docs; others from memory. */
  readonly error: string;
  readonly name: string;
}

export type CheckedValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: ValueProblem };

const EMAIL = /^[^\s@,;<>()"]+@[^\s@,;<>()"]+\.[^\s@,;<>()".]+$/u;
const NUMBER = /^-?\d+(?:\.\d+)?$/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/u;
const DAY_MS = 86_400_000;

/** `""` clears (docs) and is valid for every property that can be written. Addresses come back trimmed, in lower case. */
export function checkValue(property: Property, given: string | number | boolean): CheckedValue {
  const text = String(given);
  if (property.readOnlyValue) return bad(property, "READ_ONLY_VALUE", `"${property.name}" is a read only property.`);
  if (text === "") return { ok: true, value: "" };
  if (property.name === "email") return checkEmail(property, text);
  switch (property.type) {
    case "enumeration":
      return checkOptions(property, text);
    case "number":
      return NUMBER.test(text) ? good(text) : bad(property, "INVALID_INTEGER", `${text} was not a valid number.`);
    case "bool":
      return /^(?:true|false)$/u.test(text)
        ? good(text)
        : bad(property, "INVALID_BOOLEAN", `${text} was not a valid boolean.`);
    case "date":
      return isDate(text) ? good(text) : bad(property, "INVALID_DATE", `${text} was not a valid date.`);
    case "datetime":
      return isInstant(text) ? good(text) : bad(property, "INVALID_DATE", `${text} was not a valid date and time.`);
    case "phone_number":
    case "string":
      return good(text);
    default:
      return property.type satisfies never;
  }
}

export function unknownProperty(name: string): ValueProblem {
  return { isValid: false, message: `Property "${name}" does not exist`, error: "PROPERTY_DOESNT_EXIST", name };
}

function checkEmail(property: Property, text: string): CheckedValue {
  const address = text.trim().toLowerCase();
  return EMAIL.test(address) ? good(address) : bad(property, "INVALID_EMAIL", `Email address ${text} is invalid`);
}

/** The internal value exactly (changelog 2023-05-22); several are separated by `;` in a checkbox field (spec). */
function checkOptions(property: Property, text: string): CheckedValue {
  const allowed = property.options.map((option) => option.value);
  const values = property.fieldType === "checkbox" ? text.split(";").filter((value) => value !== "") : [text];
  const wrong = values.find((value) => !allowed.includes(value));
  if (wrong === undefined) return good(text);
  return bad(property, "INVALID_OPTION", `${wrong} was not one of the allowed options: ${JSON.stringify(allowed)}`);
}

/** A calendar day, or the epoch milliseconds of a midnight UTC (the latter from memory). */
function isDate(text: string): boolean {
  if (/^-?\d{9,}$/u.test(text)) return Number(text) % DAY_MS === 0;
  return DATE.test(text) && existsOnCalendar(text);
}

function isInstant(text: string): boolean {
  if (/^-?\d{9,}$/u.test(text)) return true;
  return INSTANT.test(text) && existsOnCalendar(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
}

/** 2024-02-30 parses as March 1st; the round trip shows it. */
function existsOnCalendar(day: string): boolean {
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(day);
}

function good(value: string): CheckedValue {
  return { ok: true, value };
}

function bad(property: Property, error: string, message: string): CheckedValue {
  return { ok: false, problem: { isValid: false, message, error, name: property.name } };
}
