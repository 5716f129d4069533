/** What the webhook sends, how it reads answers, and what stops it. */
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import type { Change, Op } from "../../src/domain/change.ts";
import type { Place } from "../../src/domain/place.ts";
import type { SyncProperty } from "../../src/domain/sync.ts";
import type { Destination } from "../../src/destination/destination.ts";
import { messageSchema } from "../../src/destination/webhook/message-schema.ts";
import { readSecret, signatures } from "../../src/destination/webhook/sign.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { change, CONTACTS, freely, listChange, listPlace, outcomes, TIER } from "./destination-setup.ts";
import { SECRET, setUpWebhook, URL_OF_HOOK } from "./webhook-setup.ts";

const OTHER_SECRET = "whsec_b3RoZXIgc2VjcmV0IG90aGVyIHNlY3JldA==";
const LIST = listPlace("Loyalty Golden");

async function send(destination: Destination, op: Op, place: Place, rows: readonly Change[], planNo = 1) {
  const changes = rows.map((row) => ({ ...row, op }));
  const { receipts, stop } = await destination.submit({ op, place, changes }, { ...freely, planNo });
  return { outcomes: outcomes(receipts), stop, receipts };
}

test("signs as the specification's own example does", () => {
  const body = '{"type":"audience.membership.changed","data":{"audience":"gold","added":["c1"],"removed":[]}}';
  // Worked with the specification's library 1.1.1.
  expect(signatures([readSecret(SECRET)], "msg_loyalty_0001", 1_700_000_000, body)).toBe(
    "v1,4M8i8ALxE1hob8Kggq74V/U+X5RjQwTRUFqgN4iIojE=",
  );
});

test.each([SECRET, OTHER_SECRET])(
  "a receiver that holds either secret accepts it, by the specification's library",
  async (secret) => {
    const now = Math.floor(systemClock.nowMs() / 1000);
    const body = '{"a":1}';
    const signature = signatures([readSecret(SECRET), readSecret(OTHER_SECRET)], "msg_1", now, body);
    const headers = { "webhook-id": "msg_1", "webhook-timestamp": String(now), "webhook-signature": signature };
    expect(new Webhook(secret).verify(body, headers)).toEqual({ a: 1 });
  },
);

test.each(["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all, but long enough"])(
  "refuses a secret that is none, and keeps it to itself: %s",
  (secret) => {
    expect(() => setUpWebhook({ secrets: [secret] })).toThrow(
      expect.objectContaining({
        code: "webhook_secret",
        message: "A secret of the webhook is none of Standard Webhooks.",
      }),
    );
  },
);

const property = (
  name: string,
  type: SyncProperty["type"],
): SyncProperty & { readonly options: readonly string[] } => ({
  name,
  column: name,
  type,
  format: null,
  label: name,
  options: [],
});

test("one body says a batch, each value in its type and every number digit by digit", async () => {
  const properties = [
    property("tier", "string"),
    property("balance", "number"),
    property("joined", "date"),
    property("seen", "datetime"),
    property("is_vip", "bool"),
    property("gone", "string"),
  ];
  const { destination, sent } = setUpWebhook({ properties });
  const values = {
    tier: 'G"old',
    balance: "90071992547409.930",
    joined: "2024-02-29",
    seen: "1795770000123",
    is_vip: "false",
    gone: "",
  };
  await send(destination, "enter", CONTACTS, [change(1, { properties: values })], 7);
  expect(sent.map(({ body }) => body)).toEqual([
    '{"type":"audience.changed","timestamp":"2026-11-22T09:00:00.000Z","data":{"sync":"loyalty","plan":7,' +
      '"place":{"kind":"contact","name":"contacts"},"audience":null,"operation":"enter","rows":[{"id":"m1",' +
      '"address":"m1@example.com","properties":{"tier":"G\\"old","balance":90071992547409.930,"joined":"2024-02-29",' +
      '"seen":"2026-11-27T09:00:00.123Z","is_vip":false,"gone":null}}]}}',
  ]);
  expect(messageSchema.safeParse(JSON.parse(sent[0]?.body ?? ""))).toMatchObject({ success: true });
  expect(sent[0]).toMatchObject({ method: "POST", url: URL_OF_HOOK, isPublicOnly: true });
});

