/** What Klaviyo's adapter makes of import jobs: their ends, their errors, what it sends in them. */
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { SubmitIo } from "../../src/destination/destination.ts";
import type { DescribedProperty } from "../../src/destination/destination-type.ts";
import type { KlaviyoSetup } from "./destination-klaviyo-setup.ts";
import { setUpKlaviyo } from "./destination-klaviyo-setup.ts";
import { BALANCE, change, CONTACTS, freely, outcomes, submit, TIER } from "./destination-setup.ts";

const JOBS = "/api/profile-bulk-import-jobs";
const property = (name: string, type: DescribedProperty["type"]): DescribedProperty => ({
  ...BALANCE,
  name,
  type,
  format: null,
});

async function receipts(
  setup: KlaviyoSetup,
  op: Change["op"],
  rows: readonly Change[],
  io: SubmitIo = freely,
): Promise<readonly Receipt[]> {
  return (await submit(setup, op, CONTACTS, rows, io)).receipts;
}

function jobsSent({ sent }: KlaviyoSetup): readonly string[] {
  return sent.filter(({ method, url }) => method === "POST" && url.endsWith(JOBS)).map(({ body }) => body ?? "");
}

describe("the end of a job", () => {
  test("complete: each row accepted under its profile, with the job as its ticket", async () => {
    const setup = setUpKlaviyo();
    const [first, second] = await receipts(setup, "enter", [change(1), change(2)]);
    const [one, two] = setup.sandbox.profiles();
    expect(first).toMatchObject({ outcome: "accepted", reason: "created", recordId: one?.id });
    expect(second).toMatchObject({ outcome: "accepted", reason: "created", recordId: two?.id });
    expect(first?.ticket).toMatch(/^[\w-]{20,}$/u);
    expect(second?.ticket).toBe(first?.ticket);
  });

  test("lost: unsettled under its ticket, done all the same, and said again without harm", async () => {
    const setup = setUpKlaviyo();
    setup.sandbox.nextJob({ isLost: true });
    const [lost] = await receipts(setup, "enter", [change(1)]);
    expect(lost).toMatchObject({ outcome: "unsettled", reason: "job_lost", recordId: null });
    expect(lost?.ticket).not.toBeNull();
    setup.sandbox.settleLate();
    expect(outcomes(await receipts(setup, "enter", [change(1)]))).toEqual(["accepted"]);
    expect(setup.sandbox.profiles()).toHaveLength(1);
  });

  test("late: unsettled as pending once the time is up, and said again without harm", async () => {
    const setup = setUpKlaviyo({ klaviyo: { jobWaitMs: 60_000 } });
    setup.sandbox.nextJob({ lateMs: 300_000 });
    const startedAtMs = setup.clock.nowMs();
    expect(outcomes(await receipts(setup, "enter", [change(1)]))).toEqual(["unsettled:job_pending"]);
    // The last question is asked within the time, and the longest wait is fifteen seconds.
    expect(setup.clock.nowMs() - startedAtMs).toBeLessThanOrEqual(75_000);
    expect(setup.sandbox.calls.count(`GET ${JOBS}/:id`)).toBeLessThan(15);
    expect(outcomes(await receipts(setup, "enter", [change(1)]))).toEqual(["accepted"]);
    setup.sandbox.settleLate();
    expect(setup.sandbox.profiles()).toHaveLength(1);
  });

  test("cancelled: unsettled", async () => {
    const setup = setUpKlaviyo();
    setup.sandbox.nextJob({ isCancelled: true });
    expect(outcomes(await receipts(setup, "enter", [change(1)]))).toEqual(["unsettled:job_cancelled"]);
  });

  test("not awaited when the lease ends, or the run is stopped, meanwhile: unsettled, and nothing more is asked", async () => {
    let isOver = false;
    const io: SubmitIo = { ...freely, beforeRequest: async () => !isOver };
    const leased = setUpKlaviyo({
      beforeSend: ({ method, url }) => {
        if (method === "POST" && url.endsWith(JOBS)) isOver = true;
      },
    });
    expect(outcomes(await receipts(leased, "enter", [change(1)], io))).toEqual(["unsettled:job_pending"]);
    expect(leased.sent.at(-1)?.url).toMatch(/import-jobs$/u);
    const stop = new AbortController();
    const stopped = setUpKlaviyo({
      beforeSend: ({ method, url }) => {
        if (method === "POST" && url.endsWith(JOBS)) stop.abort();
      },
    });
    const stoppable = { ...freely, signal: stop.signal };
    expect(outcomes(await receipts(stopped, "enter", [change(1)], stoppable))).toEqual(["unsettled:job_pending"]);
    expect(stopped.sent.at(-1)?.url).toMatch(/import-jobs$/u);
  });
});

