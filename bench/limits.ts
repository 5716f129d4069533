/**
 * How much of each vendor's published limits is used while work remains: contacts entered and put on a list, by each
 * adapter against its stand-in, on a clock that goes from wait to wait. So the figures are those of limits, latencies and
 * the adapter's own order of requests, and not of this machine. An answer takes 100 ms there.
 */
import type { Batch, Destination } from "../src/destination/destination.ts";
import { createHubSpot } from "../src/destination/hubspot/hubspot.ts";
import { budgetOf, ENDPOINTS, MINUTE_MS, type Endpoint } from "../src/destination/klaviyo/endpoints.ts";
import { createKlaviyo } from "../src/destination/klaviyo/klaviyo.ts";
import { createMailchimp } from "../src/destination/mailchimp/mailchimp.ts";
import type { Change } from "../src/domain/change.ts";
import { TransientError } from "../src/domain/errors.ts";
import type { Place } from "../src/domain/place.ts";
import type { Clock } from "../src/platform/clock.ts";
import type { HttpSend } from "../src/platform/http.ts";
import { systemRandom } from "../src/platform/random.ts";
import { HubSpotSandbox } from "../src/sandbox/hubspot/hubspot-sandbox.ts";
import { inProcess } from "../src/sandbox/in-process.ts";
import { KlaviyoSandbox } from "../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import { MailchimpSandbox } from "../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import { AUDIENCE_ID } from "../src/sandbox/mailchimp/options.ts";
import type { Answering } from "../src/sandbox/serve.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { freely } from "./freely.ts";
import { createVirtualTime } from "./virtual-time.ts";

const SHARE = 0.8;
const LATENCY_MS = 100;
const USED_MIN = 90;
const URL_OF_STAND_IN = "http://stand-in.test";

/** What bounds a vendor's work: requests of one bucket per window, or requests under way at once. */
interface Bucket {
  readonly name: string;
  /** Undefined: another bucket's request. */
  readonly takes: (method: string, path: string) => boolean;
  /** The least time in which so many requests can be made, in milliseconds. */
  readonly leastMs: (requests: number) => number;
}

interface Asked {
  readonly method: string;
  readonly path: string;
}

interface Vendor {
  readonly title: string;
  readonly rows: number;
  start(clock: Clock): { readonly standIn: Answering; readonly open: (send: HttpSend) => Destination };
  readonly buckets: readonly Bucket[];
}

/** No window of this length, wherever it begins, holds more than its requests. */
function perWindow(
  name: string,
  takes: Bucket["takes"],
  window: { readonly ms: number; readonly requests: number },
): Bucket {
  const leastMs: Bucket["leastMs"] = (requests) => Math.floor(Math.max(0, requests - 1) / window.requests) * window.ms;
  return { name, takes, leastMs };
}

const common = { random: systemRandom, properties: [], createContacts: true, budgetShare: SHARE } as const;

const VENDORS: readonly Vendor[] = [
  {
    title: "HubSpot",
    rows: 100_000,
    start: (clock) => ({
      standIn: new HubSpotSandbox({ clock, random: systemRandom, latencyMs: LATENCY_MS }),
      open: (send) => createHubSpot({ ...common, token: "bench", baseUrl: URL_OF_STAND_IN, clock, send }),
    }),
    buckets: [perWindow("80 of 100 requests per 10 s", () => true, { ms: 10_000, requests: 80 })],
  },
  {
    title: "Klaviyo",
    rows: 200_000,
    start: (clock) => ({
      standIn: new KlaviyoSandbox({ clock, random: systemRandom, latencyMs: LATENCY_MS }),
      open: (send) => createKlaviyo({ ...common, key: "pk_bench", baseUrl: URL_OF_STAND_IN, clock, send }),
    }),
    buckets: endpointsOf().map(([endpoint, limits]) => {
      const [method = "", path = ""] = endpoint.split(" ");
      const window = budgetOf(limits, SHARE).find(({ ms }) => ms === MINUTE_MS) ?? { ms: MINUTE_MS, requests: 1 };
      const takes: Bucket["takes"] = (asked, at) => asked === method && masked(at) === path;
      return perWindow(`${window.requests} of ${limits.perMinute} ${endpoint} a minute`, takes, window);
    }),
  },
  {
    title: "Mailchimp",
    rows: 500_000,
    start: (clock) => ({
      standIn: new MailchimpSandbox({ clock, random: systemRandom, latencyMs: LATENCY_MS }),
      open: (send) =>
        createMailchimp({
          ...common,
          key: "bench-us21",
          baseUrl: URL_OF_STAND_IN,
          audience: AUDIENCE_ID,
          listsAs: "segments",
          clock,
          send,
        }),
    }),
    buckets: [{ name: "8 of 10 connections", takes: () => true, leastMs: (requests) => (requests * LATENCY_MS) / 8 }],
  },
];

export const limitsBenchmark: Benchmark = {
  name: "limits",
  summary: "each destination's published limits: how much of them is used while work remains, in virtual time",
  run: async (bench) => {
    for (const vendor of VENDORS) await measure(bench, vendor);
  },
};

