/** The budget at HubSpot follows the headers of its answers, for all requests of one adapter. */
import { expect, test } from "vitest";
import { createHubSpot } from "../../src/destination/hubspot/hubspot.ts";
import type { HttpResponse } from "../../src/platform/http.ts";
import { createVirtualTime } from "../../bench/virtual-time.ts";

const limits = { "x-hubspot-ratelimit-max": "100", "x-hubspot-ratelimit-interval-milliseconds": "10000" };
const account = { status: 200, headers: {}, body: '{"portalId":1}' };

/** When the requests for the account left, in milliseconds, given the answers in turn. */
async function sendTimes(answers: readonly HttpResponse[]): Promise<readonly number[]> {
  const world = createVirtualTime();
  const sent: number[] = [];
  const destination = createHubSpot({
    token: "any",
    properties: [],
    createContacts: true,
    concurrency: 1,
    clock: world.clock,
    random: { fraction: () => 0, id: () => "" },
    send: async () => {
      const answer = answers[sent.length] ?? account;
      sent.push(world.clock.nowMs());
      return answer;
    },
  });
  await world.finish([destination.identify(), destination.identify()]);
  return sent;
}

test("an account whose window is empty gets nothing more until it has passed", async () => {
  expect(await sendTimes([{ ...account, headers: { ...limits, "x-hubspot-ratelimit-remaining": "1" } }])).toEqual([
    0, 0,
  ]);
  expect(await sendTimes([{ ...account, headers: { ...limits, "x-hubspot-ratelimit-remaining": "0" } }])).toEqual([
    0, 10_000,
  ]);
});

test("a 429 holds back the other requests too", async () => {
  const limited = { status: 429, headers: { "retry-after": "5" }, body: "{}" };
  expect(await sendTimes([limited])).toEqual([0, 5_000, 5_000]);
});

test("answers that take a second leave nothing of the budget unused", async () => {
  const world = createVirtualTime();
  const sent: number[] = [];
  const destination = createHubSpot({
    token: "any",
    properties: [],
    createContacts: true,
    clock: world.clock,
    random: { fraction: () => 0, id: () => "" },
    send: async () => {
      sent.push(world.clock.nowMs());
      await world.clock.sleep(1_000);
      return account;
    },
  });
  await world.finish(Array.from({ length: 240 }, () => destination.identify()));
  const windows = [0, 10_000, 20_000].map((from) => sent.filter((atMs) => atMs >= from && atMs < from + 10_000).length);
  expect(windows).toEqual([80, 80, 80]);
});
