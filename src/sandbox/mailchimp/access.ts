/** Who may ask, and what nobody may (fundamentals page: basic authentication with any user name). */
import type { Answer } from "../kit/answer.ts";
import { problem } from "./answers.ts";
import { DATA_CENTER } from "./options.ts";

export function checkKey(authorization: string | null, key: string | undefined): Answer | undefined {
  const encoded = /^Basic (?<credentials>\S+)$/u.exec(authorization ?? "")?.groups?.["credentials"] ?? "";
  const given = /^[^:]+:(?<key>.+)$/u.exec(Buffer.from(encoded, "base64").toString("utf8"))?.groups?.["key"];
  const isKnown = key === undefined ? (given?.endsWith(`-${DATA_CENTER}`) ?? false) : given === key;
  if (isKnown) return undefined;
  return problem(
    401,
    "API Key Invalid",
    "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
  );
}

/**
 * What changes consent, deletes somebody, writes one contact at a time, or mails: no audience tool may ask for it. 403, and
 * counted.
 */
export function isForbidden(method: string, path: string): boolean {
  return (
    (method !== "GET" && /^\/3\.0\/(?:campaigns|reports)(?:\/|$)/u.test(path)) ||
    /^\/3\.0\/(?:automations|batches|ecommerce|conversations|sms)(?:\/|$)/u.test(path) ||
    /\/(?:actions|interest-categories|signup-forms|webhooks)(?:\/|$)/u.test(path) ||
    (method !== "GET" && /^\/3\.0\/lists\/[^/]+\/members(?:\/|$)/u.test(path)) ||
    (["DELETE", "PUT"].includes(method) && /^\/3\.0\/lists(?:\/|$)/u.test(path))
  );
}

export function forbidden(): Answer {
  return problem(
    403,
    "Forbidden By Stand-In",
    "Tierline never changes consent and never deletes. This call is counted.",
  );
}
