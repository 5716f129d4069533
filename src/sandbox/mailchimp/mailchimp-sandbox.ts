/**
 * A strict, stateful, local stand-in for the part of Mailchimp's Marketing API that concerns one audience: its contacts, merge
 * fields, segments and tags.
 *
 * It is faithful to documents, not to a live account: no vendor account was within reach. It shares no code with the client it
 * is there to test. Everything in it follows from the requests, the injected clock and the injected randomness.
 */
import type { Fault, FaultShare } from "../faults.ts";
import type { Answer } from "../kit/answer.ts";
import type { CallLog } from "../kit/call-log.ts";
import type { Arrived } from "../kit/front-door.ts";
import { FrontDoor } from "../kit/front-door.ts";
import { StruckRequests } from "../kit/struck-requests.ts";
import { checkKey, forbidden, isForbidden } from "./access.ts";
import { invalid, notFound, problem } from "./answers.ts";
import { Audience } from "./audience.ts";
import type { Segment } from "./audience.ts";
import { ByHand } from "./by-hand.ts";
import { faultyAnswer, tooMany } from "./faulty-answer.ts";
import type { Member } from "./member.ts";
import type { MergeField } from "./merge-field.ts";
import type { MailchimpSandboxOptions } from "./options.ts";
import { ACCOUNT_ID, AUDIENCE_ID, CONNECTIONS_MAX, defaultReadings } from "./options.ts";
import type { Route, Situation } from "./route.ts";
import { routes } from "./routes.ts";

/** A larger body is refused; the number is from memory. */
const BODY_MAX_BYTES = 10 * 1024 * 1024;

export class MailchimpSandbox {
  /** Calls by route and status, and the forbidden ones. */
  readonly calls: CallLog;
  /** What people do meanwhile in the vendor's user interface. */
  readonly byHand: ByHand;
  readonly #options: MailchimpSandboxOptions;
  readonly #struck: StruckRequests<Situation>;
  readonly #door: FrontDoor<Situation, Route>;
  readonly #audience: Audience;
  #open = 0;
  #openMost = 0;

  constructor(options: MailchimpSandboxOptions) {
    this.#options = options;
    this.#audience = new Audience(options.audienceId ?? AUDIENCE_ID);
    this.byHand = new ByHand(() => this.#current(), options.clock);
    const { clock, random, faults = [], latencyMs = 0, keepBodies = false } = options;
    const situation: (nowMs: number, rowFault: Situation["rowFault"]) => Situation = (nowMs, rowFault) => ({
      nowMs,
      rowFault,
      random,
      audience: this.#audience,
      accountId: options.accountId ?? ACCOUNT_ID,
      readings: { ...defaultReadings, ...options.readings },
      forbid: (what) => this.calls.recordForbidden(what),
    });
    this.#struck = new StruckRequests({ routes, random, faults, situation, faultyAnswer });
    this.#door = new FrontDoor({
      clock,
      routes,
      struck: this.#struck,
      latencyMs,
      keepBodies,
      turnAway: this.#turnAway.bind(this),
      toResponse: this.#toResponse.bind(this),
    });
    this.calls = this.#door.calls;
  }

  /**
   * Answers one request. No answer (lost, late, timed out) is a response of type `error`, as `Response.error()` makes
   * it: a server drops the connection, a client in process treats it as a reset connection.
   */
  async fetch(request: Request): Promise<Response> {
    this.#open += 1;
    this.#openMost = Math.max(this.#openMost, this.#open);
    try {
      return await this.#door.fetch(request);
    } finally {
      this.#open -= 1;
    }
  }

  /** Requests under way at once, at the most so far. */
  get openMost(): number {
    return this.#openMost;
  }

  /** In the order they were made, archived ones too. */
  members(): readonly Member[] {
    return [...this.#current().members.values()];
  }

  segments(): readonly Segment[] {
    return [...this.#current().segments.values()];
  }

  mergeFields(): readonly MergeField[] {
    return [...this.#current().mergeFields.values()];
  }

  /** From now on. */
  setFaults(faults: readonly FaultShare[]): void {
    this.#struck.faults = faults;
  }

  /** Strikes the next request whose route contains the text; several wait their turn in order. */
  faultNext(fault: Fault, routePart = ""): void {
    this.#struck.faultNext(fault, routePart);
  }

  /** Carries out everything that is late, in time order, without waiting for the clock. */
  settleLate(): void {
    this.#struck.settle(Infinity);
  }

  #current(): Audience {
    this.#struck.settle(this.#options.clock.nowMs());
    return this.#audience;
  }

  /** Everything that is refused before the request is looked at closely. */
  #turnAway({ request, path, route, bodyText }: Arrived<Route>): Answer | undefined {
    if (isForbidden(request.method, path)) {
      this.calls.recordForbidden(`${request.method} ${path.split("/").slice(0, 3).join("/")}`);
      return forbidden();
    }
    const stranger = checkKey(request.headers.get("Authorization"), this.#options.key);
    if (stranger !== undefined) return stranger;
    if (this.#open > (this.#options.connectionsMax ?? CONNECTIONS_MAX)) return tooMany();
    if (route === undefined) return notFound();
    const list = /^\/3\.0\/lists\/(?<list>[^/]+)/u.exec(path)?.groups?.["list"];
    if (list !== undefined && list !== this.#audience.id) return notFound();
    if (Buffer.byteLength(bodyText) > BODY_MAX_BYTES)
      return problem(413, "Payload Too Large", "The body is too large.");
    const type = request.headers.get("Content-Type") ?? "";
    if (bodyText !== "" && !/^application\/json(?:;|$)/iu.test(type)) return invalid("The body must be JSON.");
    return undefined;
  }

  #toResponse(answer: Answer, { nowMs }: Arrived<Route>): Response {
    const id = this.#options.random.id();
    // Its own clock's, which need not be this machine's.
    const headers = { Date: new Date(nowMs).toUTCString(), "X-Request-Id": id, ...answer.headers };
    if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
    if (answer.status < 400) return Response.json(answer.body, { status: answer.status, headers });
    const body = JSON.stringify({ ...Object(answer.body), instance: id });
    return new Response(body, {
      status: answer.status,
      headers: { ...headers, "Content-Type": "application/problem+json; charset=utf-8" },
    });
  }
}

export function createMailchimpSandbox(options: MailchimpSandboxOptions): MailchimpSandbox {
  return new MailchimpSandbox(options);
}
