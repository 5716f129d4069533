/** A route of this stand-in. The table of routes is `routes.ts`. */
import type { Random } from "../../platform/random.ts";
import type { Answer } from "../kit/answer.ts";
import { performing } from "../kit/route.ts";
import type { Handling, Misunderstanding, Question, Route as AnyRoute, RowFault } from "../kit/route.ts";
import { invalid } from "./answers.ts";
import type { Audience } from "./audience.ts";
import type { Readings } from "./options.ts";

export interface Situation {
  readonly audience: Audience;
  readonly accountId: string;
  readonly nowMs: number;
  readonly random: Random;
  readonly readings: Readings;
  readonly rowFault: RowFault;
  /** Counted and shown: something no audience tool may ever do. */
  readonly forbid: (what: string) => void;
}

export type Route = AnyRoute<Situation>;
export type Call<Body> = Situation & Question<Body>;

export interface RouteDefinition<Body> extends Handling<Situation, Body> {
  readonly method: Route["method"];
  readonly path: string;
  readonly isRead: boolean;
}

/** That unknown parameters and fields are refused is the stand-in's own strictness. */
export function route<Body>(definition: RouteDefinition<Body>): Route {
  const { method, path, isRead } = definition;
  const perform = performing<Situation, Body>(definition, misunderstood);
  return { name: `${method} ${path}`, method, paths: [path], isRead, perform };
}

function misunderstood(what: Misunderstanding): Answer {
  switch (what.kind) {
    case "query":
      return invalid(`Unknown query parameter "${what.name}".`);
    case "json":
      return invalid("We encountered an unspecified JSON parsing error.");
    case "body":
      return invalid(`The resource submitted could not be validated: ${what.problem}`);
    default:
      return what satisfies never;
  }
}
