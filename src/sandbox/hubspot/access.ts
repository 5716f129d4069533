/** Who may ask: bearer token, then scopes (destinations.md 1, 1.4). */
import type { Answer } from "../kit/answer.ts";
import { failed } from "./answers.ts";
import { EMAIL_EVENTS_PATH } from "./email-events.ts";
import type { Scope } from "./options.ts";

/** Category and the beginning of the message as documented; the rest of the message is from memory. */
export function checkToken(authorization: string | null, token: string | undefined): Answer | undefined {
  const given = /^Bearer (?<token>\S+)$/u.exec(authorization ?? "")?.groups?.["token"];
  if (given !== undefined && (token === undefined || given === token)) return undefined;
  return failed({
    status: 401,
    category: "INVALID_AUTHENTICATION",
    message: "Authentication credentials not found. This API supports OAuth 2.0 authentication.",
  });
}

/** One of the scopes is enough. Category documented, texts seen in third-party code. */
export function checkScopes(wanted: readonly Scope[], granted: ReadonlySet<string>): Answer | undefined {
  if (wanted.length === 0 || wanted.some((scope) => granted.has(scope))) return undefined;
  return failed({
    status: 403,
    category: "MISSING_SCOPES",
    message: "This app hasn't been granted all required scopes to make this call.",
    errors: [
      {
        message: "One or more of the following scopes are required.",
        context: { requiredGranularScopes: wanted },
      },
    ],
  });
}

/**
 * Paths that change consent or subscriptions. No audience tool may call them: 403, and counted.
 */
export function isForbidden(method: string, path: string): boolean {
  // The one that only reads what became of messages.
  if (method === "GET" && path === EMAIL_EVENTS_PATH) return false;
  return (
    /^\/(?:communication-preferences|email\/public|marketing|subscriptions?)(?:\/|$)/u.test(path) ||
    /\/(?:gdpr-delete|purge|unsubscribe)(?:\/|$)/u.test(path)
  );
}

export function forbidden(): Answer {
  return failed({
    status: 403,
    category: "FORBIDDEN_BY_STAND_IN",
    message: "Tierline never calls an endpoint of consent, subscriptions or marketing. This call is counted.",
  });
}
