/** What a merge field takes (merge fields page: types and how their data is validated; the texts are from memory). */
import type { MergeField } from "./merge-field.ts";

export type MergeValue = string | number;

export type Reading =
  | { readonly ok: true; readonly value: MergeValue }
  | { readonly ok: false; readonly message: string };

/** Bytes a text field holds (merge fields page). */
const TEXT_BYTES_MAX = 255;

/** `""` clears every type. Dates are kept as `YYYY-MM-DD`, whatever the form they came in. */
export function readMergeValue(field: MergeField, given: unknown): Reading {
  if (given === "") return { ok: true, value: "" };
  switch (field.type) {
    case "number":
      return readNumber(given);
    case "date":
      return readDate(given);
    case "dropdown":
    case "radio":
      return typeof given === "string" && field.choices.includes(given)
        ? { ok: true, value: given }
        : { ok: false, message: "Please choose one of the given options" };
    case "text":
      return readText(given);
    default:
      return field.type satisfies never;
  }
}

function readNumber(given: unknown): Reading {
  const isNumber = typeof given === "number" || (typeof given === "string" && /^-?\d+(?:\.\d+)?$/u.test(given));
  return isNumber ? { ok: true, value: Number(given) } : { ok: false, message: "Please enter a number" };
}

function readText(given: unknown): Reading {
  if (typeof given !== "string" && typeof given !== "number") return { ok: false, message: "Please enter a value" };
  const text = String(given);
  return Buffer.byteLength(text) <= TEXT_BYTES_MAX
    ? { ok: true, value: text }
    : { ok: false, message: `Please enter no more than ${TEXT_BYTES_MAX} characters` };
}

function readDate(given: unknown): Reading {
  const text = typeof given === "string" ? given : "";
  const iso = /^(\d{4})[-/](\d{2})[-/](\d{2})$/u.exec(text);
  const american = /^(\d{2})\/(\d{2})\/(\d{4})$/u.exec(text);
  const day =
    iso === null
      ? american === null
        ? ""
        : `${american[3]}-${american[1]}-${american[2]}`
      : `${iso[1]}-${iso[2]}-${iso[3]}`;
  const at = new Date(`${day}T00:00:00Z`);
  const isDay = day !== "" && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
  return isDay ? { ok: true, value: day } : { ok: false, message: "Please enter the date" };
}