describe("rows that Klaviyo refuses", () => {
  test("the ones a refused request points at are refused, the others are sent again", async () => {
    const setup = setUpKlaviyo();
    const rows = [change(1), change(2, { address: "no address" }), change(3), change(4, { address: "nor this" })];
    const given = await receipts(setup, "enter", rows);
    expect(outcomes(given)).toEqual(["accepted", "refused:klaviyo_invalid", "accepted", "refused:klaviyo_invalid"]);
    expect(JSON.stringify(given)).not.toMatch(/no address|nor this/u);
    expect(jobsSent(setup)).toHaveLength(2);
  });

  test("import errors find their rows by member id, whatever the order, a hundred a page", async () => {
    const setup = setUpKlaviyo();
    setup.sandbox.faultNext({ kind: "partial" }, `POST ${JOBS}`);
    const rows = Array.from({ length: 400 }, (_, at) => change(at + 1));
    const given = await receipts(setup, "enter", rows);
    const made = new Set(setup.sandbox.profiles().map(({ externalId }) => externalId));
    expect(made.size).toBeGreaterThan(200);
    expect(made.size).toBeLessThan(300);
    for (const receipt of given) expect(receipt.outcome).toBe(made.has(`m${receipt.ordinal}`) ? "accepted" : "refused");
    expect(new Set(given.map(({ reason }) => reason))).toEqual(new Set(["created", "klaviyo_invalid"]));
  });

  test("an import error that repeats nothing of the row leaves it unsettled, never another row refused", async () => {
    const setup = setUpKlaviyo({ sandbox: { readings: { originalPayload: "none" } } });
    setup.sandbox.faultNext({ kind: "partial" }, `POST ${JOBS}`);
    const given = await receipts(
      setup,
      "enter",
      Array.from({ length: 30 }, (_, at) => change(at + 1)),
    );
    const made = new Set(setup.sandbox.profiles().map(({ externalId }) => externalId));
    for (const { ordinal, outcome } of given) expect(outcome).toBe(made.has(`m${ordinal}`) ? "accepted" : "unsettled");
  });

  test("a value of another type, and more than 100 KB, are refused before anything is sent", async () => {
    const setup = setUpKlaviyo();
    const given = await receipts(setup, "enter", [
      change(1, { properties: { loyalty_tier: "Golden", loyalty_balance: "1,500" } }),
      change(2, { properties: { loyalty_tier: "x".repeat(100_000), loyalty_balance: "1" } }),
    ]);
    expect(outcomes(given)).toEqual(["refused:klaviyo_mistyped_value", "refused:klaviyo_profile_too_large"]);
    expect(jobsSent(setup)).toEqual([]);
  });
});

