/** How the Mailchimp adapter asks: connections, overload, refusals of the key, and what it logs. */
import { describe, expect, test } from "vitest";
import { createHttpSend } from "../../src/platform/http.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createMailchimp } from "../../src/destination/mailchimp/mailchimp.ts";
import { createMailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import { serve } from "../../src/sandbox/serve.ts";
import { listPlace, outcomes, seededRandom, submit } from "./destination-setup.ts";
import {
  AUDIENCE,
  CONTACTS,
  KEY,
  listRow,
  prepareMailchimp,
  PROPERTIES,
  row,
  setUpMailchimp,
} from "./mailchimp-setup.ts";

test("a bare 403 is an overload: tried again, after a pause that grows", async () => {
  const setup = setUpMailchimp();
  await prepareMailchimp(setup);
  const before = setup.clock.nowMs();
  for (let at = 0; at < 4; at += 1) setup.sandbox.faultNext({ kind: "status", status: 423 }, "POST /3.0/lists/:listId");
  const { receipts } = await submit(setup, "enter", CONTACTS, [row(1)]);
  // Four times perhaps carried out without a word: that the contact is new is certain, whose doing it was is not.
  expect(receipts).toMatchObject([{ outcome: "accepted" }]);
  // Between half and whole of 1, 2, 4 and 8 s.
  expect(setup.clock.nowMs() - before).toBeGreaterThanOrEqual(7_500);
  expect(setup.clock.nowMs() - before).toBeLessThanOrEqual(15_000);
});

test("an overload that does not end leaves the rows unsettled, and the reading says who turned it away", async () => {
  const setup = setUpMailchimp();
  await prepareMailchimp(setup);
  for (let at = 0; at < 5; at += 1) setup.sandbox.faultNext({ kind: "status", status: 423 }, "POST /3.0/lists/:listId");
  expect(outcomes((await submit(setup, "enter", CONTACTS, [row(1)])).receipts)).toEqual([
    "unsettled:mailchimp_overloaded",
  ]);
  setup.sandbox.setFaults([{ fault: { kind: "status", status: 423 }, share: 1 }]);
  await expect(setup.destination.identify()).rejects.toMatchObject({
    name: "TransientError",
    code: "mailchimp_overloaded",
    message: "http://mailchimp.test gave no answer that stands (mailchimp_overloaded).",
  });
});

test("a 403 with a reason stops at once: the key's user lacks a right", async () => {
  const problem = JSON.stringify({ title: "User Disabled", status: 403, detail: "This account has been disabled." });
  const setup = setUpMailchimp({ answer: () => ({ status: 403, headers: {}, body: problem }) });
  await expect(setup.destination.identify()).rejects.toMatchObject({ name: "ConfigError", code: "authentication" });
  expect(setup.sent).toHaveLength(1);
});

test("429 is no answer about any row, and nothing says how long to wait", async () => {
  const setup = setUpMailchimp();
  await prepareMailchimp(setup);
  setup.sandbox.setFaults([{ fault: { kind: "status", status: 429 }, share: 1 }]);
  const { receipts, stop } = await submit(setup, "leave", CONTACTS, [row(1)]);
  expect(outcomes(receipts)).toEqual(["withheld:rate_limited"]);
  expect(stop).toBeNull();
});

test("eight of the account's ten connections are used, and never one more", async () => {
  let waiting: (() => void)[] = [];
  let most = 0;
  const setup = setUpMailchimp({
    mailchimp: {
      // Nobody is answered before eight have asked: fewer connections would never end, a ninth would be seen.
      send: async () => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          most = Math.max(most, waiting.length);
          if (waiting.length < 8) return;
          const eight = waiting;
          waiting = [];
          for (const answer of eight) answer();
        });
        return { status: 404, headers: {}, body: JSON.stringify({ title: "Resource Not Found", status: 404 }) };
      },
    },
  });
  expect(setup.destination.limits).toMatchObject({ windows: [], concurrency: 24 });
  expect(await setup.destination.readContacts(Array.from({ length: 64 }, (_, at) => `id-${at}`))).toEqual([]);
  expect(most).toBe(8);
  expect(setup.destination.requestCount).toBe(64);
});

test("what is logged has neither key, audience nor the hash of an address", async () => {
  const setup = setUpMailchimp();
  const id = setup.sandbox.byHand.addMember("m1@example.com");
  await setup.destination.readContacts([id]);
  expect(setup.lines).toEqual([{ method: "GET", operation: "/3.0/lists/*/members/*", status: 200, milliseconds: 0 }]);
});

const over = (url: string) =>
  createMailchimp({
    key: KEY,
    baseUrl: url,
    audience: AUDIENCE,
    listsAs: "tags",
    properties: PROPERTIES,
    createContacts: true,
    clock: systemClock,
    random: seededRandom(2),
    send: createHttpSend({ allowedOrigins: [url] }),
  });

describe("over sockets", () => {
  test("a contact enters, joins, leaves and is emptied", async () => {
    const sandbox = createMailchimpSandbox({ clock: systemClock, random: seededRandom(1), key: KEY });
    const served = await serve(sandbox, { port: 0 });
    try {
      const destination = over(served.url);
      await destination.take({ kind: "contact", name: "contacts", model: null, audience: null });
      const { listId } = await destination.take({ kind: "list", name: "Gold", model: "aud_tier", audience: "Golden" });
      const list = listPlace(listId ?? "", "Gold");
      const steps = [
        await submit({ destination }, "enter", CONTACTS, [row(1)]),
        await submit({ destination }, "enter", list, [listRow(1)]),
        await submit({ destination }, "leave", list, [listRow(1)]),
        await submit({ destination }, "leave", CONTACTS, [row(1)]),
      ];
      expect(steps.map(({ receipts }) => outcomes(receipts).join())).toEqual(Array(4).fill("accepted"));
      expect(sandbox.members()).toMatchObject([{ status: "transactional", mergeFields: {} }]);
      expect(sandbox.calls.forbidden).toEqual([]);
    } finally {
      await served.close();
    }
  });
});
