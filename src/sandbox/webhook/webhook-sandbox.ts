/**
 * A strict, stateful receiver of Tierline's webhooks: it checks signatures, keeps who is where, and answers row by row. It
 * shares no code with the sender it is there to test.
 */
import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { Fault, FaultShare } from "../faults.ts";
import type { Answer } from "../kit/answer.ts";
import type { CallLog } from "../kit/call-log.ts";
import { FrontDoor, type Arrived } from "../kit/front-door.ts";
import { performing, type Route, type RowFault } from "../kit/route.ts";
import { StruckRequests } from "../kit/struck-requests.ts";
import { messageSchema, type Message, type MessageRow } from "./message.ts";
import { verify } from "./verify.ts";

export interface WebhookSandboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** `whsec_…` */
  readonly secret: string;
  readonly faults?: readonly FaultShare[];
}

/** A person as the receiver knows her. */
export interface Known {
  readonly address: string | null;
  readonly properties: Readonly<Record<string, string | number | boolean | null>>;
}

interface Situation {
  readonly rowFault: RowFault;
  readonly random: Random;
  readonly contacts: Map<string, Known>;
  readonly lists: Map<string, Set<string>>;
}

interface Failed {
  readonly id: string;
  readonly reason: string;
  readonly message: string;
  readonly retryable: boolean;
}

const ROUTES: readonly Route<Situation>[] = [
  {
    name: "POST /hook",
    method: "POST",
    paths: ["/hook"],
    isRead: false,
    perform: performing<Situation, Message>({ body: messageSchema, handle: take }, (misunderstood) => ({
      status: 400,
      body: { error: misunderstood.kind },
    })),
  },
];

export class WebhookSandbox {
  readonly calls: CallLog;
  /** The id and time of each message whose signature fitted, oldest first. */
  readonly received: { readonly id: string; readonly timestamp: number }[] = [];
  /** Checks every message from now on. */
  secret: string;
  readonly #contacts = new Map<string, Known>();
  readonly #lists = new Map<string, Set<string>>();
  readonly #struck: StruckRequests<Situation>;
  readonly #door: FrontDoor<Situation, Route<Situation>>;
  #answers: Answer[] = [];

  constructor({ clock, random, secret, faults = [] }: WebhookSandboxOptions) {
    this.secret = secret;
    this.#struck = new StruckRequests({
      routes: ROUTES,
      random,
      faults,
      situation: (_nowMs, rowFault) => ({ rowFault, random, contacts: this.#contacts, lists: this.#lists }),
      faultyAnswer: (status) => ({ status, body: "upstream error" }),
    });
    this.#door = new FrontDoor({
      clock,
      routes: ROUTES,
      struck: this.#struck,
      latencyMs: 0,
      keepBodies: false,
      turnAway: this.#turnAway.bind(this),
      toResponse: ({ status, body, headers }) =>
        new Response(body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body), {
          status,
          headers: { "content-type": "application/json", ...headers },
        }),
    });
    this.calls = this.#door.calls;
  }

  async fetch(request: Request): Promise<Response> {
    return await this.#door.fetch(request);
  }

  contact(id: string): Known | undefined {
    return this.#contacts.get(id);
  }

  get contactCount(): number {
    return this.#contacts.size;
  }

  membersOf(list: string): ReadonlySet<string> {
    return this.#lists.get(list) ?? new Set();
  }

  /** The next messages get these answers, and nothing is done with them. */
  answerNext(...answers: readonly Answer[]): void {
    this.#answers.push(...answers);
  }

  setFaults(faults: readonly FaultShare[]): void {
    this.#struck.faults = faults;
  }

  faultNext(fault: Fault): void {
    this.#struck.faultNext(fault, "");
  }

  settleLate(): void {
    this.#struck.settle(Infinity);
  }

  #turnAway({ request, route, bodyText, nowMs }: Arrived<Route<Situation>>): Answer | undefined {
    const verdict = verify(request.headers, bodyText, this.secret, nowMs);
    if (verdict.kind === "refused") return { status: 401, body: { error: verdict.why } };
    this.received.push({ id: verdict.id, timestamp: Number(request.headers.get("webhook-timestamp")) });
    if (route === undefined) return { status: 404, body: { error: "no such hook" } };
    return this.#answers.shift();
  }
}

/** Contacts as a whole: what a row says is what is known afterwards. */
function take({ body: { data }, ...situation }: Situation & { readonly body: Message }): Answer {
  const failed: Failed[] = [];
  for (const row of data.rows) {
    const problem = problemOf(row, situation);
    if (problem === undefined) apply(row, data, situation);
    else failed.push(problem);
  }
  return { status: 200, body: { failed } };
}

function problemOf({ id, properties }: MessageRow, { rowFault, random }: Situation): Failed | undefined {
  if (rowFault === "partial" && random.fraction() < 0.5) {
    const retryable = random.fraction() < 0.5;
    return { id, reason: retryable ? "busy" : "unwanted", message: `No ${id}@example.com now`, retryable };
  }
  if (properties?.["loyalty_tier"] === "Tin")
    return { id, reason: "unknown_tier", message: "Tin is no tier", retryable: false };
  return undefined;
}

function apply({ id, address = null, properties = {} }: MessageRow, data: Message["data"], at: Situation): void {
  if (data.place.kind === "contact") {
    if (data.operation === "leave") at.contacts.delete(id);
    else at.contacts.set(id, { address, properties });
    return;
  }
  const members = at.lists.get(data.place.name) ?? new Set();
  at.lists.set(data.place.name, members);
  if (data.operation === "leave") members.delete(id);
  else members.add(id);
}
