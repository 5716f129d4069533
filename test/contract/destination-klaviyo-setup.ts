/** One Klaviyo stand-in with an adapter on it, in process, on a clock that stands still until somebody waits. */
import { TransientError } from "../../src/domain/errors.ts";
import type { Place } from "../../src/domain/place.ts";
import type { AttemptLine } from "../../src/destination/destination-type.ts";
import type { Destination } from "../../src/destination/destination.ts";
import { createKlaviyo } from "../../src/destination/klaviyo/klaviyo.ts";
import type { KlaviyoOptions } from "../../src/destination/klaviyo/options.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { HttpRequest } from "../../src/platform/http.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import type { KlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import { createKlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import type { KlaviyoSandboxOptions } from "../../src/sandbox/klaviyo/options.ts";
import { BALANCE, CONTACTS, createStillClock, seededRandom, TIER } from "./destination-setup.ts";

export const KEY = "pk_0000000000000000_secret_of_the_test";

export interface KlaviyoSetup {
  readonly sandbox: KlaviyoSandbox;
  readonly destination: Destination;
  readonly clock: Clock;
  readonly sent: HttpRequest[];
  readonly lines: AttemptLine[];
}

export interface KlaviyoSetupOptions {
  readonly sandbox?: Partial<KlaviyoSandboxOptions>;
  readonly klaviyo?: Partial<KlaviyoOptions>;
  /** While true, requests carry a key the account does not know. */
  readonly revoked?: () => boolean;
  /** What somebody else does at the account just before a request arrives. */
  readonly beforeSend?: (request: HttpRequest, sandbox: KlaviyoSandbox) => void;
}

export function setUpKlaviyo(options: KlaviyoSetupOptions = {}): KlaviyoSetup {
  const clock = createStillClock();
  const sandbox = createKlaviyoSandbox({ clock, random: seededRandom(1), ...options.sandbox });
  const sent: HttpRequest[] = [];
  const lines: AttemptLine[] = [];
  const send = inProcess(sandbox, () => new TransientError("connection_lost", "The connection broke."));
  const destination = createKlaviyo({
    key: KEY,
    baseUrl: "http://klaviyo.test",
    properties: [TIER, BALANCE],
    createContacts: true,
    clock,
    random: seededRandom(2),
    send: async (request) => {
      sent.push(request);
      options.beforeSend?.(request, sandbox);
      const headers = options.revoked?.() === true ? { ...request.headers, authorization: "" } : request.headers;
      return await send({ ...request, headers });
    },
    log: (line) => lines.push(line),
    ...options.klaviyo,
  });
  return { sandbox, destination, clock, sent, lines };
}

/** A list "Loyalty Golden", made by the adapter. */
export async function takeGolden({ destination }: Pick<KlaviyoSetup, "destination">): Promise<Place> {
  const spec = { kind: "list", name: "Loyalty Golden", model: "aud_tier", audience: "Golden" } as const;
  const { listId } = await destination.take(spec);
  return { ...CONTACTS, ...spec, placeNo: 2, listId };
}
