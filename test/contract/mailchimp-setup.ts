/** One Mailchimp stand-in with an adapter on it, in process, on a clock that stands still until somebody waits. */
import { TransientError } from "../../src/domain/errors.ts";
import type { Change } from "../../src/domain/change.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Destination } from "../../src/destination/destination.ts";
import { createMailchimp } from "../../src/destination/mailchimp/mailchimp.ts";
import type { AttemptLine, DescribedProperty } from "../../src/destination/destination-type.ts";
import type { MailchimpOptions } from "../../src/destination/mailchimp/options.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { HttpRequest, HttpResponse } from "../../src/platform/http.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import type { MailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import { createMailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import type { MailchimpSandboxOptions } from "../../src/sandbox/mailchimp/options.ts";
import { change, CONTACTS, createStillClock, listPlace, seededRandom } from "./destination-setup.ts";

export const KEY = "0123456789abcdef-secret-of-the-test-us21";
export const AUDIENCE = "d1b5f1c2a0";
export const LIST = "Loyalty Golden";

const property = (
  name: string,
  type: DescribedProperty["type"],
  options: readonly string[] = [],
): DescribedProperty => ({
  name,
  column: name,
  type,
  format: null,
  label: name.replaceAll("_", " "),
  options,
});

/** One of every type. Their tags, worked by hand: TIER, BALANCE, TIER_UNTIL, SEEN_AT, VIP, NOTE. */
export const PROPERTIES: readonly DescribedProperty[] = [
  property("loyalty_tier", "enumeration", ["Golden", "Silver"]),
  property("loyalty_balance", "number"),
  property("tier_until", "date"),
  property("seen_at", "datetime"),
  property("vip", "bool"),
  property("note", "string"),
];

export const SETTING = {
  loyalty_tier: "Golden",
  loyalty_balance: "1500.25",
  tier_until: "2026-12-31",
  // 2026-11-22T09:00:00.000Z
  seen_at: "1795338000000",
  vip: "true",
  note: "likes tea",
} as const;

export interface MailchimpSetup {
  readonly sandbox: MailchimpSandbox;
  readonly destination: Destination;
  readonly clock: Clock;
  readonly sent: HttpRequest[];
  readonly lines: AttemptLine[];
}

export interface MailchimpSetupOptions {
  readonly sandbox?: Partial<MailchimpSandboxOptions>;
  readonly mailchimp?: Partial<MailchimpOptions>;
  /** While true, requests carry a key the account does not know. */
  readonly revoked?: () => boolean;
  /** What somebody does at the account just before a request arrives. */
  readonly beforeSend?: (request: HttpRequest, sandbox: MailchimpSandbox) => void;
  /** Another answer in place of the one that came; undefined: that one. */
  readonly answer?: (request: HttpRequest) => HttpResponse | undefined;
  /** An account that exists already. */
  readonly on?: MailchimpSandbox;
}

export function setUpMailchimp(options: MailchimpSetupOptions = {}): MailchimpSetup {
  const clock = createStillClock();
  const sandbox =
    options.on ?? createMailchimpSandbox({ clock, random: seededRandom(1), key: KEY, ...options.sandbox });
  const sent: HttpRequest[] = [];
  const lines: AttemptLine[] = [];
  const send = inProcess(sandbox, () => new TransientError("connection_lost", "The connection broke."));
  const destination = createMailchimp({
    key: KEY,
    baseUrl: "http://mailchimp.test",
    audience: AUDIENCE,
    listsAs: "segments",
    properties: PROPERTIES,
    createContacts: true,
    clock,
    random: seededRandom(2),
    send: async (request) => {
      sent.push(request);
      options.beforeSend?.(request, sandbox);
      const other = options.answer?.(request);
      if (other !== undefined) return other;
      const isRevoked = options.revoked?.() === true;
      return await send(isRevoked ? { ...request, headers: { ...request.headers, authorization: "" } } : request);
    },
    log: (line) => lines.push(line),
    ...options.mailchimp,
  });
  return { sandbox, destination, clock, sent, lines };
}

/** The contact place and the list, taken. */
export async function prepareMailchimp({ destination }: MailchimpSetup): Promise<Place> {
  await destination.take({ kind: "contact", name: "contacts", model: null, audience: null });
  const spec = { kind: "list", name: LIST, model: "aud_tier", audience: "Golden" } as const;
  const { listId } = await destination.take(spec);
  return listPlace(listId ?? "", LIST);
}

/** A row about `m<n>@example.com`, which is its identity. */
export function row(ordinal: number, given: Partial<Change> = {}): Change {
  const address = given.identity ?? `m${ordinal}@example.com`;
  return change(ordinal, { identity: address, address, properties: SETTING, ...given });
}

/** The same at a list. */
export function listRow(ordinal: number, given: Partial<Change> = {}): Change {
  return row(ordinal, { wave: 2, placeNo: 2, address: null, isAddressChanged: false, properties: {}, ...given });
}

/** The fields of one contact. */
export function fieldsOf(sandbox: MailchimpSandbox, address: string): Readonly<Record<string, unknown>> | undefined {
  return sandbox.members().find((member) => member.address === address)?.mergeFields;
}

/** The addresses in a segment, in order. */
export function addressesIn(sandbox: MailchimpSandbox, name = LIST): readonly string[] {
  const ids = sandbox.segments().find((segment) => segment.name === name)?.members ?? new Set();
  return sandbox
    .members()
    .filter(({ id }) => ids.has(id))
    .map(({ address }) => address)
    .toSorted();
}

export { CONTACTS };
