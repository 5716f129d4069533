/** One shop, several destinations: each holds what the models say, after a first run and after a day of changes. */
import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doctorBody } from "../../src/cli/json/doctor.ts";
import { feedbackBody } from "../../src/cli/json/feedback.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { KlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import { MailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import { AUDIENCE_ID } from "../../src/sandbox/mailchimp/options.ts";
import { serve, type Served } from "../../src/sandbox/serve.ts";
import { runJson, runTierline, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles, type SmallMember } from "../support/small-shop.ts";

const given = { clock: systemClock, random: systemRandom };
const klaviyo = new KlaviyoSandbox({ ...given, isLimited: false, jobPace: { queuedMs: 0, processingMs: 0 } });
const mailchimp = new MailchimpSandbox(given);
const servers: Served[] = [];
let options: RunOptions;

/** 2000 is Golden, 1000 Silver, 300 Green. */
const MEMBERS: readonly SmallMember[] = [
  { id: "ann", spent: "2000" },
  { id: "cem", spent: "1000" },
  { id: "dia", spent: "1000" },
  { id: "eva", spent: "300" },
];

const REST = `
members: {model: aud_members}
properties:
  tier: {column: tier_name, type: string}
  points: {column: balance, type: number, format: floor2}
audiences:
  - {model: aud_tier, lists: {Golden: Golden, Silver: Silver}}
cool_down: 1s
`;

beforeAll(async () => {
  servers.push(await serve(klaviyo, { port: 0 }), await serve(mailchimp, { port: 0 }));
  const [klaviyoUrl = "", mailchimpUrl = ""] = servers.map(({ url }) => url);
  const { folder, env } = await makeShopFolder({});
  await rm(join(folder, "syncs", "hubspot_tiers.yml"));
  await writeFile(
    join(folder, "syncs", "klaviyo.yml"),
    `name: klaviyo\ndestination: {type: klaviyo, key: "{{ env_var('KLAVIYO_KEY') }}", base_url: "${klaviyoUrl}"}${REST}`,
  );
  await writeFile(
    join(folder, "syncs", "mailchimp.yml"),
    `name: mailchimp\ndestination: {type: mailchimp, api_key: "{{ env_var('MAILCHIMP_KEY') }}", base_url: "${mailchimpUrl}", audience: ${AUDIENCE_ID}}${REST}`,
  );
  await writeFiles(folder, MEMBERS);
  options = { cwd: folder, env: { ...env, KLAVIYO_KEY: "pk_test", MAILCHIMP_KEY: "test-us21" } };
  const loaded = await runTierline(["load", "data"], options);
  if (loaded.code !== 0) throw new Error(loaded.stderr);
});

