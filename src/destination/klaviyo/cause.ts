/** Why Klaviyo refused something, in terms a row can carry. */
import { REASON } from "../../domain/receipt.ts";
import type { Refusal } from "../kit/contact-session.ts";
import type { ImportErrorAnswer, VendorError } from "./answers.ts";

export function causeOf(error: VendorError | undefined, status: number): Refusal {
  const code = error?.code ?? String(status);
  const message = error?.detail ?? error?.title ?? `Klaviyo refused the row (status ${status}).`;
  if (status === 409 || code === "duplicate_profile") return { reason: REASON.sharedAddress, message };
  return { reason: reasonOf(code), message };
}

export function causeOfImport({ attributes: { code, title, detail } }: ImportErrorAnswer): Refusal {
  const message = detail === "" ? title : detail;
  return code === "duplicate_profile" ? { reason: REASON.sharedAddress, message } : { reason: reasonOf(code), message };
}

/** A row that Klaviyo stumbled over was perhaps written. The codes are from memory. */
export function isPassing({ attributes: { code } }: ImportErrorAnswer): boolean {
  return /^(?:error|internal|timeout|throttled|unavailable)/iu.test(code);
}

function reasonOf(code: string): string {
  return `klaviyo_${code.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "_")}`;
}
