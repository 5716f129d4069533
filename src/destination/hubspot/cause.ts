/** Why HubSpot refused something, in terms a row or a run can carry. */
import { ConfigError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { Refusal } from "../kit/contact-session.ts";
import type { VendorError } from "./answers.ts";
import { MEMBER_ID_PROPERTY } from "./options.ts";

export interface Cause extends Refusal {
  /** Equal for rows refused for the same thing. Free of personal data. */
  readonly key: string;
  /** The property refused; empty when HubSpot did not say. */
  readonly property: string;
  /** `run`: wrong for every row by its nature. `row`: bound to one row's values, never a fault of the set-up. */
  readonly scope: "run" | "row" | "either";
}

interface Detail {
  readonly code: string;
  readonly property: string;
  readonly value: string;
}

/** Codes that no row can be blamed for. */
const RUN_CODES: ReadonlySet<string> = new Set(["PROPERTY_DOESNT_EXIST", "READ_ONLY_VALUE", "READ_ONLY_PROPERTY"]);
/** Codes that only a row's own values can cause. */
const ROW_CODES: ReadonlySet<string> = new Set(["INVALID_EMAIL"]);
const CONFLICT_CODES: ReadonlySet<string> = new Set(["CONFLICTING_UNIQUE_VALUE", "CONFLICT"]);
const CONFLICT_WORDS = /already (?:exists?|has|have|in use|used|taken|belongs)|conflict/iu;
const NON_UNIQUE_WORDS = /by non-unique/iu;

export function causeOf(error: VendorError, status: number): Cause {
  const message = error.message ?? error.errors?.[0]?.message ?? `HubSpot refused the row (status ${status}).`;
  const detail = detailOf(error);
  const code = detail?.code ?? (error.category === undefined ? String(status) : error.category);
  if (isConflict(error, code, message, status)) {
    const isAddress = detail?.property !== MEMBER_ID_PROPERTY && !message.includes(MEMBER_ID_PROPERTY);
    const reason = isAddress ? REASON.sharedAddress : "hubspot_conflict";
    return { reason, message, key: reason, property: detail?.property ?? "", scope: "row" };
  }
  const isRun = RUN_CODES.has(code) || isWrongAddressed(error, status) || NON_UNIQUE_WORDS.test(message);
  return {
    reason: `hubspot_${code.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "_")}`,
    message,
    key: [code, detail?.property ?? "", detail?.value ?? ""].join(" "),
    property: detail?.property ?? "",
    scope: isRun ? "run" : ROW_CODES.has(code) ? "row" : "either",
  };
}

/** The error that stops a run when every row was refused for one cause. The message must be redacted already. */
export function setupError(cause: Cause, redactedMessage: string): ConfigError {
  return new ConfigError(cause.reason, `HubSpot refused every row for one cause: ${redactedMessage}`, {
    remedy: "Correct the property or rule named in HubSpot, or the sync file, and run again; no row was set aside.",
  });
}

function isConflict(error: VendorError, code: string, message: string, status: number): boolean {
  if (status === 409 || error.category === "CONFLICT" || CONFLICT_CODES.has(code)) return true;
  return !RUN_CODES.has(code) && code !== "INVALID_EMAIL" && CONFLICT_WORDS.test(message);
}

/** The path or the way of asking is wrong, not a row: 404 that names no ids, 405, 410, 415. */
function isWrongAddressed(error: VendorError, status: number): boolean {
  return [405, 410, 415].includes(status) || (status === 404 && error.context?.["ids"] === undefined);
}

/** HubSpot gives the property and code as `errors[]`, or as a JSON list inside the message (recorded by third parties). */
function detailOf(error: VendorError): Detail | undefined {
  const listed = error.errors?.[0];
  if (listed?.code !== undefined)
    return { code: listed.code, property: firstText(listed.context?.["propertyName"]) ?? listed.in ?? "", value: "" };
  const start = error.message?.indexOf("[{") ?? -1;
  if (start < 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(error.message?.slice(start) ?? "");
    const first: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
    if (typeof first !== "object" || first === null) return undefined;
    const texts = new Map(
      Object.entries(first).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
    const code = texts.get("error");
    if (code === undefined) return undefined;
    const value =
      code === "INVALID_OPTION"
        ? (/^(?<value>.*?) was not one of/u.exec(texts.get("message") ?? "")?.groups?.["value"] ?? "")
        : "";
    return { code, property: texts.get("name") ?? "", value };
  } catch {
    return undefined;
  }
}

function firstText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}
