/**
 * A strict, stateful, local stand-in for the part of HubSpot's API that concerns contacts, their properties and lists.
 *
 * It is faithful to documents, not to a live account: no vendor account was within reach. It shares no code with the
 * client it is there to test. Everything in it follows from the requests, the injected clock and the injected randomness.
 */
import type { Fault, FaultShare } from "../faults.ts";
import type { Answer } from "../kit/answer.ts";
import type { CallLog } from "../kit/call-log.ts";
import type { Arrived } from "../kit/front-door.ts";
import { FrontDoor } from "../kit/front-door.ts";
import type { RowFault } from "../kit/route.ts";
import { StruckRequests } from "../kit/struck-requests.ts";
import { checkScopes, checkToken, forbidden, isForbidden } from "./access.ts";
import { correlationId, failed, notFound } from "./answers.ts";
import { ByHand } from "./by-hand.ts";
import type { ContactList } from "./contact-list.ts";
import type { Contact } from "./contact-store.ts";
import { faultyAnswer } from "./faulty-answer.ts";
import type { HubSpotSandboxOptions, Readings } from "./options.ts";
import { allScopes, defaultRateLimit, defaultReadings } from "./options.ts";
import type { Removed } from "./portal.ts";
import { newPortal } from "./portal.ts";
import type { Usage } from "./rate-limit.ts";
import { rateLimited, RateLimiter } from "./rate-limit.ts";
import type { Route, Situation } from "./route.ts";
import { routes } from "./routes.ts";
import type { PortalState } from "./state.ts";
import { portalFrom, portalState } from "./state.ts";

/** A larger body is refused; the number is from memory. */
const BODY_MAX_BYTES = 10 * 1024 * 1024;
const ACCOUNT_ID = 4_815_162;

export class HubSpotSandbox {
  /** Calls by route and status, and the forbidden ones. */
  readonly calls: CallLog;
  /** What people do meanwhile in the vendor's user interface. */
  readonly byHand: ByHand;
  readonly #options: HubSpotSandboxOptions;
  readonly #readings: Readings;
  readonly #scopes: ReadonlySet<string>;
  readonly #limiter: RateLimiter;
  readonly #struck: StruckRequests<Situation>;
  readonly #door: FrontDoor<Situation, Route>;
  #portal;