async function measure(bench: Bench, vendor: Vendor): Promise<void> {
  const rows = bench.size(vendor.rows);
  bench.show(`${vendor.title}, ${rows} contacts and a list`);
  const time = createVirtualTime();
  const { standIn, open } = vendor.start(time.clock);
  const asked: Asked[] = [];
  let tooMany = 0;
  const direct = inProcess(standIn, () => new TransientError("connection_lost", "The connection broke."));
  const destination = open(async (request) => {
    asked.push({ method: request.method, path: new URL(request.url).pathname });
    const answer = await direct(request);
    if (answer.status === 429) tooMany += 1;
    return answer;
  });
  const waves: { readonly binding: Binding; readonly requests: number; readonly ms: number }[] = [];
  const endWave = (): void => {
    const beforeMs = waves.reduce((sum, wave) => sum + wave.ms, 0);
    const requests = asked.splice(0);
    waves.push({
      binding: bindingOf(vendor.buckets, requests),
      requests: requests.length,
      ms: time.clock.nowMs() - beforeMs,
    });
  };
  await time.finish([enterAll(destination, { isByAddress: vendor.title === "Mailchimp", rows, endWave })]);
  mustEqual(`the count of ${vendor.title}'s answers 429`, tooMany, 0);
  const sum = (of: (wave: (typeof waves)[number]) => number): number =>
    waves.reduce((total, wave) => total + of(wave), 0);
  const elapsedMs = sum(({ ms }) => ms);
  const bindings = waves.map(({ binding, requests, ms }, at) => {
    const what = at === 0 ? "contacts" : "list";
    return `${what} ${percent(binding.leastMs, ms)} of ${binding.name} (${binding.requests} of ${requests} requests)`;
  });
  bench.report({
    what: `${vendor.title}, ${rows.toLocaleString("en")} contacts entered and put on a list`,
    value: (sum(({ binding }) => binding.leastMs) / elapsedMs) * 100,
    unit: "%",
    baseline: null,
    aim: { of: "value", is: "at_least", limit: USED_MIN },
    note: `${bindings.join("; ")}; ${Math.round((2 * rows) / (elapsedMs / 1_000)).toLocaleString("en")} rows/s in virtual time, none answered 429`,
  });
}

interface Binding {
  readonly name: string;
  readonly requests: number;
  readonly leastMs: number;
}

/** The bucket whose requests take longest at the least. */
function bindingOf(buckets: readonly Bucket[], asked: readonly Asked[]): Binding {
  return buckets
    .map(({ name, takes, leastMs }) => {
      const requests = asked.filter(({ method, path }) => takes(method, path)).length;
      return { name, requests, leastMs: leastMs(requests) };
    })
    .reduce((most, one) => (one.leastMs > most.leastMs ? one : most));
}

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)} %`;
}

interface Entering {
  readonly isByAddress: boolean;
  readonly rows: number;
  readonly endWave: () => void;
}

/** As the engine does it: all contacts, then all list rows, as many batches under way as the destination allows. */
async function enterAll(destination: Destination, { isByAddress, rows, endWave }: Entering): Promise<void> {
  const { accountId } = await destination.identify();
  const contacts = await placeOf(destination, accountId, "contact");
  const list = await placeOf(destination, accountId, "list");
  const records = new Map<number, string | null>();
  const change = (ordinal: number, isContact: boolean): Change => {
    const address = `m${ordinal}@example.com`;
    return {
      ordinal,
      wave: isContact ? 1 : 2,
      placeNo: isContact ? 1 : 2,
      op: "enter",
      identity: isByAddress ? address : `m${ordinal}`,
      memberKey: `m${ordinal}`,
      recordId: records.get(ordinal) ?? null,
      address: isContact ? address : null,
      isAddressChanged: isContact,
      properties: {},
    };
  };
  for (const place of [contacts, list]) {
    const { maxRows } = destination.limits.batches[place.kind].enter;
    const starts = Array.from({ length: Math.ceil(rows / maxRows) }, (_, at) => at * maxRows);
    const work = async (): Promise<void> => {
      for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
        const first = start;
        const count = Math.min(maxRows, rows - first);
        const changes = Array.from({ length: count }, (_, at) => change(first + at, place.kind === "contact"));
        for (const [ordinal, record] of await accepted(destination, { op: "enter", place, changes }))
          records.set(ordinal, record);
      }
    };
    await Promise.all(Array.from({ length: destination.limits.concurrency }, work));
    endWave();
  }
}

async function accepted(
  destination: Destination,
  batch: Batch,
): Promise<readonly (readonly [number, string | null])[]> {
  const { receipts, stop } = await destination.submit(batch, freely);
  if (stop !== null) throw stop;
  const others = receipts.filter(({ outcome }) => outcome !== "accepted").length;
  mustEqual("the count of rows not accepted", others, 0);
  return receipts.map(({ ordinal, recordId }) => [ordinal, recordId] as const);
}

async function placeOf(destination: Destination, accountId: string, kind: Place["kind"]): Promise<Place> {
  const spec = { kind, name: kind === "contact" ? "contacts" : "Golden", model: null, audience: null };
  const taken = await destination.take(spec);
  return {
    ...spec,
    placeNo: kind === "contact" ? 1 : 2,
    sync: "bench",
    accountId,
    listId: taken.listId,
    isCreatedByUs: true,
    takenAtMs: 0,
  };
}

function endpointsOf(): readonly (readonly [Endpoint, (typeof ENDPOINTS)[Endpoint]])[] {
  return Object.entries(ENDPOINTS).filter(
    (entry): entry is [Endpoint, (typeof ENDPOINTS)[Endpoint]] => entry[0] in ENDPOINTS,
  );
}

function masked(path: string): string {
  return path.replace(/(?<=^\/api\/(?:lists|profiles|profile-bulk-import-jobs)\/)[^/]+/u, "*");
}
