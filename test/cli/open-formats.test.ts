/** A whole shop by the command line whose audiences go to files and to a webhook: what needs no marketing tool. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedbackBody } from "../../src/cli/json/feedback.ts";
import { planBody } from "../../src/cli/json/plan.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { serve, type Served } from "../../src/sandbox/serve.ts";
import { WebhookSandbox } from "../../src/sandbox/webhook/webhook-sandbox.ts";
import { runJson, runTierline, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles, type SmallMember } from "../support/small-shop.ts";

// Half-open thresholds 300, 1000, 2000: exactly 2000 is Golden, 1000 Silver, 300 Green.
const MEMBERS: readonly SmallMember[] = [
  { id: "ann", spent: "2000" },
  { id: "ben", spent: "1000" },
  { id: "eva", spent: "300" },
];
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/** One build of dbt, on a machine that may be busy. */
const RUN_TIMEOUT_MS = 300_000;

const REST = `members: { model: aud_members }
properties:
  loyalty_tier: { column: tier_name, type: string }
  loyalty_balance: { column: balance, type: number, format: floor2 }
audiences:
  - model: aud_tier
    lists: { Golden: Loyalty Golden, Silver: Loyalty Silver }
`;
const FILES = `name: exports
destination: { type: files, url: ./out }
${REST}`;
const WEBHOOK = `name: events
destination:
  type: webhook
  url: "{{ env_var('WEBHOOK_URL') }}"
  secret: "{{ env_var('WEBHOOK_SECRET') }}"
  allow_private: true
${REST}`;

const receiver = new WebhookSandbox({ clock: systemClock, random: systemRandom, secret: SECRET });
let served: Served;
let options: RunOptions;

beforeAll(async () => {
  served = await serve(receiver, { port: 0 });
  const { folder, env } = await makeShopFolder({});
  const syncs = join(folder, "syncs");
  await rm(join(syncs, "hubspot_tiers.yml"));
  await writeFile(join(syncs, "exports.yml"), FILES);
  await writeFile(join(syncs, "events.yml"), WEBHOOK);
  await writeFiles(folder, MEMBERS);
  options = { cwd: folder, env: { ...env, WEBHOOK_URL: `${served.url}/hook`, WEBHOOK_SECRET: SECRET } };
  const loaded = await runTierline(["load", "data"], options);
  if (loaded.code !== 0) throw new Error(loaded.stderr);
}, RUN_TIMEOUT_MS);

afterAll(async () => {
  await served.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

/** Lines of a file, without the instant at the end of each. */
async function read(path: string): Promise<readonly string[]> {
  const text = await readFile(join(options.cwd, "out/exports", path), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/,2\d{3}-[^,]*Z$/u, ""));
}

test(
  "one run writes whole files and tells the webhook, and the next plan has nothing to do",
  async () => {
    const ended = await runJson(["run", "--as-of", AS_OF], "run", options);
    expect([ended.exitCode, ended.errorCode]).toEqual([0, null]);
    expect(await read("contacts/snapshot.csv")).toEqual([
      "member_key,address,loyalty_balance,loyalty_tier,at",
      "ann,ann@example.com,2000.00,Golden",
      "ben,ben@example.com,1000.00,Silver",
      "eva,eva@example.com,300.00,Green",
    ]);
    expect(await read("lists/loyalty-golden/snapshot.csv")).toEqual(["audience,member_key,at", "Golden,ann"]);
    expect(await read("lists/loyalty-silver/snapshot.csv")).toEqual(["audience,member_key,at", "Silver,ben"]);
    expect(receiver.contact("eva")).toEqual({
      address: "eva@example.com",
      properties: { loyalty_tier: "Green", loyalty_balance: 300 },
    });
    expect([...receiver.membersOf("Loyalty Golden"), ...receiver.membersOf("Loyalty Silver")]).toEqual(["ann", "ben"]);
    const planned = await runJson(["plan"], "plan", options);
    expect([planned.exitCode, planned.errorCode]).toEqual([0, null]);
    const { syncs } = planned.read(planBody);
    expect(syncs.map(({ plan }) => plan?.places.map(({ enter, update, leave }) => enter + update + leave))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  },
  RUN_TIMEOUT_MS,
);

test("destinations that report nothing of campaigns are passed over, but not when named", async () => {
  const all = await runJson(["feedback"], "feedback", options);
  expect(all.read(feedbackBody).accounts.map(({ syncs, reports }) => [syncs, reports])).toEqual([
    [["events"], false],
    [["exports"], false],
  ]);
  expect(all.exitCode).toBe(0);
  const one = await runJson(["feedback", "--sync", "exports"], "feedback", options);
  expect([one.exitCode, one.errorCode]).toEqual([3, "no_feedback"]);
});

test("a malformed secret names the sync file it is of, and does not show itself", async () => {
  const env = { ...options.env, WEBHOOK_SECRET: "whsec_short" };
  const { code, stderr } = await runTierline(["plan"], { ...options, env });
  expect(code).toBe(3);
  expect(stderr).toMatch(/none of Standard Webhooks\.\s+syncs\/events\.yml:1:1/u);
  expect(stderr).not.toContain("whsec_short");
});
