/**
 * The way of every request into a stand-in, and of every answer out of it: routing, latency, what is refused at the door,
 * faults, the log of calls. What a vendor says and knows is the stand-in's own.
 */
import { Hono } from "hono";
import type { Clock } from "../../platform/clock.ts";
import type { Answer } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { CallLog, maskedPath } from "./call-log.ts";
import type { Route } from "./route.ts";
import type { StruckRequests } from "./struck-requests.ts";

/** A request at the door, not yet looked at closely. */
export interface Arrived<OneRoute> {
  readonly request: Request;
  readonly path: string;
  /** Undefined: no route leads there. */
  readonly route: OneRoute | undefined;
  readonly bodyText: string;
  readonly nowMs: number;
}

export interface FrontDoorOptions<Situation, OneRoute extends Route<Situation>> {
  readonly clock: Clock;
  readonly routes: readonly OneRoute[];
  readonly struck: StruckRequests<Situation>;
  /** Waited on the clock before each answer. */
  readonly latencyMs: number;
  /** Keep request bodies in the log of the last requests. They hold personal data. */
  readonly keepBodies: boolean;
  /** The answer to what is refused before it is carried out; it must have one where no route leads. */
  readonly turnAway: (arrived: Arrived<OneRoute>) => Answer | undefined;
  readonly toResponse: (answer: Answer, arrived: Arrived<OneRoute>) => Response;
}

export class FrontDoor<Situation, OneRoute extends Route<Situation>> {
  /** Calls by route and status, and the forbidden ones. */
  readonly calls = new CallLog();
  readonly #options: FrontDoorOptions<Situation, OneRoute>;
  readonly #app = new Hono();

  constructor(options: FrontDoorOptions<Situation, OneRoute>) {
    this.#options = options;
    for (const one of options.routes) {
      this.#app.on(one.method, [...one.paths], async (context) => {
        const query = [...new URL(context.req.url).searchParams];
        const params: Readonly<Record<string, string>> = context.req.param();
        return await this.#answer(context.req.raw, one, { params, query });
      });
    }
    // Our own bug must show as one, not as an answer of the vendor.
    this.#app.onError((error) => {
      throw error;
    });
    this.#app.notFound(async (context) => await this.#answer(context.req.raw, undefined, { params: {}, query: [] }));
  }

  /**
   * Answers one request. No answer (lost, late, timed out) is a response of type `error`, as `Response.error()` makes
   * it: a server drops the connection, a client in process treats it as a reset connection.
   */
  async fetch(request: Request): Promise<Response> {
    return await this.#app.fetch(request);
  }

  async #answer(request: Request, route: OneRoute | undefined, where: Omit<Asked, "bodyText">): Promise<Response> {
    const { clock, struck, latencyMs, keepBodies, turnAway, toResponse } = this.#options;
    const bodyText = request.body === null ? "" : await request.text();
    const arrivedAtMs = clock.nowMs();
    if (latencyMs > 0) await clock.sleep(latencyMs);
    const nowMs = clock.nowMs();
    struck.settle(nowMs);
    const path = new URL(request.url).pathname;
    const name = route?.name ?? `${request.method} ${path.split("/").slice(0, 3).join("/")}`;
    const arrived = { request, path, route, bodyText, nowMs };
    const early = turnAway(arrived);
    const fault = early === undefined ? struck.strike(name) : undefined;
    const answer =
      early ?? (route === undefined ? undefined : struck.perform(route, { ...where, bodyText }, fault, nowMs));
    this.calls.record({
      atMs: nowMs,
      route: name,
      method: request.method,
      path: maskedPath(path),
      ms: clock.nowMs() - arrivedAtMs,
      status: answer?.status ?? "none",
      fault: fault?.kind ?? null,
      body: keepBodies ? bodyText : null,
    });
    return answer === undefined ? Response.error() : toResponse(answer, arrived);
  }
}
