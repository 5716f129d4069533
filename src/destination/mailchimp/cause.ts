/** Why Mailchimp refused something, in terms a row or a run can carry. */
import { ConfigError } from "../../domain/errors.ts";
import type { Problem, RowError } from "./answers.ts";

export interface Cause {
  /** The receipt's reason. */
  readonly reason: string;
  /** Mailchimp's words, not yet redacted. */
  readonly message: string;
  /** Equal for rows refused for the same thing. Free of personal data. */
  readonly key: string;
  /** `run`: wrong for every row by its nature. `row`: bound to one row's values, never a fault of the set-up. */
  readonly scope: "run" | "row" | "either";
}

/** Reasons that speak of a contact's own state. */
export const CONTACT_REASON = {
  archived: "mailchimp_archived",
  cleaned: "mailchimp_cleaned",
  /** Unsubscribed, bounced or under review: Mailchimp takes nothing for this contact from an API. */
  compliance: "mailchimp_compliance_state",
  /** Deleted for good: the contact comes back by subscribing, never by an import. */
  forgotten: "mailchimp_forgotten",
} as const;

/** The texts are those that third parties saw; anything else is a plain refusal. */
const COMPLIANCE_WORDS = /compliance state/iu;
const FORGOTTEN_WORDS = /permanently deleted|forgotten/iu;
const ADDRESS_WORDS = /valid email|looks fake|invalid email|email address is invalid/iu;

/** What one row of a batch was refused for. */
export function causeOfRow(error: RowError): Cause {
  const field = error.field ?? "";
  if (field !== "") {
    const message = `${error.error} ${field}: ${error.field_message ?? ""}`.trim();
    return { reason: "mailchimp_merge_field", message, key: `field ${field}`, scope: "either" };
  }
  const reason = reasonOf(error.error);
  const message = error.error === "" ? `Mailchimp refused the row (${error.error_code}).` : error.error;
  return { reason, message, key: reason, scope: "row" };
}

/** What a whole request was refused for. */
export function causeOfRequest(problem: Problem | undefined, status: number): Cause {
  const [first] = problem?.errors ?? [];
  const words = [problem?.detail ?? problem?.title ?? `Mailchimp refused the request (status ${status}).`];
  if (first !== undefined) words.push(`${first.field ?? ""}: ${first.message ?? ""}`);
  const reason = problem === undefined ? "mailchimp_refused" : reasonOf(`${problem.title} ${problem.detail ?? ""}`);
  return {
    reason,
    message: words.join(" "),
    key: `request ${status} ${first?.field ?? ""}`,
    // 404, 405 and 415: the address or the way of asking is wrong, not a row.
    scope: [404, 405, 415].includes(status) ? "run" : reason === "mailchimp_refused" ? "either" : "row",
  };
}

function reasonOf(text: string): string {
  if (COMPLIANCE_WORDS.test(text)) return CONTACT_REASON.compliance;
  if (FORGOTTEN_WORDS.test(text)) return CONTACT_REASON.forgotten;
  return ADDRESS_WORDS.test(text) ? "mailchimp_invalid_address" : "mailchimp_refused";
}

/** The error that stops a run when every row was refused for one cause. The message must be redacted already. */
export function setupError(cause: Cause, redactedMessage: string): ConfigError {
  return new ConfigError(cause.reason, `Mailchimp refused every row for one cause: ${redactedMessage}`, {
    remedy: "Correct the merge field named in Mailchimp, or the sync file, and run again; no row was set aside.",
  });
}
