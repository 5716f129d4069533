/** What destinations report, in the raw table of each engine: each event once, resumed where it broke off. */
import { expect, test } from "vitest";
import type { CampaignEvent, CampaignWindow } from "../../src/destination/campaign-event.ts";
import type { Destination } from "../../src/destination/destination.ts";
import type { FeedbackRequest } from "../../src/feedback/read-feedback.ts";
import { readFeedback } from "../../src/feedback/read-feedback.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { createStillClock, setUp } from "./destination-setup.ts";
import type { FeedbackWorld, FeedbackWorldType } from "./feedback-worlds.ts";
import { ADDRESS, DAY_MS, HUBSPOT_WORLD, NOW_MS } from "./feedback-worlds.ts";

const HUBSPOT = HUBSPOT_WORLD.type;

interface Opened {
  readonly warehouse: Warehouse;
  readonly accountId: number;
  readonly end: () => Promise<void>;
}

/** @param worlds the destinations that are read; one is enough to know an engine. */
export function describeFeedback(
  engine: string,
  open: () => Promise<Opened>,
  worlds: readonly FeedbackWorldType[] = [HUBSPOT_WORLD],
): void {
  for (const world of worlds) describeWorld(engine, open, world);
  describeResuming(engine, open);
}

function describeWorld(
  engine: string,
  open: () => Promise<Opened>,
  { type, open: openWorld }: FeedbackWorldType,
): void {
  const requestOf = (warehouse: Warehouse, destination: Destination): FeedbackRequest => ({
    warehouse,
    clock: createStillClock(NOW_MS),
    destination,
    type,
    sinceMs: null,
    signal: new AbortController().signal,
  });

  test(`${type.title} on ${engine}: reads each event once, and again only the last three days`, async () => {
    const { warehouse, accountId: number, end } = await open();
    try {
      const { destination, accountId, forbidden, ...world } = openWorld({ accountId: number });
      world.happen("opened", NOW_MS - 31 * DAY_MS);
      world.happen("opened", NOW_MS - 29.5 * DAY_MS);
      world.happen("hard bounce", NOW_MS - 5 * DAY_MS);
      world.happen("soft bounce", NOW_MS - 4.5 * DAY_MS);
      world.happen("unsubscribed", NOW_MS - 4 * DAY_MS);
      const request = requestOf(warehouse, destination);
      expect(await readFeedback(request)).toMatchObject({ accountId, read: 4, added: 4, untilMs: NOW_MS });
      world.happen("opened", NOW_MS - 2.5 * DAY_MS);
      world.happen("opened", NOW_MS - 3.5 * DAY_MS);
      // A day later: it goes on three days before where it was, so the first is found and the second comes too late.
      const tomorrow = { ...request, clock: createStillClock(NOW_MS + DAY_MS) };
      expect(await readFeedback(tomorrow)).toMatchObject({ fromMs: NOW_MS - 3 * DAY_MS, read: 1, added: 1 });
      expect(await readFeedback(tomorrow)).toMatchObject({ added: 0 });
      const all = { ...tomorrow, sinceMs: NOW_MS - 40 * DAY_MS };
      expect(await readFeedback(all)).toMatchObject({ read: 7, added: 2 });
      const rows = await warehouse.rows(
        `select kind, address, is_final from raw.campaign_events where account_id = '${accountId}' order by occurred_at`,
      );
      expect(rows.map((row) => [row["kind"], row["is_final"]])).toEqual([
        ["opened", null],
        ["opened", null],
        ["bounced", true],
        ["bounced", false],
        ["unsubscribed", true],
        ["opened", null],
        ["opened", null],
      ]);
      expect(new Set(rows.map((row) => row["address"]))).toEqual(new Set([ADDRESS]));
      expect(forbidden).toEqual([]);
    } finally {
      await end();
    }
  });
}

