/** Answers in the vendor's JSON:API envelope (openapi specification, revision 2026-07-15, read 2026-11-22). */
import type { Random } from "../../platform/random.ts";
import type { Answer } from "../kit/answer.ts";

export interface ErrorAnswer {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Where in the request, as `/data/attributes/profiles/data/0/attributes/email`. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly meta?: Readonly<Record<string, string>>;
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

export const noContent: Answer = { status: 204, body: undefined };

/** One status for all; the ids of errors are filled in where the answer leaves the stand-in. */
export function failed(...errors: readonly [ErrorAnswer, ...ErrorAnswer[]]): Answer {
  return { status: errors[0].status, body: { errors: errors.map(errorObject) } };
}

export function invalid(detail: string, where: Pick<ErrorAnswer, "pointer" | "parameter"> = {}): Answer {
  return failed(invalidInput(detail, where));
}

export function invalidInput(detail: string, where: Pick<ErrorAnswer, "pointer" | "parameter"> = {}): ErrorAnswer {
  return { status: 400, code: "invalid", title: "Invalid input.", detail, ...where };
}

/** Code and title are from memory. */
export function notFound(what: string): Answer {
  return failed({ status: 404, code: "not_found", title: "Not found.", detail: `${what} does not exist.` });
}

/** A version 4 UUID out of the injected randomness. */
export function errorId(random: Random): string {
  const id = random.id();
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`;
}

function errorObject({ status, code, title, detail, pointer, parameter, meta }: ErrorAnswer): unknown {
  const source = parameter === undefined ? { pointer: pointer ?? "/data/" } : { parameter };
  return { status, code, title, detail, source, links: {}, meta: meta ?? {} };
}
