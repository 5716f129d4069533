/**
 * A strict, stateful, local stand-in for the part of HubSpot's API that concerns contacts, their properties and lists.
 *
 * It is faithful to documents, not to a live account: no vendor account was within reach. It shares no code with the
 * client it is there to test. Everything in it follows from the requests, the injected clock and the injected randomness.
 */
import { Hono } from "hono";
import type { Fault, FaultShare } from "../faults.ts";
import { drawFault } from "../faults.ts";
import { checkScopes, checkToken, forbidden, isForbidden } from "./access.ts";
import type { Answer } from "./answers.ts";
import { correlationId, failed, notFound } from "./answers.ts";
import { ByHand } from "./by-hand.ts";
import { CallLog, maskedPath } from "./call-log.ts";
import type { Contact } from "./contact-store.ts";
import type { ContactList } from "./contact-list.ts";
import { faultyAnswer, mayHaveApplied } from "./faulty-answer.ts";
import type { HubSpotSandboxOptions, Readings } from "./options.ts";
import { allScopes, defaultRateLimit, defaultReadings } from "./options.ts";
import { newPortal } from "./portal.ts";
import type { Removed } from "./portal.ts";
import { rateLimited, RateLimiter } from "./rate-limit.ts";
import type { Usage } from "./rate-limit.ts";
import type { Asked, Route, RowFault, Situation } from "./route.ts";
import { routes } from "./routes.ts";
import type { LateRequest, PortalState } from "./state.ts";
import { portalFrom, portalState } from "./state.ts";

/** A larger body is refused; the number is from memory. */
const BODY_MAX_BYTES = 10 * 1024 * 1024;
const ACCOUNT_ID = 4_815_162;

const routeByName: ReadonlyMap<string, Route> = new Map(routes.map((one) => [one.name, one]));

export class HubSpotSandbox {
  /** Calls by route and status, and the forbidden ones. */
  readonly calls = new CallLog();
  /** What people do meanwhile in the vendor's user interface. */
  readonly byHand: ByHand;
  readonly #options: HubSpotSandboxOptions;
  readonly #readings: Readings;
  readonly #scopes: ReadonlySet<string>;
  readonly #limiter: RateLimiter;
  readonly #app: Hono;
  #portal;
  #faults: readonly FaultShare[];
  #next: { readonly fault: Fault; readonly routePart: string }[] = [];
  #late: LateRequest[] = [];

  constructor(options: HubSpotSandboxOptions) {
    this.#options = options;
    this.#readings = { ...defaultReadings, ...options.readings };
    this.#scopes = new Set(options.scopes ?? allScopes);
    this.#limiter = new RateLimiter({ ...defaultRateLimit, ...options.rateLimit });
    this.#faults = options.faults ?? [];
    this.#portal = newPortal(options.clock.nowMs());
    this.byHand = new ByHand(() => this.#current(), options.clock);
    this.#app = this.#routed();
  }

  /**
   * Answers one request. No answer (lost, late, timed out) is a response of type `error`, as `Response.error()` makes
   * it: a server drops the connection, a client in process treats it as a reset connection.
   */
  async fetch(request: Request): Promise<Response> {
    return await this.#app.fetch(request);
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
    return this.#faults;
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
      late: this.#late.length,
    };
    this.#portal = newPortal(this.#options.clock.nowMs(), portal.lastIds);
    this.#late = [];
    return removed;
  }

  /** From now on. */
  setFaults(faults: readonly FaultShare[]): void {
    this.#faults = faults;
  }

  /** Strikes the next request whose route contains the text; several wait their turn in order. */
  faultNext(fault: Fault, routePart = ""): void {
    this.#next.push({ fault, routePart });
  }

  /** How many requests are still to take effect. */
  get lateCount(): number {
    return this.#late.length;
  }

  /** Carries out everything that is late, in time order, without waiting for the clock. */
  settleLate(): void {
    this.#settle(Infinity);
  }

  snapshot(): PortalState {
    return portalState(this.#current(), this.#limiter.today, this.#late);
  }

  restore(state: PortalState): void {
    this.#portal = portalFrom(state);
    this.#limiter.resume(state.today);
    this.#late = [...state.late];
  }

  #current(): ReturnType<typeof newPortal> {
    this.#settle(this.#options.clock.nowMs());
    return this.#portal;
  }

