/** A vendor's words made fit for logs, receipts and messages: no addresses, no tokens, at most 500 characters. */
import { ADDRESS_SIGN } from "../../domain/address-sign.ts";

export const MESSAGE_LENGTH_MAX = 500;

export interface Redaction {
  /** Exact texts to mask, as the token. Texts of fewer than 3 characters are ignored. */
  readonly secrets: readonly string[];
  /** Values that may name a person, as the addresses and texts of the rows of this request. */
  readonly personal: readonly string[];
}

const ADDRESS = new RegExp(String.raw`[\p{L}\p{N}._%+'~-]+${ADDRESS_SIGN}[\p{L}\p{N}.．。-]+`, "giu");
const BEARER = /\b(bearer|authorization:?|hapikey=?)\s*[\w.~+/=-]+/giu;
const HUBSPOT_TOKEN = /\bpat-[a-z0-9]+-[\w-]+/giu;
const KLAVIYO_KEY = /\bpk_[\w-]{6,}/giu;

export function redact(text: string, redaction: Redaction): string {
  let masked = text;
  for (const secret of longestFirst(redaction.secrets)) masked = masked.replaceAll(secret, "[secret]");
  const values = longestFirst(redaction.personal);
  for (const value of values.filter(isAddress)) masked = replaceIgnoringCase(masked, value, "[value]");
  masked = masked
    .replaceAll(BEARER, "$1 [secret]")
    .replaceAll(HUBSPOT_TOKEN, "[secret]")
    .replaceAll(KLAVIYO_KEY, "[secret]")
    .replaceAll(ADDRESS, "[address]");
  // Last: a name in the middle of an address would leave the rest of it.
  for (const value of values.filter((one) => !isAddress(one))) masked = replaceIgnoringCase(masked, value, "[value]");
  return masked.length <= MESSAGE_LENGTH_MAX ? masked : `${masked.slice(0, MESSAGE_LENGTH_MAX - 1)}…`;
}

function isAddress(value: string): boolean {
  return new RegExp(ADDRESS_SIGN, "iu").test(value);
}

function longestFirst(values: readonly string[]): string[] {
  const useful = new Set(values.filter((value) => value.length >= 3));
  return [...useful].toSorted((left, right) => right.length - left.length);
}

function replaceIgnoringCase(text: string, value: string, mask: string): string {
  return text.replaceAll(new RegExp(value.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`), "giu"), mask);
}
