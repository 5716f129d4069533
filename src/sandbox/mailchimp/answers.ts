/** Answers as Mailchimp words them: problem+json for errors (errors page; shapes seen in recorded traffic). */
import type { Answer } from "../kit/answer.ts";

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** `instance` is added where the answer leaves the stand-in. */
export function problem(status: number, title: string, detail: string, errors?: readonly FieldProblem[]): Answer {
  return {
    status,
    body: {
      type: "https://mailchimp.com/developer/marketing/docs/errors/",
      title,
      status,
      detail,
      ...(errors === undefined ? {} : { errors }),
    },
  };
}

export function notFound(): Answer {
  return problem(404, "Resource Not Found", "The requested resource could not be found.");
}

export function invalid(detail: string, errors?: readonly FieldProblem[]): Answer {
  return problem(400, "Invalid Resource", detail, errors);
}

/** ISO 8601 with seconds, as the API writes instants. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}