test("after a lost state, or from another target, the same rows of a plan of the same number are another message", async () => {
  const { destination, sandbox } = setUpWebhook();
  const changes = [listChange(1)];
  for (const planMadeAtMs of [1, 2, 1])
    await destination.submit({ op: "enter", place: LIST, changes }, { ...freely, planMadeAtMs });
  const [first, other, again] = sandbox.received.map(({ id }) => id);
  expect(other).not.toBe(first);
  expect(again).toBe(first);
});

test("a message keeps its id over all attempts and repeats, with a fresh time each; another plan's has its own", async () => {
  const { destination, sandbox, clock } = setUpWebhook();
  sandbox.faultNext({ kind: "lost" });
  sandbox.faultNext({ kind: "status", status: 503 });
  const rows = [listChange(1), listChange(2)];
  expect((await send(destination, "enter", LIST, rows)).outcomes).toEqual(["accepted", "accepted"]);
  await clock.sleep(60_000);
  await send(destination, "enter", LIST, rows);
  await send(destination, "enter", LIST, rows, 2);
  await send(destination, "enter", LIST, rows.slice(0, 1));
  const { received } = sandbox;
  const [first] = received;
  expect(received.map(({ id }) => id === first?.id)).toEqual([true, true, true, true, false, false]);
  expect(first?.id).toMatch(/^msg_[0-9a-f]{32}$/u);
  expect(new Set(received.map(({ id }) => id)).size).toBe(3);
  const [a = 0, b = 0, c = 0, d = 0] = received.map(({ timestamp }) => timestamp);
  expect(a <= b && b < c && d >= c + 60).toBe(true);
});

const said = (body: unknown, status = 200) => ({ status, body });

test("reads what became of each row from the answer, and keeps addresses out of the receiver's words", async () => {
  const { destination, sandbox } = setUpWebhook();
  const message = "m2@example.com is blocked";
  sandbox.answerNext(
    said({
      failed: [
        { id: "m2", reason: "blocked", message },
        { id: "m3", reason: "busy", retryable: true },
      ],
    }),
  );
  const {
    outcomes: seen,
    receipts,
    stop,
  } = await send(destination, "enter", LIST, [listChange(1), listChange(2), listChange(3)]);
  expect(seen).toEqual(["accepted", "refused:webhook_blocked", "withheld:webhook_busy"]);
  expect(receipts.find(({ ordinal }) => ordinal === 2)?.message).toBe("[address] is blocked");
  expect(stop).toBeNull();
});

test("keeps names, keys and its own address out of the receiver's words, too", async () => {
  const first: SyncProperty = {
    name: "first_name",
    column: "first_name",
    type: "string",
    format: null,
    label: "First name",
  };
  const { destination, sandbox } = setUpWebhook({ properties: [TIER, first] });
  const message = `Ottilie (cust-77) is no Golden at ${URL_OF_HOOK}`;
  sandbox.answerNext(said({ failed: [{ id: "cust-77", reason: "blocked", message }] }));
  const properties = { [TIER.name]: "Golden", first_name: "Ottilie" };
  const { receipts } = await send(destination, "enter", CONTACTS, [change(1, { memberKey: "cust-77", properties })]);
  expect(receipts.map((receipt) => receipt.message)).toEqual(["[value] ([value]) is no Golden at [secret]"]);
});

test("204 says that every row was taken", async () => {
  const { destination, sandbox } = setUpWebhook();
  sandbox.answerNext({ status: 204, body: undefined });
  expect(await send(destination, "enter", LIST, [listChange(1)])).toMatchObject({ outcomes: ["accepted"], stop: null });
});

test.each([
  ["a page", said("<html>Welcome</html>")],
  ["nothing", said("")],
  ["a promise", said({ status: "queued" }, 202)],
  ["a row that was not sent", said({ failed: [{ id: "m9" }] })],
  ["one row twice", said({ failed: [{ id: "m1" }, { id: "m1", retryable: true }] })],
  ["a reason that is no word", said({ failed: [{ id: "m1", reason: "See m1@example.com" }] })],
])("an answer of 2xx that holds %s leaves the rows unsettled and stops the run", async (_name, answer) => {
  const { destination, sandbox } = setUpWebhook();
  sandbox.answerNext(answer);
  const { outcomes: seen, stop } = await send(destination, "enter", LIST, [listChange(1), listChange(2)]);
  expect(seen).toEqual(["unsettled:webhook_answer", "unsettled:webhook_answer"]);
  expect(stop).toMatchObject({ name: "ContractError", code: "webhook_answer" });
  expect(stop?.remedy).toContain("receipts: status");
});