afterAll(async () => {
  for (const server of servers) await server.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

async function run(): Promise<readonly (readonly [sync: string, accepted: number, others: number])[]> {
  const ended = await runJson(
    ["run", "--as-of", AS_OF, "--allow", "first-run", "--allow", "leaves", "--reason", "a test"],
    "run",
    options,
  );
  expect(ended.stderr + JSON.stringify(ended.errorCode)).toContain("null");
  return ended.read(runBody).syncs.map(({ sync, receipts }) => {
    const { accepted, refused, withheld, unsettled } = receipts;
    return [sync, accepted, refused + withheld + unsettled];
  });
}

function onKlaviyo(list: string): readonly string[] {
  const ids = new Set(klaviyo.membersOf(list));
  return klaviyo
    .profiles()
    .filter(({ id }) => ids.has(id))
    .map(({ externalId, email }) => `${externalId} ${email}`)
    .toSorted();
}

function onMailchimp(list: string): readonly string[] {
  const ids = mailchimp.segments().find(({ name }) => name === list)?.members ?? new Set<string>();
  return mailchimp
    .members()
    .filter(({ id }) => ids.has(id))
    .map(({ address }) => address)
    .toSorted();
}

test("a first run brings the tiers everywhere, and a second one changes nothing", async () => {
  expect(await run()).toEqual([
    ["klaviyo", 7, 0],
    ["mailchimp", 7, 0],
  ]);
  expect([onKlaviyo("Golden"), onKlaviyo("Silver")]).toEqual([
    ["ann ann@example.com"],
    ["cem cem@example.com", "dia dia@example.com"],
  ]);
  expect([onMailchimp("Golden"), onMailchimp("Silver")]).toEqual([
    ["ann@example.com"],
    ["cem@example.com", "dia@example.com"],
  ]);
  expect(klaviyo.profiles().find(({ externalId }) => externalId === "cem")?.properties).toMatchObject({
    tier: "Silver",
    points: 1000,
  });
  expect(await run()).toEqual([
    ["klaviyo", 0, 0],
    ["mailchimp", 0, 0],
  ]);
});

test("doctor tells Mailchimp's budget in requests, not in batches, and a sync of lists alone that it maps no property", async () => {
  const lists = join(options.cwd, "syncs", "lists.yml");
  const [klaviyoUrl = ""] = servers.map(({ url }) => url);
  await writeFile(
    lists,
    `name: lists\ndestination: {type: klaviyo, key: "{{ env_var('KLAVIYO_KEY') }}", base_url: "${klaviyoUrl}"}\n` +
      "members: {model: aud_members}\naudiences: [{model: aud_tier, lists: {Green: Green}}]\n",
  );
  const { checks } = (await runJson(["doctor"], "doctor", options)).read(doctorBody);
  const said = (name: string, of: string): readonly string[] =>
    checks.filter(({ check, sync }) => check === name && sync === of).map(({ message }) => message);
  // Ten connections are the account's; 80 % of them.
  expect(said("budget", "mailchimp")).toEqual(["8 requests at once are ours."]);
  expect(said("properties", "lists")).toEqual(["The sync maps none."]);
  await rm(lists);
});

test("a new address and a risen tier arrive; whoever has the old address is off the list", async () => {
  await writeFiles(options.cwd, [
    { id: "ann", spent: "2000", email: "ann.new@example.com" },
    { id: "cem", spent: "1500" },
    { id: "dia", spent: "1000" },
    { id: "eva", spent: "300" },
  ]);
  expect((await runTierline(["load", "data"], options)).code).toBe(0);
  const accepted = await run();
  expect(accepted.map(([sync, , others]) => [sync, others])).toEqual([
    ["klaviyo", 0],
    ["mailchimp", 0],
  ]);
  expect([onKlaviyo("Golden"), onKlaviyo("Silver")]).toEqual([
    ["ann ann.new@example.com", "cem cem@example.com"],
    ["dia dia@example.com"],
  ]);
  expect([onMailchimp("Golden"), onMailchimp("Silver")]).toEqual([
    ["ann.new@example.com", "cem@example.com"],
    ["dia@example.com"],
  ]);
  expect([...klaviyo.calls.forbidden, ...mailchimp.calls.forbidden]).toEqual([]);
});

async function readBack(): Promise<readonly (readonly [syncs: readonly string[], events: number, added: number])[]> {
  const ended = await runJson(["feedback"], "feedback", options);
  expect(ended.exitCode).toBe(0);
  return ended.read(feedbackBody).accounts.map(({ syncs, events, added }) => [syncs, events, added]);
}

test("what became of messages is read from both, once", async () => {
  const hourAgoMs = systemClock.nowMs() - 3_600_000;
  const ann = klaviyo.profiles().find(({ externalId }) => externalId === "ann")?.id ?? "";
  klaviyo.byHand.addEvent({ metric: "Unsubscribed", profileId: ann, atMs: hourAgoMs });
  mailchimp.byHand.sendCampaign("c1", hourAgoMs - 1_000, ["cem@example.com"]);
  mailchimp.byHand.addActivity("c1", "cem@example.com", { action: "bounce", atMs: hourAgoMs, type: "hard" });
  expect(await readBack()).toEqual([
    [["klaviyo"], 1, 1],
    [["mailchimp"], 2, 2],
  ]);
  expect(await readBack()).toEqual([
    [["klaviyo"], 1, 0],
    [["mailchimp"], 2, 0],
  ]);
  expect([...klaviyo.calls.forbidden, ...mailchimp.calls.forbidden]).toEqual([]);
});
