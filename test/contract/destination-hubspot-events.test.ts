/** What HubSpot reports about campaigns: its kinds, its window, its pages, and what is an error. */
import { expect, test } from "vitest";
import type { CampaignEvent } from "../../src/destination/campaign-event.ts";
import type { EmailEvent } from "../../src/sandbox/hubspot/email-event.ts";
import { setUp, type Setup } from "./destination-setup.ts";

const DAY = { fromMs: 1_000_000, untilMs: 2_000_000 };

function happened(id: string, type: string, given: Partial<EmailEvent> = {}): EmailEvent {
  return { id, created: 1_500_000, type, recipient: "Ann@Example.com ", emailCampaignId: 77, ...given };
}

async function read(setup: Setup, window = DAY): Promise<readonly CampaignEvent[]> {
  const events: CampaignEvent[] = [];
  for await (const page of setup.destination.campaignEvents?.(window) ?? []) events.push(...page);
  return events;
}

test("knows what was sent, opened and clicked, bounces and unsubscribes, and leaves the rest", async () => {
  const setup = setUp();
  const { byHand } = setup.sandbox;
  byHand.addEmailEvent(happened("1", "SENT"));
  byHand.addEmailEvent(happened("2", "OPEN"));
  byHand.addEmailEvent(happened("3", "CLICK"));
  byHand.addEmailEvent(happened("4", "BOUNCE", { category: "UNKNOWN_USER" }));
  byHand.addEmailEvent(happened("5", "BOUNCE", { category: "MAILBOX_FULL" }));
  byHand.addEmailEvent(happened("6", "BOUNCE"));
  byHand.addEmailEvent(happened("7", "STATUSCHANGE", { portalSubscriptionStatus: "UNSUBSCRIBED" }));
  byHand.addEmailEvent(happened("8", "STATUSCHANGE", { subscriptions: [{ id: 1, status: "UNSUBSCRIBED" }] }));
  byHand.addEmailEvent(happened("9", "STATUSCHANGE", { portalSubscriptionStatus: "SUBSCRIBED" }));
  byHand.addEmailEvent(happened("10", "SPAMREPORT"));
  byHand.addEmailEvent(happened("11", "DELIVERED"));
  const events = await read(setup);
  expect(events.map(({ eventId, kind, isFinal }) => [eventId, kind, isFinal])).toEqual([
    ["1:1500000", "sent", null],
    ["2:1500000", "opened", null],
    ["3:1500000", "clicked", null],
    ["4:1500000", "bounced", true],
    ["5:1500000", "bounced", false],
    ["6:1500000", "bounced", null],
    ["7:1500000", "unsubscribed", true],
    ["8:1500000", "unsubscribed", false],
    ["10:1500000", "unsubscribed", true],
  ]);
  expect(events[0]).toMatchObject({
    campaignId: "77",
    identity: null,
    address: "ann@example.com",
    occurredAtMs: 1_500_000,
  });
  expect(setup.sandbox.calls.forbidden).toEqual([]);
});

test("a window takes its first instant and not its last", async () => {
  const setup = setUp();
  for (const created of [999_999, 1_000_000, 1_999_999, 2_000_000])
    setup.sandbox.byHand.addEmailEvent(happened(String(created), "OPEN", { created }));
  expect((await read(setup)).map(({ occurredAtMs }) => occurredAtMs)).toEqual([1_999_999, 1_000_000]);
});

test("2,500 events come in three pages, each once", async () => {
  const setup = setUp();
  for (let at = 0; at < 2_500; at += 1)
    setup.sandbox.byHand.addEmailEvent(happened(String(at), "OPEN", { created: 1_000_000 + at }));
  const events = await read(setup);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2_500);
  expect(setup.sandbox.calls.count("/email/public/v1/events")).toBe(3);
});

test("a reading that fails is an error, never no event", async () => {
  const setup = setUp({ sandbox: { scopes: ["crm.objects.contacts.read"] } });
  await expect(read(setup)).rejects.toMatchObject({ name: "ConfigError" });
  const broken = setUp({ answer: () => JSON.stringify({ events: [], hasMore: true }) });
  await expect(read(broken)).rejects.toMatchObject({ code: "unexpected_answer" });
});
