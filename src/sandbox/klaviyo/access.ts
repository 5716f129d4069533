/** Who may ask, and in which revision (authentication, and versioning and deprecation policy, read 2026-11-22). */
import type { Answer } from "../kit/answer.ts";
import { failed } from "./answers.ts";
import type { Scope } from "./options.ts";
import { REVISION } from "./options.ts";

/** Codes and words are from memory. */
export function checkKey(authorization: string | null, key: string | undefined): Answer | undefined {
  const given = /^Klaviyo-API-Key (?<key>pk_\S+)$/u.exec(authorization ?? "")?.groups?.["key"];
  if (given !== undefined && (key === undefined || given === key)) return undefined;
  return failed({
    status: 401,
    code: "not_authenticated",
    title: "Authentication credentials were not provided.",
    detail: "Missing or invalid private key. Please provide a private key of the form pk_.",
  });
}

/** "After two years a revision is retired and answers 410"; that a missing one is a 400 is from memory. */
export function checkRevision(revision: string | null): Answer | undefined {
  if (revision === REVISION) return undefined;
  const title = "The revision is not supported.";
  if (revision !== null && /^\d{4}-\d\d-\d\d$/u.test(revision) && revision < "2024-07-15")
    return failed({ status: 410, code: "gone", title, detail: "This revision has been retired." });
  const detail = revision === null ? "The revision header is missing." : "The revision header names no revision.";
  return failed({ status: 400, code: "invalid", title, detail });
}

/** All of them are needed (each reference page lists its scopes). Words are from memory. */
export function checkScopes(wanted: readonly Scope[], granted: ReadonlySet<string>): Answer | undefined {
  const missing = wanted.filter((scope) => !granted.has(scope));
  if (missing.length === 0) return undefined;
  return failed({
    status: 403,
    code: "permission_denied",
    title: "You do not have permission to perform this action.",
    detail: `The API key is missing the required scope(s): ${missing.join(", ")}.`,
  });
}

const FORBIDDEN =
  /^\/(?:client\/|api\/(?:profile-(?:subscription|suppression)-bulk-(?:create|delete)-jobs|data-privacy-deletion-jobs|profile-merge|campaigns|campaign-send-jobs|flows)(?:\/|$))/u;

/** Consent, suppression, deletion, merging, sending: no audience tool may ever call them. They answer, and are counted. */
export function isForbidden(path: string): boolean {
  return FORBIDDEN.test(path);
}
