/** What Klaviyo reports about messages: its metrics, whose event it is, its window, its pages, and what is an error. */
import { expect, test } from "vitest";
import type { CampaignEvent } from "../../src/destination/campaign-event.ts";
import { KEY, setUpKlaviyo } from "./destination-klaviyo-setup.ts";
import type { KlaviyoSetup } from "./destination-klaviyo-setup.ts";

const DAY = { fromMs: Date.UTC(2026, 10, 21), untilMs: Date.UTC(2026, 10, 22) };
const NOON = Date.UTC(2026, 10, 21, 12);

async function read(setup: KlaviyoSetup, window = DAY): Promise<readonly CampaignEvent[]> {
  const events: CampaignEvent[] = [];
  for await (const page of setup.destination.campaignEvents?.(window) ?? []) events.push(...page);
  return events;
}

test("knows what its own e-mail metrics mean, and leaves other metrics and other integrations alone", async () => {
  const setup = setUpKlaviyo();
  const { byHand } = setup.sandbox;
  const profileId = byHand.addProfile({ email: "Ann@Example.com", externalId: "m1" });
  const happened = (metric: string | null, properties = {}, integration = "Klaviyo"): string =>
    byHand.addEvent({ metric, profileId, atMs: NOON, properties, integration });
  const campaign = { $message: "01MSG", "Campaign Name": "Spring" };
  happened("Received Email", campaign);
  happened("Opened Email");
  happened("Clicked Email");
  happened("Bounced Email", { "Bounce Type": "Hard" });
  happened("Bounced Email", { "Bounce Type": "Soft" });
  happened("Bounced Email", { "Bounce Type": "HardBounce" });
  happened("Bounced Email", { "Bounce Type": "softbounce" });
  happened("Bounced Email", { "Bounce Type": "Unknown" });
  happened("Bounced Email");
  happened("Dropped Email");
  happened("Marked Email as Spam");
  happened("Unsubscribed");
  happened("Unsubscribed from Email Marketing");
  happened("Unsubscribed from List");
  happened("Placed Order");
  happened(null);
  happened("Unsubscribed from SMS Marketing");
  happened("Opened Email", {}, "Another shop");
  const events = await read(setup);
  expect(events.map(({ kind, isFinal }) => [kind, isFinal])).toEqual([
    ["sent", null],
    ["opened", null],
    ["clicked", null],
    ["bounced", true],
    ["bounced", false],
    ["bounced", true],
    ["bounced", false],
    ["bounced", null],
    ["bounced", null],
    ["bounced", true],
    ["unsubscribed", true],
    ["unsubscribed", true],
    ["unsubscribed", true],
    ["unsubscribed", false],
  ]);
  expect(events[0]).toEqual({
    eventId: "E000000001",
    kind: "sent",
    campaignId: "01MSG",
    campaignName: "Spring",
    identity: "m1",
    recordId: profileId,
    address: "ann@example.com",
    occurredAtMs: NOON,
    isFinal: null,
  });
  expect(setup.sandbox.calls.forbidden).toEqual([]);
});

test("an address that bounced is the one it went to, though the profile has another one since", async () => {
  const setup = setUpKlaviyo();
  const profileId = setup.sandbox.byHand.addProfile({ email: "new@example.com" });
  const properties = { "Recipient Email Address": "Old@example.com", "Bounce Type": "Hard" };
  setup.sandbox.byHand.addEvent({ metric: "Bounced Email", profileId, atMs: NOON, properties });
  expect(await read(setup)).toMatchObject([{ identity: null, address: "old@example.com", isFinal: true }]);
});

test("somebody who was merged is told by the profile that stays", async () => {
  const setup = setUpKlaviyo();
  const { byHand } = setup.sandbox;
  const stays = byHand.addProfile({ email: "ann@example.com", externalId: "m1" });
  const goes = byHand.addProfile({ email: "old@example.com" });
  const eventId = byHand.addEvent({ metric: "Opened Email", profileId: goes, atMs: NOON });
  byHand.merge(stays, goes);
  expect(await read(setup)).toMatchObject([{ eventId, identity: "m1", recordId: stays }]);
});

test("a window takes its first instant and not its last", async () => {
  const setup = setUpKlaviyo();
  const profileId = setup.sandbox.byHand.addProfile({ email: "ann@example.com" });
  for (const atMs of [DAY.fromMs - 1_000, DAY.fromMs, DAY.untilMs - 1_000, DAY.untilMs])
    setup.sandbox.byHand.addEvent({ metric: "Opened Email", profileId, atMs });
  expect((await read(setup)).map(({ occurredAtMs }) => occurredAtMs)).toEqual([DAY.fromMs, DAY.untilMs - 1_000]);
});

test("450 events come in three pages, each once; the metrics are asked for once", async () => {
  const setup = setUpKlaviyo();
  const profileId = setup.sandbox.byHand.addProfile({ email: "ann@example.com" });
  for (let at = 0; at < 450; at += 1)
    setup.sandbox.byHand.addEvent({ metric: "Opened Email", profileId, atMs: DAY.fromMs + at * 1_000 });
  const events = await read(setup);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(450);
  expect(setup.sandbox.calls.count("/api/events")).toBe(3);
  await read(setup);
  expect(setup.sandbox.calls.count("/api/metrics")).toBe(1);
});

test("a key without the scopes is an error that names them, never no event", async () => {
  const setup = setUpKlaviyo({ sandbox: { scopes: ["accounts:read", "metrics:read"] } });
  const profileId = setup.sandbox.byHand.addProfile({ email: "ann@example.com" });
  setup.sandbox.byHand.addEvent({ metric: "Opened Email", profileId, atMs: NOON });
  await expect(read(setup)).rejects.toMatchObject({
    name: "ConfigError",
    code: "missing_scopes",
    message: "The key lacks scopes: events:read.",
  });
  const bare = setUpKlaviyo({ sandbox: { scopes: ["accounts:read", "events:read"] } });
  await expect(read(bare)).rejects.toMatchObject({ message: "The key lacks scopes: metrics:read." });
});

test("the stand-in refuses what Klaviyo does not document", async () => {
  const { sandbox } = setUpKlaviyo();
  const ask = async (query: Readonly<Record<string, string>>): Promise<number> => {
    const headers = { authorization: `Klaviyo-API-Key ${KEY}`, revision: "2026-07-15" };
    const url = `http://klaviyo.test/api/events?${new URLSearchParams(query).toString()}`;
    return (await sandbox.fetch(new Request(url, { headers }))).status;
  };
  expect(await ask({ "page[size]": "1000", sort: "datetime", filter: 'equals(metric_id,"M00001")' })).toBe(200);
  expect(await ask({ "page[size]": "1001" })).toBe(400);
  expect(await ask({ sort: "profile" })).toBe(400);
  expect(await ask({ filter: 'any(metric_id,["M00001"])' })).toBe(400);
  expect(await ask({ filter: "greater-than(datetime,yesterday)" })).toBe(400);
  expect(await ask({ limit: "10" })).toBe(400);
});
