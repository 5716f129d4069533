/** A route: how a request is checked and what carries it out. The table of routes is `routes.ts`. */
import type { Random } from "../../platform/random.ts";
import type { Answer } from "../kit/answer.ts";
import type { Handling, Misunderstanding, Question, Route as AnyRoute, RowFault } from "../kit/route.ts";
import { performing } from "../kit/route.ts";
import type { KlaviyoAccount } from "./account.ts";
import { invalid } from "./answers.ts";
import type { JobPace, Readings, Scope } from "./options.ts";
import type { Tier } from "./rate-limit.ts";
import { leaveOut } from "./sparse-fields.ts";

/** What becomes of the next import job, besides being carried out. */
export interface JobFate {
  /** Longer than usual, in milliseconds. */
  readonly lateMs?: number;
  readonly isLost?: boolean;
  readonly isCancelled?: boolean;
}

export interface Situation {
  readonly account: KlaviyoAccount;
  readonly accountId: string;
  readonly nowMs: number;
  readonly random: Random;
  readonly readings: Readings;
  readonly jobPace: JobPace;
  readonly rowFault: RowFault;
  /** Takes the fate that was laid on the next job, or draws one. */
  readonly nextFate: () => JobFate;
}

export type Call<Body> = Situation & Question<Body>;

export interface Route extends AnyRoute<Situation> {
  readonly scopes: readonly Scope[];
  readonly tier: Tier;
  /** With these additional fields the endpoint has windows of its own. */
  readonly expensive?: { readonly parameter: string; readonly tier: Tier };
}

export interface RouteDefinition<Body> extends Handling<Situation, Body> {
  readonly method: Route["method"];
  readonly path: string;
  readonly scopes: readonly Scope[];
  readonly tier: Tier;
  readonly expensive?: Route["expensive"];
}

export function route<Body>(definition: RouteDefinition<Body>): Route {
  const { method, path, scopes, tier, expensive } = definition;
  const perform = performing<Situation, Body>(definition, refusal);
  return {
    name: `${method} ${path}`,
    method,
    // The vendor writes its paths without a slash at the end and takes them with one.
    paths: [path, `${path}/`],
    scopes,
    tier,
    ...(expensive === undefined ? {} : { expensive }),
    isRead: method === "GET",
    perform: (situation, asked) => leaveOut(perform(situation, asked), asked.query),
  };
}

/** Words are from memory; that unknown parameters and fields are refused is the stand-in's own strictness. */
function refusal(misunderstanding: Misunderstanding): Answer {
  switch (misunderstanding.kind) {
    case "query":
      return invalid(`'${misunderstanding.name}' is not a valid parameter.`, { parameter: misunderstanding.name });
    case "json":
      return invalid("The body is not valid JSON.", { pointer: "/data/" });
    case "body":
      return invalid(misunderstanding.problem, { pointer: `/${misunderstanding.path.map(String).join("/")}` });
    default:
      return misunderstanding satisfies never;
  }
}
