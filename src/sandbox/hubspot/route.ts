/** A route: how a request is checked and what carries it out. The table of routes is `routes.ts`. */
import type { Random } from "../../platform/random.ts";
import type { Handling, Misunderstanding, Question, Route as AnyRoute, RowFault } from "../kit/route.ts";
import { performing } from "../kit/route.ts";
import type { Answer } from "../kit/answer.ts";
import { invalid } from "./answers.ts";
import type { Readings, Scope } from "./options.ts";
import type { Portal } from "./portal.ts";

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

export type Call<Body> = Situation & Question<Body>;

/** `*` in its name stands for the version. */
export interface Route extends AnyRoute<Situation> {
  /** One of them is needed; none: any token. */
  readonly scopes: readonly Scope[];
  readonly isSearch: boolean;
}

export interface RouteDefinition<Body> extends Handling<Situation, Body> {
  readonly method: Route["method"];
  readonly paths: readonly string[];
  readonly scopes: readonly Scope[];
  readonly isSearch?: boolean;
  readonly isRead: boolean;
}

export function route<Body>(definition: RouteDefinition<Body>): Route {
  const [first = ""] = definition.paths;
  return {
    name: `${definition.method} ${first.replace(/\/(?:v3|20\d\d-\d\d)(?=\/|$)/u, "/*")}`,
    method: definition.method,
    paths: definition.paths,
    scopes: definition.scopes,
    isSearch: definition.isSearch ?? false,
    isRead: definition.isRead,
    perform: performing<Situation, Body>(definition, refusal),
  };
}

/** The texts of these refusals are from memory; that unknown fields are refused is the stand-in's own strictness. */
function refusal(misunderstanding: Misunderstanding): Answer {
  switch (misunderstanding.kind) {
    case "query":
      return invalid(`Unknown query parameter "${misunderstanding.name}".`);
    case "json":
      return invalid("Invalid input JSON: the body is not valid JSON.");
    case "body":
      return invalid(`Invalid input JSON: ${misunderstanding.problem}`);
    default:
      return misunderstanding satisfies never;
  }
}