describe("what a job carries", () => {
  test("proper types: numbers digit for digit, dates, instants, booleans; empty ones are unset", async () => {
    const setup = setUpKlaviyo({
      klaviyo: {
        properties: [
          TIER,
          BALANCE,
          property("points", "number"),
          property("since", "date"),
          property("seen", "datetime"),
          property("vip", "bool"),
          property("gone", "string"),
        ],
      },
    });
    const properties = {
      loyalty_tier: "Golden",
      loyalty_balance: "1500.00",
      points: "12345678901234567890.123456789",
      since: "2026-11-22",
      // 2026-11-22T09:00:00Z
      seen: "1795338000000",
      vip: "true",
      gone: "",
    };
    expect(outcomes(await receipts(setup, "enter", [change(1, { properties })]))).toEqual(["accepted"]);
    expect(jobsSent(setup)).toEqual([
      '{"data":{"type":"profile-bulk-import-job","attributes":{"profiles":{"data":[{"type":"profile","attributes":' +
        '{"email":"m1@example.com","external_id":"m1","properties":{"loyalty_tier":"Golden","loyalty_balance":1500.00,' +
        '"points":12345678901234567890.123456789,"since":"2026-11-22","seen":"2026-11-22T09:00:00.000Z","vip":true}},' +
        '"meta":{"patch_properties":{"unset":["gone"]}}}]}}}}',
    ]);
  });

  test("the revision in every request, a key in no address, and no endpoint but its own", async () => {
    const setup = setUpKlaviyo();
    await receipts(setup, "enter", [change(1)]);
    const { id = "" } = setup.sandbox.profiles()[0] ?? {};
    await receipts(setup, "update", [change(1, { recordId: id })]);
    await receipts(setup, "leave", [change(1, { recordId: id, address: null, properties: {} })]);
    expect(new Set(setup.sent.map(({ headers }) => headers["revision"]))).toEqual(new Set(["2026-07-15"]));
    expect(setup.sent.filter(({ url }) => url.includes("pk_"))).toEqual([]);
    expect(setup.sandbox.calls.forbidden).toEqual([]);
    expect(setup.lines.filter(({ operation }) => /[?@]|m1|01J/u.test(operation))).toEqual([]);
    expect(setup.sandbox.profiles()).toMatchObject([{ externalId: "m1", email: "m1@example.com", properties: {} }]);
  });

  test("no more than 4.9 MB: a batch of large rows becomes several jobs", async () => {
    const setup = setUpKlaviyo({ klaviyo: { properties: [property("note", "string")] } });
    const note = "x".repeat(90_000);
    const rows = Array.from({ length: 120 }, (_, at) => change(at + 1, { properties: { note } }));
    const given = await receipts(setup, "enter", rows);
    expect(new Set(given.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    // 54 rows of some 90.1 KB make 4.87 MB: 54 + 54 + 12.
    expect(jobsSent(setup).map((body) => JSON.parse(body).data.attributes.profiles.data.length)).toEqual([54, 54, 12]);
    expect(Math.max(...jobsSent(setup).map((body) => Buffer.byteLength(body)))).toBeLessThan(5_000_000);
    expect(new Set(given.map(({ ticket }) => ticket)).size).toBe(3);
  });
});

/** As the engine has them: four batches under way. What each had seen of jobs when it first asked something. */
test("two batches look up at once, and the next begins while the first waits for its job (decision 0190)", async () => {
  const setup = setUpKlaviyo();
  const jobsAtFirst: number[] = [];
  const release = Promise.withResolvers<void>();
  const ended = [0, 1, 2, 3].map(async (batch) => {
    const beforeRequest = async (): Promise<boolean> => {
      const jobs = jobsSent(setup).length;
      jobsAtFirst[batch] ??= jobs;
      if (batch > 1 || (batch === 1 && jobs > 0)) release.resolve();
      // The first goes on until its job is sent; everybody else waits until somebody began beside that job.
      if (batch !== 0 || jobs > 0) await release.promise;
      return true;
    };
    return await receipts(setup, "enter", [change(batch + 1)], { ...freely, beforeRequest });
  });
  expect(outcomes((await Promise.all(ended)).flat())).toEqual(["accepted", "accepted", "accepted", "accepted"]);
  expect(jobsAtFirst.slice(0, 3)).toEqual([0, 0, 1]);
});
