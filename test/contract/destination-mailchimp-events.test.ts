/** What Mailchimp reports about campaigns: its kinds, its window, pages that shift, and what is an error. */
import { expect, test } from "vitest";
import type { CampaignEvent } from "../../src/destination/campaign-event.ts";
import { setUpMailchimp } from "./mailchimp-setup.ts";
import type { MailchimpSetup } from "./mailchimp-setup.ts";

const DAY = { fromMs: Date.UTC(2026, 10, 21), untilMs: Date.UTC(2026, 10, 22) };
const NOON = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 24 * 60 * 60_000;
/** `printf ann@example.com | md5sum`. */
const ANN = "257c57037d384ae37ea27a07e8a01665";

async function read(setup: MailchimpSetup, window = DAY): Promise<readonly CampaignEvent[]> {
  const events: CampaignEvent[] = [];
  for await (const page of setup.destination.campaignEvents?.(window) ?? []) events.push(...page);
  return events;
}

function addresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `p${at}@example.com`);
}

test("knows what was sent, opened and clicked, bounces and unsubscribes", async () => {
  const setup = setUpMailchimp();
  const { byHand } = setup.sandbox;
  byHand.sendCampaign("c1", NOON, ["Ann@example.com", "bo@example.com", "cy@example.com"]);
  byHand.addActivity("c1", "ann@example.com", { action: "open", atMs: NOON + 1_000 });
  byHand.addActivity("c1", "ann@example.com", { action: "click", atMs: NOON + 2_000, url: "https://a.test/1" });
  byHand.addActivity("c1", "ann@example.com", { action: "click", atMs: NOON + 2_000, url: "https://a.test/2" });
  byHand.addActivity("c1", "bo@example.com", { action: "bounce", atMs: NOON + 3_000, type: "hard" });
  byHand.addActivity("c1", "cy@example.com", { action: "bounce", atMs: NOON + 3_000, type: "soft" });
  byHand.unsubscribe("c1", "ann@example.com", NOON + 4_000);
  const events = await read(setup);
  expect(events.map(({ kind, address, isFinal }) => [kind, address, isFinal])).toEqual([
    ["sent", "ann@example.com", null],
    ["sent", "bo@example.com", null],
    ["sent", "cy@example.com", null],
    ["opened", "ann@example.com", null],
    ["clicked", "ann@example.com", null],
    ["clicked", "ann@example.com", null],
    ["bounced", "bo@example.com", true],
    ["bounced", "cy@example.com", false],
    ["unsubscribed", "ann@example.com", true],
  ]);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(9);
  expect(events[3]).toEqual({
    eventId: `c1:opened:${ANN}:${NOON + 1_000}`,
    kind: "opened",
    campaignId: "c1",
    campaignName: "Campaign c1",
    identity: null,
    recordId: ANN,
    address: "ann@example.com",
    occurredAtMs: NOON + 1_000,
    isFinal: null,
  });
  expect((await read(setup)).map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
  expect(setup.sandbox.calls.forbidden).toEqual([]);
});

test("a window takes its first instant and not its last", async () => {
  const setup = setUpMailchimp();
  setup.sandbox.byHand.sendCampaign("c1", DAY.fromMs - DAY_MS, ["ann@example.com"]);
  for (const atMs of [DAY.fromMs - 1_000, DAY.fromMs, DAY.untilMs - 1_000, DAY.untilMs])
    setup.sandbox.byHand.addActivity("c1", "ann@example.com", { action: "open", atMs });
  expect((await read(setup)).map(({ occurredAtMs }) => occurredAtMs)).toEqual([DAY.fromMs, DAY.untilMs - 1_000]);
});

test("a campaign is asked about for 90 days; those of other audiences never", async () => {
  const setup = setUpMailchimp();
  const { byHand } = setup.sandbox;
  for (const [id, daysBefore] of [
    ["c89", 89],
    ["c91", 91],
  ] as const) {
    byHand.sendCampaign(id, DAY.fromMs - daysBefore * DAY_MS, ["ann@example.com"]);
    byHand.unsubscribe(id, "ann@example.com", NOON);
  }
  byHand.sendCampaign("other", NOON, ["ann@example.com"], "another");
  expect((await read(setup)).map(({ campaignId }) => campaignId)).toEqual(["c89"]);
});

test("2,500 recipients come in three pages that share 50 each", async () => {
  const setup = setUpMailchimp();
  setup.sandbox.byHand.sendCampaign("c1", NOON, addresses(2_500));
  const events = await read(setup);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2_500);
  // 0 to 999, 950 to 1,949, 1,900 to 2,499.
  expect(setup.sandbox.calls.count("/sent-to")).toBe(3);
});

