/** A route: how a request is checked and what carries it out. The table of routes is `routes.ts`. */
import type { z } from "zod";
import type { Random } from "../../platform/random.ts";
import type { Answer } from "./answers.ts";
import { invalid } from "./answers.ts";
import type { Readings, Scope } from "./options.ts";
import type { Portal } from "./portal.ts";

/** What the stand-in does to the rows of a batch write. */
export type RowFault = "none" | "drop-row" | "partial";

export interface Situation {
  readonly portal: Portal;
  readonly nowMs: number;
  readonly random: Random;
  readonly readings: Readings;
  readonly membershipMax: number;
  readonly accountId: number;
  readonly rowFault: RowFault;
  /** Counted and shown: something no audience tool may ever do. */
  readonly forbid: (what: string) => void;
}

/** A request after routing; plain data, so that it can be kept and carried out later. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly bodyText: string;
}

export interface Call<Body> extends Situation {
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  readonly body: Body;
}

export interface Route {
  /** For logs: method and path template with `*` for the version. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Every path that leads here, in Hono's syntax. */
  readonly paths: readonly string[];
  /** One of them is needed; none: any token. */
  readonly scopes: readonly Scope[];
  readonly isSearch: boolean;
  /** Changes nothing: never carried out twice or late. */
  readonly isRead: boolean;
  readonly perform: (situation: Situation, asked: Asked) => Answer;
}

export interface RouteDefinition<Body> {
  readonly method: Route["method"];
  readonly paths: readonly string[];
  readonly scopes: readonly Scope[];
  readonly isSearch?: boolean;
  readonly isRead: boolean;
  /** Query parameters it knows; any other is refused. */
  readonly query?: readonly string[];
  /** Unknown fields are refused; undefined: no body may come. */
  readonly body: z.ZodType<Body>;
  readonly handle: (call: Call<Body>) => Answer;
}

/** The texts of these refusals are from memory; that unknown fields are refused is the stand-in's own strictness. */
export function route<Body>(definition: RouteDefinition<Body>): Route {
  const [first = ""] = definition.paths;
  return {
    name: `${definition.method} ${first.replace(/\/(?:v3|20\d\d-\d\d)(?=\/|$)/u, "/*")}`,
    method: definition.method,
    paths: definition.paths,
    scopes: definition.scopes,
    isSearch: definition.isSearch ?? false,
    isRead: definition.isRead,
    perform: (situation, asked) => {
      const known = definition.query ?? [];
      const stranger = asked.query.find(([name]) => !known.includes(name));
      if (stranger !== undefined) return invalid(`Unknown query parameter "${stranger[0]}".`);
      const json = parseJson(asked.bodyText);
      if (!json.ok) return invalid("Invalid input JSON: the body is not valid JSON.");
      const body = definition.body.safeParse(json.value);
      if (!body.success) return invalid(`Invalid input JSON: ${whatIsWrong(body.error)}`);
      const { params, query } = asked;
      return definition.handle({ ...situation, params, query: new Map(query), body: body.data });
    },
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