  #routed(): Hono {
    const app = new Hono();
    for (const one of routes) {
      app.on(one.method, [...one.paths], async (context) => {
        const query = [...new URL(context.req.url).searchParams];
        const params: Readonly<Record<string, string>> = context.req.param();
        return await this.#answer(context.req.raw, one, { params, query });
      });
    }
    // Our own bug must show as one, not as an answer of the vendor.
    app.onError((error) => {
      throw error;
    });
    app.notFound(async (context) => await this.#answer(context.req.raw, undefined, { params: {}, query: [] }));
    return app;
  }

  async #answer(request: Request, route: Route | undefined, where: Omit<Asked, "bodyText">): Promise<Response> {
    const bodyText = request.body === null ? "" : await request.text();
    const { clock, latencyMs } = this.#options;
    const arrivedAtMs = clock.nowMs();
    if (latencyMs !== undefined && latencyMs > 0) await clock.sleep(latencyMs);
    const nowMs = clock.nowMs();
    this.#settle(nowMs);
    const path = new URL(request.url).pathname;
    const name = route?.name ?? `${request.method} ${path.split("/").slice(0, 3).join("/")}`;
    const isSearch = route?.isSearch ?? false;
    const early = this.#turnAway(request, path, route, bodyText, nowMs);
    const fault = early === undefined ? this.#strike(name) : undefined;
    const asked = { ...where, bodyText };
    const answer = early ?? (route === undefined ? undefined : this.#perform(route, asked, fault, nowMs));
    const status = answer?.status ?? "none";
    const body = this.#options.keepBodies === true ? bodyText : null;
    this.calls.record({
      atMs: nowMs,
      route: name,
      method: request.method,
      path: maskedPath(path),
      ms: clock.nowMs() - arrivedAtMs,
      status,
      fault: fault?.kind ?? null,
      body,
    });
    if (answer === undefined) return Response.error();
    // Its own clock's, which need not be this machine's.
    const date = { Date: new Date(nowMs).toUTCString() };
    return this.#toResponse(answer, { ...date, ...this.#limiter.headers(nowMs, isSearch) });
  }

  /** Everything that is refused before the request is looked at closely. */
  #turnAway(
    request: Request,
    path: string,
    route: Route | undefined,
    bodyText: string,
    nowMs: number,
  ): Answer | undefined {
    if (isForbidden(path)) {
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

  #strike(name: string): Fault | undefined {
    const at = this.#next.findIndex(({ routePart }) => name.includes(routePart));
    if (at >= 0) return this.#next.splice(at, 1)[0]?.fault;
    return drawFault(this.#faults, this.#options.random);
  }

  /** Undefined: no answer. */
  #perform(route: Route, asked: Asked, fault: Fault | undefined, nowMs: number): Answer | undefined {
    const { random } = this.#options;
    const apply = (rowFault: RowFault = "none"): Answer => route.perform(this.#situation(nowMs, rowFault), asked);
    const later = (withinMs: number): void => {
      if (route.isRead) return;
      this.#late.push({ route: route.name, asked, dueMs: nowMs + Math.ceil(random.fraction() * withinMs) });
    };
    if (fault === undefined) return apply();
    switch (fault.kind) {
      case "status":
        if (mayHaveApplied(fault.status) && random.fraction() < 0.5) apply();
        return faultyAnswer(fault.status, random);
      case "timeout":
        return undefined;
      case "lost":
        apply();
        return undefined;
      case "late":
        later(fault.withinMs);
        return undefined;
      case "double":
        later(fault.withinMs);
        return apply();
      case "drop-row":
      case "partial":
        return apply(fault.kind);
      default:
        return fault satisfies never;
    }
  }

  #settle(untilMs: number): void {
    if (this.#late.length === 0) return;
    const due = this.#late.filter((late) => late.dueMs <= untilMs).toSorted((a, b) => a.dueMs - b.dueMs);
    this.#late = this.#late.filter((late) => late.dueMs > untilMs);
    for (const { route, asked, dueMs } of due) {
      routeByName.get(route)?.perform(this.#situation(dueMs, "none"), asked);
    }
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

  #toResponse(answer: Answer, every: Readonly<Record<string, string>>): Response {
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