test("with receipts: status, any 2xx stands for all rows", async () => {
  const { destination, sandbox } = setUpWebhook({ receipts: "status" });
  sandbox.answerNext(said("<html>Welcome</html>"));
  expect((await send(destination, "enter", LIST, [listChange(1)])).outcomes).toEqual(["accepted"]);
});

test.each([
  [302, "webhook_redirected"],
  [401, "authentication"],
  [404, "webhook_missing"],
  [410, "webhook_gone"],
  [413, "webhook_too_large"],
  [422, "webhook_refused"],
])("%i stops the run with %s after one request, and nothing is unsettled", async (status, code) => {
  const { destination, sandbox } = setUpWebhook();
  sandbox.answerNext(said({ error: "m1@example.com" }, status));
  const { outcomes: seen, stop } = await send(destination, "enter", LIST, [listChange(1)]);
  expect(seen).toEqual([`withheld:${code}`]);
  expect(stop?.code).toBe(code);
  expect(`${stop?.message} ${stop?.remedy}`).not.toMatch(/example\.com|hook\b.*\/hook/u);
  expect(destination.requestCount).toBe(1);
});

test.each([429, 503])(
  "%i with Retry-After is waited out, and ends the run when it asks for too long",
  async (status) => {
    const { destination, sandbox, clock } = setUpWebhook();
    sandbox.answerNext({ ...said("slower", status), headers: { "retry-after": "90" } });
    const before = clock.nowMs();
    expect((await send(destination, "enter", LIST, [listChange(1)])).outcomes).toEqual(["accepted"]);
    expect(clock.nowMs() - before).toBe(90_000);
    sandbox.answerNext({ ...said("slower", status), headers: { "retry-after": "3600" } });
    const { stop } = await send(destination, "enter", LIST, [listChange(2)]);
    expect(stop).toMatchObject({ name: "TransientError", code: "rate_limited", retryAfterMs: 3_600_000 });
  },
);

test("a clock that is off by an hour is told, and nothing is lost", async () => {
  const { destination, sandbox } = setUpWebhook({
    // The receiver's clock, which the sender does not see.
    clock: { nowMs: () => Date.UTC(2026, 10, 22, 10), sleep: async () => {} },
  });
  const { outcomes: seen, stop } = await send(destination, "enter", LIST, [listChange(1)]);
  expect(seen).toEqual(["withheld:authentication"]);
  expect(stop?.remedy).toContain("clock");
  expect(sandbox.membersOf("Loyalty Golden").size).toBe(0);
});

test("no body exceeds max_bytes, and a row that alone does is refused", async () => {
  const { destination, sent } = setUpWebhook({ maxBytes: 2_000, properties: [property("note", "string")] });
  const rows = Array.from({ length: 20 }, (_, at) =>
    change(at + 1, { properties: { note: "ł".repeat(at === 4 ? 2_000 : 100) } }),
  );
  const { outcomes: seen } = await send(destination, "enter", CONTACTS, rows);
  expect(seen.map((outcome, at) => [at, outcome]).filter(([, outcome]) => outcome !== "accepted")).toEqual([
    [4, "refused:row_too_large"],
  ]);
  const bodies = sent.map(({ body = "" }) => body);
  expect(bodies.length).toBeGreaterThan(2);
  expect(Math.max(...bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(2_000);
  const ids = bodies.flatMap((body) => messageSchema.parse(JSON.parse(body)).data.rows.map(({ id }) => id));
  expect(ids).toEqual(rows.map(({ memberKey }) => memberKey).filter((key) => key !== "m5"));
});

test("its account tells two receivers apart without telling their addresses", async () => {
  const { accountId } = await setUpWebhook({ url: "https://receiver.test/hook?code=abc" }).destination.identify();
  expect(accountId).toMatch(/^https:\/\/receiver\.test [0-9a-f]{8}$/u);
  expect((await setUpWebhook().destination.identify()).accountId).not.toBe(accountId);
});
