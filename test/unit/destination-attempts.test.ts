/** One request, several attempts: what is waited, what is asked before each, what is remembered. */
import { describe, expect, test } from "vitest";
import { ConfigError, TransientError } from "../../src/domain/errors.ts";
import { attempt } from "../../src/destination/kit/attempts.ts";
import type { Attempted, Judgement } from "../../src/destination/kit/attempts.ts";
import { createRateLimiter } from "../../src/destination/kit/rate-limiter.ts";
import type { SubmitIo } from "../../src/destination/destination.ts";
import type { HttpRequest, HttpResponse } from "../../src/platform/http.ts";

const request: HttpRequest = { method: "POST", url: "http://vendor.test/x", headers: {}, timeoutMs: 7_000 };

/** What the vendor does with each attempt in turn; the last one repeats. */
type Script = readonly (number | Error)[];

interface Played extends Attempted {
  readonly sentAtMs: readonly number[];
  readonly askedFor: readonly number[];
}

async function play(script: Script, io: Partial<SubmitIo> = {}, onWait?: () => void): Promise<Played> {
  let nowMs = 0;
  const sentAtMs: number[] = [];
  const askedFor: number[] = [];
  const clock = {
    nowMs: () => nowMs,
    sleep: async (ms: number, signal?: AbortSignal) => {
      onWait?.();
      signal?.throwIfAborted();
      nowMs += ms;
    },
  };
  const attempted = await attempt(
    request,
    {
      beforeRequest: async (timeoutMs) => {
        askedFor.push(timeoutMs);
        return true;
      },
      signal: new AbortController().signal,
      ...io,
    },
    {
      send: async () => {
        const next = script[Math.min(sentAtMs.length, script.length - 1)] ?? 200;
        sentAtMs.push(nowMs);
        if (next instanceof Error) throw next;
        return { status: next, headers: {}, body: "" };
      },
      judge: judgeByStatus,
      limiter: createRateLimiter({ windows: [{ ms: 1_000, requests: 100 }], concurrency: 1, clock }),
      clock,
      random: { fraction: () => 0, id: () => "" },
      attemptsMax: 4,
      waitMinMs: 1_000,
      waitMaxMs: 3_000,
      notSentReason: "not_sent",
    },
  );
  return { ...attempted, sentAtMs, askedFor };
}

function judgeByStatus(answer: HttpResponse): Judgement {
  if (answer.status === 429) return { kind: "again", isAmbiguous: false, waitMs: 5_000, reason: "rate_limited" };
  if (answer.status === 500) return { kind: "again", isAmbiguous: true, waitMs: null, reason: "no_answer" };
  if (answer.status === 401) return { kind: "stop", error: new ConfigError("authentication", "No.") };
  return { kind: "final" };
}

const lost = new TransientError("connection_lost", "Lost.");
const refused = new TransientError("connection_refused", "Refused.");

describe("an answer that stands", () => {
  test("ends the attempts, be it yes or no", async () => {
    expect(await play([200])).toMatchObject({
      answer: { status: 200 },
      isAmbiguous: false,
      sentAtMs: [0],
      askedFor: [7_000],
    });
    expect(await play([400])).toMatchObject({ answer: { status: 400 }, isAmbiguous: false, reason: null });
  });

  test("does not wipe out what an earlier attempt may have done", async () => {
    expect(await play([lost, 400])).toMatchObject({ answer: { status: 400 }, isAmbiguous: true });
    expect(await play([500, 429, 200])).toMatchObject({ answer: { status: 200 }, isAmbiguous: true });
  });
});

describe("the waits", () => {
  test("double up to their maximum, spread between half and whole (here half)", async () => {
    // Whole waits 1, 2, 3 (not 4) s; the drawn fraction 0 makes half of each.
    expect((await play([500])).sentAtMs).toEqual([0, 500, 1_500, 3_000]);
  });

  test("are the vendor's where it names one", async () => {
    expect((await play([429, 429, 200])).sentAtMs).toEqual([0, 5_000, 10_000]);
    const patient = new TransientError("busy", "Busy.", { retryAfterMs: 9_000 });
    expect((await play([patient, 200])).sentAtMs).toEqual([0, 9_000]);
  });
});

describe("when no attempt is left", () => {
  test.each([
    ["lost answers are ambiguous", [lost], true, "connection_lost"],
    ["connections never made are not", [refused], false, "connection_refused"],
    ["rate limits are not", [429], false, "rate_limited"],
    ["one lost answer among them is enough", [429, lost, 429, 429], true, "rate_limited"],
  ] as const)("%s", async (_label, script, isAmbiguous, reason) => {
    const played = await play(script);
    expect(played).toMatchObject({ answer: null, stop: null, isAmbiguous, reason });
    expect(played.sentAtMs).toHaveLength(4);
    expect(played.askedFor).toEqual([7_000, 7_000, 7_000, 7_000]);
  });
});

describe("what stops", () => {
  test("a cause for the whole run ends the attempts at once", async () => {
    expect(await play([401])).toMatchObject({
      answer: null,
      stop: { code: "authentication" },
      isAmbiguous: false,
      sentAtMs: [0],
    });
    expect(await play([lost, 401])).toMatchObject({ stop: { code: "authentication" }, isAmbiguous: true });
  });

  test("a host that is not allowed was certainly not called", async () => {
    const foreign = new ConfigError("host_not_allowed", "No.");
    expect(await play([foreign])).toMatchObject({ stop: { code: "host_not_allowed" }, isAmbiguous: false });
  });

  test("an unforeseen failure counts as perhaps carried out", async () => {
    const played = await play([new RangeError("surprise")]);
    expect(played).toMatchObject({ answer: null, isAmbiguous: true, stop: { name: "InvariantError" }, sentAtMs: [0] });
  });

  test("a lease that is over: nothing more is sent, what was sent is remembered", async () => {
    expect(await play([200], { beforeRequest: async () => false })).toMatchObject({
      answer: null,
      stop: null,
      reason: "not_sent",
      isAmbiguous: false,
      sentAtMs: [],
    });
    let asked = 0;
    const once = async (): Promise<boolean> => {
      asked += 1;
      return asked === 1;
    };
    const played = await play([lost], { beforeRequest: once });
    expect(played).toMatchObject({ reason: "not_sent", isAmbiguous: true, sentAtMs: [0] });
  });

  test("a clean stop ends a wait", async () => {
    const stopping = new AbortController();
    const played = await play([429], { signal: stopping.signal }, () => stopping.abort());
    expect(played).toMatchObject({ answer: null, reason: "not_sent", isAmbiguous: false, stop: null, sentAtMs: [0] });
  });
});