  constructor(options: HubSpotSandboxOptions) {
    this.#options = options;
    this.#readings = { ...defaultReadings, ...options.readings };
    this.#scopes = new Set(options.scopes ?? allScopes);
    this.#limiter = new RateLimiter({ ...defaultRateLimit, ...options.rateLimit });
    this.#portal = newPortal(options.clock.nowMs());
    this.byHand = new ByHand(() => this.#current(), options.clock);
    const { clock, random, faults = [], latencyMs = 0, keepBodies = false } = options;
    const situation = this.#situation.bind(this);
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
    return await this.#door.fetch(request);
  }

  /** All contacts, in the order they were made. */
  contacts(): readonly Contact[] {
    return [...this.#current().contacts.all()];
  }

  contact(recordId: string): Contact | undefined {
    return this.#current().contacts.get(recordId);
  }

  lists(): readonly ContactList[] {
    return [...this.#current().lists.values()];
  }

  /** Record ids of a list known by its name, ascending; undefined when there is no such list. */
  membersOf(listName: string): readonly string[] | undefined {
    return this.#current().listNamed(listName)?.members.page(-1, Infinity).ids.map(String);
  }

  /** Names of the properties that were made here, in the order they were made. */
  customProperties(): readonly string[] {
    return [...this.#current().properties.values()].flatMap(({ name, hubspotDefined }) =>
      hubspotDefined ? [] : [name],
    );
  }

  get faults(): readonly FaultShare[] {
    return this.#struck.faults;
  }

  /** Calls of the last ten seconds and of today, with their limits. */
  usage(): Usage {
    return this.#limiter.usage(this.#options.clock.nowMs());
  }

  /** A new account in place of this one, with nothing in it; record and list ids go on. What was counted stays counted. */
  reset(): Removed {
    const portal = this.#current();
    const removed = {
      contacts: portal.contacts.size,
      lists: portal.lists.size,
      properties: this.customProperties().length,
      late: this.#struck.late.length,
    };
    this.#portal = newPortal(this.#options.clock.nowMs(), portal.lastIds);
    this.#struck.late = [];
    return removed;
  }

  /** From now on. */
  setFaults(faults: readonly FaultShare[]): void {
    this.#struck.faults = faults;
  }

  /** Strikes the next request whose route contains the text; several wait their turn in order. */
  faultNext(fault: Fault, routePart = ""): void {
    this.#struck.faultNext(fault, routePart);
  }

  /** How many requests are still to take effect. */
  get lateCount(): number {
    return this.#struck.late.length;
  }

  /** Carries out everything that is late, in time order, without waiting for the clock. */
  settleLate(): void {
    this.#struck.settle(Infinity);
  }

  snapshot(): PortalState {
    return portalState(this.#current(), this.#limiter.today, this.#struck.late);
  }

  restore(state: PortalState): void {
    this.#portal = portalFrom(state);
    this.#limiter.resume(state.today);
    this.#struck.late = state.late;
  }

  #current(): ReturnType<typeof newPortal> {
    this.#struck.settle(this.#options.clock.nowMs());
    return this.#portal;
  }

  /** Everything that is refused before the request is looked at closely. */
  #turnAway({ request, path, route, bodyText, nowMs }: Arrived<Route>): Answer | undefined {
    if (isForbidden(request.method, path)) {
      this.calls.recordForbidden(`${request.method} ${path.split("/").slice(0, 3).join("/")}`);
      return forbidden();
    }
    const stranger = checkToken(request.headers.get("Authorization"), this.#options.token);
    if (stranger !== undefined) return stranger;
    const policy = this.#limiter.take(nowMs, route?.isSearch ?? false);
    if (policy !== undefined) return rateLimited(policy);
    if (route === undefined) return notFound("resource not found");
    if (Buffer.byteLength(bodyText) > BODY_MAX_BYTES) {
      return failed({ status: 413, category: "PAYLOAD_TOO_LARGE", message: "The request is too large." });
    }
    const type = request.headers.get("Content-Type") ?? "";
    if (bodyText !== "" && !/^application\/json(?:;|$)/iu.test(type)) {
      return failed({ status: 415, category: "VALIDATION_ERROR", message: "The body must be application/json." });
    }
    return checkScopes(route.scopes, this.#scopes);
  }

  #situation(nowMs: number, rowFault: RowFault): Situation {
    return {
      nowMs,
      rowFault,
      portal: this.#portal,
      random: this.#options.random,
      readings: this.#readings,
      membershipMax: this.#options.membershipMax ?? Infinity,
      accountId: this.#options.accountId ?? ACCOUNT_ID,
      forbid: (what) => this.calls.recordForbidden(what),
    };
  }

  #toResponse(answer: Answer, { route, nowMs }: Arrived<Route>): Response {
    // Its own clock's, which need not be this machine's.
    const date = { Date: new Date(nowMs).toUTCString() };
    const every = { ...date, ...this.#limiter.headers(nowMs, route?.isSearch ?? false) };
    const id = correlationId(this.#options.random);
    const headers = { ...every, "X-HubSpot-Correlation-Id": id, ...answer.headers };
    if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
    const isError = answer.status >= 400;
    const body = isError ? { ...Object(answer.body), correlationId: id } : answer.body;
    return Response.json(body, { status: answer.status, headers });
  }
}

export function createHubSpotSandbox(options: HubSpotSandboxOptions): HubSpotSandbox {
  return new HubSpotSandbox(options);
}
