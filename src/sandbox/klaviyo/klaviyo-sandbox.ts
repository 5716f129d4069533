/**
 * A strict, stateful, local stand-in for the part of Klaviyo's API that concerns profiles, import jobs and lists.
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
import { checkKey, checkRevision, checkScopes, isForbidden } from "./access.ts";
import type { ProfileList } from "./account.ts";
import { KlaviyoAccount } from "./account.ts";
import { errorId, failed, notFound, ok } from "./answers.ts";
import { ByHand } from "./by-hand.ts";
import { drawFate } from "./draw-fate.ts";
import { faultyAnswer } from "./faulty-answer.ts";
import type { JobFateShares, KlaviyoSandboxOptions } from "./options.ts";
import { allScopes, defaultJobPace, defaultReadings } from "./options.ts";
import type { Profile } from "./profile-store.ts";
import { FixedWindows, throttled } from "./rate-limit.ts";
import type { Tier } from "./rate-limit.ts";
import type { JobFate, Route, Situation } from "./route.ts";
import { routes } from "./routes.ts";
import { runImportJob } from "./run-import-job.ts";

const ACCOUNT_ID = "Sb4815";
/** "The maximum allowed payload size is 5MB" (specification, Bulk Import Profiles). */
const BODY_MAX_BYTES = 5_000_000;

export class KlaviyoSandbox {
  /** Calls by route and status, and the forbidden ones. */
  readonly calls: CallLog;
  /** What people do meanwhile in the vendor's user interface. */
  readonly byHand: ByHand;
  readonly #options: KlaviyoSandboxOptions;
  readonly #scopes: ReadonlySet<string>;
  readonly #windows = new FixedWindows();
  readonly #struck: StruckRequests<Situation>;
  readonly #door: FrontDoor<Situation, Route>;
  readonly #account = new KlaviyoAccount();
  readonly #fates: JobFate[] = [];
  #fateShares: JobFateShares = { lost: 0, late: 0, cancelled: 0 };

  constructor(options: KlaviyoSandboxOptions) {
    this.#options = options;
    this.#scopes = new Set(options.scopes ?? allScopes);
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

  async fetch(request: Request): Promise<Response> {
    return await this.#door.fetch(request);
  }

  /** All profiles, in the order they were made. */
  profiles(): readonly Profile[] {
    return [...this.#current().profiles.all()];
  }

  lists(): readonly ProfileList[] {
    return [...this.#current().lists.values()];
  }

  /** Profile ids on the first list of this name; undefined when there is none. */
  membersOf(listName: string): readonly string[] | undefined {
    const [list] = this.#current().listsNamed(listName);
    return list === undefined ? undefined : [...list.members.keys()];
  }

  /** From now on. */
  setFaults(faults: readonly FaultShare[]): void {
    this.#struck.faults = faults;
  }

  /** Strikes the next request whose route contains the text; several wait their turn in order. */
  faultNext(fault: Fault, routePart = ""): void {
    this.#struck.faultNext(fault, routePart);
  }

  /** From now on, of the import jobs that are taken in. */
  setJobFates(shares: Partial<JobFateShares>): void {
    this.#fateShares = { lost: 0, late: 0, cancelled: 0, ...shares };
  }

  /** Laid on the next import job that is taken in; several wait their turn in order. */
  nextJob(fate: JobFate): void {
    this.#fates.push(fate);
  }

  /** Carries out everything that is late and every job, in time order, without waiting for the clock. */
  settleLate(): void {
    this.#struck.settle(Infinity);
    this.#runJobs(Infinity);
  }

  #current(): KlaviyoAccount {
    const nowMs = this.#options.clock.nowMs();
    this.#struck.settle(nowMs);
    this.#runJobs(nowMs);
    return this.#account;
  }

  #runJobs(untilMs: number): void {
    const { random, readings } = this.#options;
    const world = { account: this.#account, random, readings: { ...defaultReadings, ...readings } };
    const due = [...this.#account.jobs.values()]
      .filter((job) => job.done === undefined && !job.isCancelled && job.completesAtMs <= untilMs)
      .toSorted((left, right) => left.completesAtMs - right.completesAtMs);
    for (const job of due) runImportJob(world, job);
  }

  /** Everything that is refused, or only counted, before the request is looked at closely. */
  #turnAway({ request, path, route, bodyText, nowMs }: Arrived<Route>): Answer | undefined {
    if (isForbidden(path)) {
      this.calls.recordForbidden(`${request.method} ${path.split("/").slice(0, 3).join("/")}`);
      return ok({}, 202);
    }
    const stranger = checkKey(request.headers.get("Authorization"), this.#options.key);
    if (stranger !== undefined) return stranger;
    const revision = checkRevision(request.headers.get("revision"));
    if (revision !== undefined) return revision;
    if (route === undefined) return notFound("This path");
    const seconds = this.#isLimited ? this.#windows.take(...endpointOf(route, request), nowMs) : undefined;
    if (seconds !== undefined) return throttled(seconds);
    if (Buffer.byteLength(bodyText) > BODY_MAX_BYTES)
      return failed({ status: 413, code: "payload_too_large", title: "Payload too large.", detail: "At most 5MB." });
    const type = request.headers.get("Content-Type") ?? "";
    if (bodyText !== "" && !/^application\/(?:vnd\.api\+)?json(?:;|$)/iu.test(type))
      return failed({ status: 415, code: "unsupported_media_type", title: "Unsupported media type.", detail: type });
    return checkScopes(route.scopes, this.#scopes);
  }

  get #isLimited(): boolean {
    return this.#options.isLimited ?? true;
  }

  #situation(nowMs: number, rowFault: RowFault): Situation {
    this.#runJobs(nowMs);
    return {
      nowMs,
      rowFault,
      account: this.#account,
      accountId: this.#options.accountId ?? ACCOUNT_ID,
      random: this.#options.random,
      readings: { ...defaultReadings, ...this.#options.readings },
      jobPace: { ...defaultJobPace, ...this.#options.jobPace },
      nextFate: () => this.#fates.shift() ?? drawFate(this.#fateShares, this.#options.random),
    };
  }

  #toResponse(answer: Answer, { request, route, nowMs }: Arrived<Route>): Response {
    const isCounted = route !== undefined && this.#isLimited && answer.status !== 429;
    const windows = isCounted ? this.#windows.headers(...endpointOf(route, request), nowMs) : {};
    const headers = { Date: new Date(nowMs).toUTCString(), ...windows, ...answer.headers };
    if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
    const body = withIds(answer.body, () => errorId(this.#options.random));
    return new Response(JSON.stringify(body), {
      status: answer.status,
      headers: { "Content-Type": "application/vnd.api+json", ...headers },
    });
  }
}

function endpointOf({ name, tier, expensive }: Route, request: Request): readonly [endpoint: string, tier: Tier] {
  const isExpensive = expensive !== undefined && new URL(request.url).searchParams.has(expensive.parameter);
  return isExpensive ? [`${name} with ${expensive.parameter}`, expensive.tier] : [name, tier];
}

function withIds(body: unknown, makeId: () => string): unknown {
  const errors: unknown = Object(body)["errors"];
  return Array.isArray(errors) ? { errors: errors.map((error) => ({ id: makeId(), ...Object(error) })) } : body;
}

export function createKlaviyoSandbox(options: KlaviyoSandboxOptions): KlaviyoSandbox {
  return new KlaviyoSandbox(options);
}