function describeResuming(engine: string, open: () => Promise<Opened>): void {
  test(`${engine}: goes on where a reading broke off`, async () => {
    const { warehouse, accountId, end } = await open();
    try {
      const windows: CampaignWindow[] = [];
      let isBroken = true;
      const destination = reporting(String(accountId), (window) => {
        windows.push(window);
        if (isBroken && windows.length === 4) throw new Error("the third day's reading broke");
        return [eventAt(window.fromMs)];
      });
      const request = {
        warehouse,
        clock: createStillClock(NOW_MS),
        destination,
        type: HUBSPOT,
        sinceMs: NOW_MS - 10 * DAY_MS,
        signal: new AbortController().signal,
      };
      await expect(readFeedback(request)).rejects.toThrow("broke");
      isBroken = false;
      // Three of ten days were stored whole. The next reading begins three days before their end: all ten again.
      const resumed = await readFeedback({ ...request, sinceMs: null });
      expect(resumed).toMatchObject({ fromMs: NOW_MS - 10 * DAY_MS, untilMs: NOW_MS, read: 10, added: 7 });
    } finally {
      await end();
    }
  });
}

function eventAt(atMs: number): CampaignEvent {
  return {
    eventId: `event at ${atMs}`,
    kind: "sent",
    campaignId: null,
    campaignName: "Zażółć 🎉",
    identity: "m1",
    recordId: "512",
    address: null,
    occurredAtMs: atMs,
    isFinal: null,
  };
}

/** A destination that can be asked for its account and its events alone. */
function reporting(accountId: string, events: (window: CampaignWindow) => readonly CampaignEvent[]): Destination {
  const { destination } = setUp();
  return {
    ...destination,
    limits: destination.limits,
    identify: async () => ({ accountId, missingScopes: null, dailyRequests: null }),
    campaignEvents: async function* campaignEvents(window) {
      yield events(window);
    },
  };
}

/** What does not depend on the engine: an account of its own each, on one of them. */
export function describeReading(open: () => Promise<Opened>, { type, open: openWorld }: FeedbackWorldType): void {
  const withReading = async (
    world: FeedbackWorld,
    what: (read: () => Promise<number>) => Promise<void>,
  ): Promise<void> => {
    const { warehouse, end } = await open();
    const signal = new AbortController().signal;
    const { destination } = world;
    try {
      await what(async () => {
        const clock = createStillClock(NOW_MS);
        const sinceMs = NOW_MS - 3 * DAY_MS;
        return (await readFeedback({ warehouse, clock, destination, type, sinceMs, signal })).added;
      });
    } finally {
      await end();
    }
  };

  test(`${type.title}: an account in which nothing happened has no event`, async () => {
    await withReading(openWorld({ accountId: 21 }), async (read) => expect(await read()).toBe(0));
  });

  test(`${type.title}: waits out a limit and a broken connection, and loses nothing`, async () => {
    const world = openWorld({ accountId: 22 });
    world.happen("opened", NOW_MS - DAY_MS);
    world.happen("hard bounce", NOW_MS - 2 * DAY_MS);
    world.faultNext({ kind: "status", status: 429 });
    world.faultNext({ kind: "lost" });
    await withReading(world, async (read) => expect(await read()).toBe(2));
  });

  test(`${type.title}: what stays without an answer is an error, and the next reading has it all`, async () => {
    const world = openWorld({ accountId: 25 });
    world.happen("opened", NOW_MS - DAY_MS);
    world.happen("unsubscribed", NOW_MS - 2 * DAY_MS);
    // Five attempts are made.
    for (let attempt = 0; attempt < 5; attempt += 1) world.faultNext({ kind: "lost" });
    await withReading(world, async (read) => {
      await expect(read()).rejects.toMatchObject({ name: "TransientError" });
      expect(await read()).toBe(2);
    });
  });

  test(`${type.title}: a revoked key is an error with a remedy`, async () => {
    const world = openWorld({ accountId: 23, revoked: () => true });
    await withReading(world, async (read) => {
      await expect(read()).rejects.toMatchObject({ code: "authentication", remedy: expect.stringMatching(/key/u) });
    });
  });

  test(`${type.title}: no address in a log line, and nothing is written`, async () => {
    const world = openWorld({ accountId: 24 });
    world.happen("unsubscribed", NOW_MS - DAY_MS);
    await withReading(world, async (read) => expect(await read()).toBe(1));
    expect(world.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(world.lines)).not.toContain(ADDRESS);
    expect(new Set(world.sent.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });
}