test("a page shorter than was asked for is no end, and a total of more than there are ends all the same", async () => {
  const setup = setUpMailchimp({ sandbox: { readings: { reportPages: "short" } } });
  const { byHand } = setup.sandbox;
  byHand.sendCampaign("c1", NOON, addresses(250));
  for (const address of addresses(120)) byHand.addActivity("c1", address, { action: "open", atMs: NOON + 1_000 });
  byHand.unsubscribe("c1", "p7@example.com", NOON + 2_000);
  const events = await read(setup);
  const count = (kind: string): number =>
    new Set(events.filter((event) => event.kind === kind).map(({ eventId }) => eventId)).size;
  expect([count("sent"), count("opened"), count("unsubscribed")]).toEqual([250, 120, 1]);
  // 0 to 99, 50 to 149, 100 to 199, 150 to 249.
  expect(setup.sandbox.calls.count("/sent-to")).toBe(4);
  // 0 to 99, 50 to 119, of 250; 85 to 119, which are known.
  expect(setup.sandbox.calls.count("/email-activity")).toBe(3);
});

test.each([30, 400])(
  "nobody is missed when %i of the first page vanish while the second is asked for",
  async (gone) => {
    let asked = 0;
    const setup = setUpMailchimp({
      beforeSend: (request, sandbox) => {
        if (!request.url.includes("/sent-to")) return;
        asked += 1;
        if (asked === 2) for (const address of addresses(gone)) sandbox.byHand.dropRecipient("c1", address);
      },
    });
    setup.sandbox.byHand.sendCampaign("c1", NOON, addresses(2_500));
    const events = await read(setup);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2_500);
  },
);

test("a campaign deleted since it was listed tells nothing, and the others are read", async () => {
  const setup = setUpMailchimp({
    beforeSend: (request, sandbox) => {
      if (request.url.includes("/reports/c1/")) sandbox.byHand.deleteCampaign("c1");
    },
  });
  setup.sandbox.byHand.sendCampaign("c1", NOON, ["ann@example.com"]);
  setup.sandbox.byHand.sendCampaign("c2", NOON + 1_000, ["ann@example.com"]);
  expect((await read(setup)).map(({ campaignId, kind }) => [campaignId, kind])).toEqual([["c2", "sent"]]);
});

test("a key that may not see reports is an error with a remedy, and an answer that is none is one", async () => {
  const problem = { type: "", title: "Forbidden", status: 403, detail: "ann@example.com may not." };
  const forbidden = setUpMailchimp({
    answer: (request) =>
      request.url.includes("/3.0/campaigns") ? { status: 403, headers: {}, body: JSON.stringify(problem) } : undefined,
  });
  const error: unknown = await read(forbidden).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "ConfigError", code: "authentication" });
  expect(String(Object(error)["message"])).not.toContain("ann@");
  const broken = setUpMailchimp({
    answer: (request) =>
      request.url.includes("/3.0/campaigns") ? { status: 200, headers: {}, body: '{"campaigns":null}' } : undefined,
  });
  await expect(read(broken)).rejects.toMatchObject({ name: "ContractError" });
});
