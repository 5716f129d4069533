/** A route of a stand-in: which paths lead to it, and what carries it out once its query and body are checked. */
import type { z } from "zod";
import type { Answer } from "./answer.ts";
import type { Asked } from "./asked.ts";

/** What an injected fault does to the rows of a batch write. */
export type RowFault = "none" | "drop-row" | "partial";

export interface Route<Situation> {
  /** For logs: method and path template. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Every path that leads here, in Hono's syntax. */
  readonly paths: readonly string[];
  /** Changes nothing: never carried out twice or late. */
  readonly isRead: boolean;
  readonly perform: (situation: Situation, asked: Asked) => Answer;
}

/** A request whose query and body were read. */
export interface Question<Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  readonly body: Body;
}

export interface Handling<Situation, Body> {
  /** Query parameters it knows; any other is refused. Default: none. */
  readonly query?: readonly string[];
  /** Unknown fields are refused; `z.undefined()`: no body may come. */
  readonly body: z.ZodType<Body>;
  readonly handle: (call: Situation & Question<Body>) => Answer;
}

/** What was not understood. Vendors word it each in their way. */
export type Misunderstanding =
  | { readonly kind: "query"; readonly name: string }
  | { readonly kind: "json" }
  | { readonly kind: "body"; readonly problem: string; readonly path: readonly PropertyKey[] };

/** Checks a request's query and body before it is handled. */
export function performing<Situation extends object, Body>(
  { query: known = [], body: schema, handle }: Handling<Situation, Body>,
  refuse: (misunderstanding: Misunderstanding) => Answer,
): Route<Situation>["perform"] {
  return (situation, { params, query, bodyText }) => {
    const stranger = query.find(([name]) => !known.includes(name));
    if (stranger !== undefined) return refuse({ kind: "query", name: stranger[0] });
    const json = parseJson(bodyText);
    if (!json.ok) return refuse({ kind: "json" });
    const body = schema.safeParse(json.value);
    if (!body.success) {
      return refuse({ kind: "body", problem: whatIsWrong(body.error), path: body.error.issues[0]?.path ?? [] });
    }
    return handle({ ...situation, params, query: new Map(query), body: body.data });
  };
}

function parseJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (text === "") return { ok: true, value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false };
  }
}

function whatIsWrong(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`)
    .join("; ");
}
