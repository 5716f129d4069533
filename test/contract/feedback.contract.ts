/** What destinations report, in the raw table of each engine: each event once, resumed where it broke off. */
import { expect, test } from "vitest";
import type { CampaignEvent, CampaignWindow } from "../../src/destination/campaign-event.ts";
import type { Destination } from "../../src/destination/destination.ts";
import { readFeedback } from "../../src/feedback/read-feedback.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { createStillClock, setUp } from "./destination-setup.ts";

const DAY_MS = 24 * 60 * 60_000;
const NOW_MS = Date.UTC(2026, 10, 22, 9);
const HUBSPOT = { name: "hubspot", title: "HubSpot" };

export function describeFeedback(
  engine: string,
  open: () => Promise<{ readonly warehouse: Warehouse; readonly accountId: number; readonly end: () => Promise<void> }>,
): void {
  test(`${engine}: reads each event once, and again only the last three days`, async () => {
    const { warehouse, accountId, end } = await open();
    try {
      const setup = setUp({ sandbox: { accountId } });
      const add = (id: string, daysAgo: number, type = "OPEN", category?: string): void =>
        setup.sandbox.byHand.addEmailEvent({
          id,
          created: NOW_MS - daysAgo * DAY_MS,
          type,
          recipient: "o'hara@example.com",
          emailCampaignId: 7,
          ...(category === undefined ? {} : { category }),
        });
      add("older than 30 days", 31);
      add("old", 29.5);
      add("gone", 5, "BOUNCE", "UNKNOWN_USER");
      add("new", 0.25, "STATUSCHANGE");
      const request = {
        warehouse,
        clock: createStillClock(NOW_MS),
        destination: setup.destination,
        type: HUBSPOT,
        sinceMs: null,
        signal: new AbortController().signal,
      };
      expect(await readFeedback(request)).toMatchObject({ read: 2, added: 2, untilMs: NOW_MS });
      add("late", 2.5);
      add("too late", 3.5);
      // A day later: it goes on three days before where it was, so "late" is found and "too late" is not.
      const tomorrow = { ...request, clock: createStillClock(NOW_MS + DAY_MS) };
      expect(await readFeedback(tomorrow)).toMatchObject({ fromMs: NOW_MS - 3 * DAY_MS, read: 1, added: 1 });
      expect(await readFeedback(tomorrow)).toMatchObject({ added: 0 });
      const all = { ...tomorrow, sinceMs: NOW_MS - 40 * DAY_MS };
      expect(await readFeedback(all)).toMatchObject({ read: 5, added: 2 });
      const rows = await warehouse.rows(
        `select event_id, kind, address, is_final from raw.campaign_events where account_id = '${accountId}' order by occurred_at`,
      );
      expect(rows.map((row) => [String(row["event_id"]).split(":")[0], row["kind"], row["is_final"]])).toEqual([
        ["older than 30 days", "opened", null],
        ["old", "opened", null],
        ["gone", "bounced", true],
        ["too late", "opened", null],
        ["late", "opened", null],
      ]);
      expect(rows[0]?.["address"]).toBe("o'hara@example.com");
    } finally {
      await end();
    }
  });

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
