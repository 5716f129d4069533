/** One HubSpot stand-in with an adapter on it, in process, on a clock that stands still until somebody waits. */
import { isPlain } from "../support/is-plain.ts";
import type { Change, Op } from "../../src/domain/change.ts";
import { TransientError } from "../../src/domain/errors.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { Destination, SubmitIo, SubmitResult } from "../../src/destination/destination.ts";
import { createHubSpot } from "../../src/destination/hubspot/hubspot.ts";
import type { AttemptLine, DescribedProperty } from "../../src/destination/destination-type.ts";
import type { HubSpotOptions } from "../../src/destination/hubspot/options.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { HttpRequest } from "../../src/platform/http.ts";
import type { Random } from "../../src/platform/random.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { createHubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { HubSpotSandboxOptions } from "../../src/sandbox/hubspot/options.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";

export const TOKEN = "pat-eu1-00000000-secret-of-the-test";

export const TIER: DescribedProperty = {
  name: "loyalty_tier",
  column: "tier_name",
  type: "enumeration",
  format: null,
  label: "Loyalty tier",
  options: ["Golden", "Silver"],
};
export const BALANCE: DescribedProperty = {
  name: "loyalty_balance",
  column: "balance",
  type: "number",
  format: "floor2",
  label: "Loyalty balance",
  options: [],
};

export interface Setup {
  readonly sandbox: HubSpotSandbox;
  readonly destination: Destination;
  readonly clock: Clock & { nowMs(): number };
  readonly sent: HttpRequest[];
  readonly lines: AttemptLine[];
}

export interface SetupOptions {
  readonly sandbox?: Partial<HubSpotSandboxOptions>;
  readonly hubspot?: Partial<HubSpotOptions>;
  /** While true, requests carry a token the account does not know. */
  readonly revoked?: () => boolean;
  /** What somebody else does at the account just before a request arrives. */
  readonly beforeSend?: (request: HttpRequest, sandbox: HubSpotSandbox) => void;
  /** Another body in place of the one that came. */
  readonly answer?: (request: HttpRequest, body: string) => string;
  /** An account that exists already. */
  readonly on?: HubSpotSandbox;
}

export function setUp(options: SetupOptions = {}): Setup {
  const clock = createStillClock();
  const sandbox = options.on ?? createHubSpotSandbox({ clock, random: seededRandom(1), ...options.sandbox });
  const sent: HttpRequest[] = [];
  const lines: AttemptLine[] = [];
  const send = inProcess(sandbox, () => new TransientError("connection_lost", "The connection broke."));
  const destination = createHubSpot({
    token: TOKEN,
    baseUrl: "http://hubspot.test",
    properties: [TIER, BALANCE],
    createContacts: true,
    clock,
    random: seededRandom(2),
    send: async (request) => {
      sent.push(request);
      options.beforeSend?.(request, sandbox);
      const headers = options.revoked?.() === true ? { ...request.headers, authorization: "" } : request.headers;
      const answer = await send({ ...request, headers });
      return options.answer === undefined ? answer : { ...answer, body: options.answer(request, answer.body) };
    },
    log: (line) => lines.push(line),
    ...options.hubspot,
  });
  return { sandbox, destination, clock, sent, lines };
}

/** Time passes only while somebody sleeps. */
export function createStillClock(startMs = Date.UTC(2026, 10, 22, 9)): Clock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      nowMs += ms;
      await Promise.resolve();
    },
  };
}

/** A linear congruential generator (Numerical Recipes' constants): the same numbers for the same seed, everywhere. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    fraction,
    id: () => Array.from({ length: 32 }, () => Math.floor(fraction() * 16).toString(16)).join(""),
  };
}

/** Nobody stops it; nobody stays, is kept or suppressed anywhere. */
export const freely: SubmitIo = {
  planNo: 1,
  planMadeAtMs: 1,
  beforeRequest: async () => true,
  staying: async () => new Set(),
  kept: async () => new Set(),
  suppressed: async () => new Set(),
  signal: new AbortController().signal,
};

export const CONTACTS: Place = {
  kind: "contact",
  name: "contacts",
  model: null,
  audience: null,
  placeNo: 1,
  sync: "test",
  accountId: "4815162",
  listId: null,
  isCreatedByUs: true,
  takenAtMs: 0,
};

export function listPlace(listId: string, name = "Loyalty Golden"): Place {
  return { ...CONTACTS, kind: "list", name, model: "aud_tier", audience: "Golden", placeNo: 2, listId };
}

/** A row about member `m<n>` with the address `m<n>@example.com`, unless told otherwise. */
export function change(ordinal: number, given: Partial<Change> = {}): Change {
  const member = given.memberKey ?? `m${ordinal}`;
  return {
    ordinal,
    wave: 1,
    placeNo: 1,
    op: "enter",
    identity: member,
    memberKey: member,
    recordId: null,
    address: `${member}@example.com`,
    isAddressChanged: true,
    properties: { loyalty_tier: "Golden", loyalty_balance: "1500.00" },
    ...given,
  };
}

/** A row about a list, where neither address nor properties stand. */
export function listChange(ordinal: number, given: Partial<Change> = {}): Change {
  return change(ordinal, { wave: 2, placeNo: 2, address: null, isAddressChanged: false, properties: {}, ...given });
}

export async function submit(
  setup: Pick<Setup, "destination">,
  op: Op,
  place: Place,
  changes: readonly Change[],
  io: SubmitIo = freely,
): Promise<SubmitResult> {
  return await setup.destination.submit({ op, place, changes: changes.map((row) => ({ ...row, op })) }, io);
}

/** `outcome:reason` per ordinal, in the order of ordinals. */
export function outcomes(receipts: readonly Receipt[]): readonly string[] {
  return receipts
    .toSorted((left, right) => left.ordinal - right.ordinal)
    .map(({ outcome, reason }) => (isPlain({ outcome, reason }) ? outcome : `${outcome}:${reason}`));
}

/** The places taken, with a list "Loyalty Golden". */
export async function prepare(setup: Setup): Promise<{ readonly listId: string }> {
  await setup.destination.take({ kind: "contact", name: "contacts", model: null, audience: null });
  const list = await setup.destination.take({
    kind: "list",
    name: "Loyalty Golden",
    model: "aud_tier",
    audience: "Golden",
  });
  return { listId: list.listId ?? "" };
}

/** Enters members 1 to n and returns their record ids, by member. */
export async function enterContacts(setup: Setup, count: number): Promise<ReadonlyMap<string, string>> {
  const changes = Array.from({ length: count }, (_, at) => change(at + 1));
  const { receipts } = await submit(setup, "enter", CONTACTS, changes);
  return new Map(receipts.map((receipt) => [`m${receipt.ordinal}`, receipt.recordId ?? ""]));
}
