/** Mailchimp's stand-in: strict where a client could do harm, and faithful in what its pages say. */
import { describe, expect, test } from "vitest";
import type { MailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import { createMailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import type { MailchimpSandboxOptions } from "../../src/sandbox/mailchimp/options.ts";
import { createStillClock, seededRandom } from "./destination-setup.ts";

const KEY = "0123456789abcdef-us21";
const LIST = "/3.0/lists/d1b5f1c2a0";
const M1 = "6b84ff3a8dfbfbaeba010b475803a411";

const make = (options: Partial<MailchimpSandboxOptions> = {}): MailchimpSandbox =>
  createMailchimpSandbox({ clock: createStillClock(), random: seededRandom(1), key: KEY, ...options });

interface Said {
  readonly status: number;
  readonly body: unknown;
  readonly type: string | null;
}

async function ask(sandbox: MailchimpSandbox, what: string, body?: unknown, key = KEY): Promise<Said> {
  const [method = "GET", path = "/"] = what.split(" ");
  const headers = {
    authorization: `Basic ${Buffer.from(`any:${key}`).toString("base64")}`,
    "content-type": "application/json",
  };
  const request = new Request(`http://mailchimp.test${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await sandbox.fetch(request);
  const text = await response.text();
  const parsed: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, body: parsed, type: response.headers.get("content-type") };
}

describe("access", () => {
  test("any user name with the key is let in, and a problem is problem+json", async () => {
    const sandbox = make();
    expect(await ask(sandbox, "GET /3.0/ping")).toMatchObject({
      status: 200,
      body: { health_status: "Everything's Chimpy!" },
    });
    expect(await ask(sandbox, "GET /3.0/?fields=account_id")).toMatchObject({
      status: 200,
      body: { account_id: "8d3a3db4d97663a9074efcc16" },
    });
    expect(await ask(sandbox, "GET /3.0/ping", undefined, "revoked-us21")).toMatchObject({
      status: 401,
      type: "application/problem+json; charset=utf-8",
      body: { title: "API Key Invalid", status: 401 },
    });
  });

  test("another audience, path, parameter or field is none", async () => {
    const sandbox = make();
    expect((await ask(sandbox, "GET /3.0/lists/ffff000000")).status).toBe(404);
    expect((await ask(sandbox, "GET /3.0/templates")).status).toBe(404);
    expect((await ask(sandbox, `GET ${LIST}/members?page=2`)).status).toBe(400);
    expect((await ask(sandbox, `POST ${LIST}`, { members: [], replace: true })).status).toBe(400);
  });

  test("the eleventh connection at once is turned away, without a word of when to come again", async () => {
    const sandbox = make({ latencyMs: 1 });
    const said = await Promise.all(Array.from({ length: 11 }, async () => await ask(sandbox, "GET /3.0/ping")));
    expect(said.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(1);
    expect(sandbox.openMost).toBe(11);
    const ten = make({ latencyMs: 1 });
    await Promise.all(Array.from({ length: 10 }, async () => await ask(ten, "GET /3.0/ping")));
    expect(ten.calls.count("", 429)).toBe(0);
  });
});

describe("what no audience tool may ask is counted", () => {
  test.each([
    `PUT ${LIST}/members/${M1}`,
    `PATCH ${LIST}/members/${M1}`,
    `DELETE ${LIST}/members/${M1}`,
    `POST ${LIST}/members`,
    `POST ${LIST}/members/${M1}/actions/delete-permanent`,
    `POST ${LIST}/members/${M1}/tags`,
    `DELETE ${LIST}/segments/1`,
    "POST /3.0/campaigns",
    "POST /3.0/batches",
  ])("%s", async (what) => {
    const sandbox = make();
    expect((await ask(sandbox, what, {})).status).toBe(403);
    expect(sandbox.calls.forbidden).toHaveLength(1);
  });

  test.each([
    ["a status", { members: [{ email_address: "m1@example.com", status: "subscribed" }] }],
    ["a new one subscribed", { members: [{ email_address: "m1@example.com", status_if_new: "subscribed" }] }],
    ["tags replaced", { members: [{ email_address: "m1@example.com" }], sync_tags: true }],
  ])("in a batch: %s", async (_, body) => {
    const sandbox = make();
    expect((await ask(sandbox, `POST ${LIST}`, body)).status).toBe(200);
    expect(sandbox.calls.forbidden).toHaveLength(1);
  });
});

describe("batches", () => {
  test("500 contacts go, 501 do not", async () => {
    const sandbox = make();
    const members = Array.from({ length: 501 }, (_, at) => ({
      email_address: `m${at}@example.com`,
      status_if_new: "transactional",
    }));
    expect((await ask(sandbox, `POST ${LIST}`, { members })).status).toBe(400);
    expect(await ask(sandbox, `POST ${LIST}`, { members: members.slice(1) })).toMatchObject({
      status: 200,
      body: { total_created: 500, total_updated: 0, error_count: 0 },
    });
    const segment = sandbox.byHand.addSegment("Gold", "static");
    const addresses = members.map(({ email_address: address }) => address);
    expect((await ask(sandbox, `POST ${LIST}/segments/${segment}`, { members_to_add: addresses })).status).toBe(400);
    expect(
      await ask(sandbox, `POST ${LIST}/segments/${segment}`, { members_to_add: addresses.slice(1) }),
    ).toMatchObject({ body: { total_added: 500 } });
  });

  test("an answer of 200 holds what went wrong, row by row", async () => {
    const sandbox = make();
    sandbox.byHand.addMember("known@example.com");
    sandbox.byHand.forget(sandbox.byHand.addMember("gone@example.com"));
    const members = ["known@example.com", "gone@example.com", "no address", "new@example.com"].map((address) => ({
      email_address: address,
    }));
    const { status, body } = await ask(sandbox, `POST ${LIST}`, { members });
    expect(status).toBe(200);
    expect(body).toMatchObject({ total_created: 0, total_updated: 0, error_count: 4 });
    expect(JSON.stringify(body)).toContain("ERROR_CONTACT_EXISTS");
    expect(JSON.stringify(body)).toContain("permanently deleted");
    expect(sandbox.members()).toHaveLength(1);
  });

  test("a field that is not known is ignored, a value that does not fit is refused with its field", async () => {
    const sandbox = make();
    const date = { tag: "UNTIL", name: "Until", type: "date", isPublic: false, helpText: "", choices: [] } as const;
    sandbox.byHand.addMergeField(date);
    const write = async (fields: Record<string, unknown>) =>
      await ask(sandbox, `POST ${LIST}`, {
        members: [{ email_address: "m1@example.com", status_if_new: "transactional", merge_fields: fields }],
        update_existing: true,
      });
    expect((await write({ UNTIL: "12/31/2026", NOBODY: "x" })).body).toMatchObject({ total_created: 1 });
    expect(sandbox.members()[0]?.mergeFields).toEqual({ UNTIL: "2026-12-31" });
    expect((await write({ UNTIL: "2026-02-30" })).body).toMatchObject({
      errors: [{ error_code: "ERROR_GENERIC", field: "UNTIL", field_message: "Please enter the date" }],
    });
    expect((await write({ UNTIL: "" })).body).toMatchObject({ total_updated: 1 });
    expect(sandbox.members()[0]?.mergeFields).toEqual({});
  });
});

describe("reads", () => {
  test("give ten unless more is asked for, at most 1,000, and the fields that are named", async () => {
    const sandbox = make();
    for (let at = 0; at < 12; at += 1) sandbox.byHand.addMember(`m${at}@example.com`);
    const page = (await ask(sandbox, `GET ${LIST}/members?fields=members.id,total_items`)).body;
    expect(page).toMatchObject({ total_items: 12 });
    expect(Object.keys(Object(page))).toEqual(["members", "total_items"]);
    expect(JSON.stringify(page).match(/"id"/gu)).toHaveLength(10);
    expect((await ask(sandbox, `GET ${LIST}/members?count=1001`)).status).toBe(400);
    expect((await ask(sandbox, `GET ${LIST}/members?count=1000&offset=11`)).body).toMatchObject({ total_items: 12 });
  });

  test("of what changed since an instant leave out what changed at it; a page says whose it is", async () => {
    const clock = createStillClock();
    const sandbox = make({ clock });
    sandbox.byHand.addMember("m1@example.com");
    const changed = async (ms: number) =>
      (await ask(sandbox, `GET ${LIST}/members?since_last_changed=${new Date(ms).toISOString()}`)).body;
    expect(await changed(clock.nowMs())).toMatchObject({ total_items: 0, list_id: "d1b5f1c2a0" });
    expect(await changed(clock.nowMs() - 1)).toMatchObject({ total_items: 1 });
    sandbox.byHand.sendCampaign("c1", clock.nowMs(), ["m1@example.com"]);
    expect((await ask(sandbox, "GET /3.0/reports/c1/sent-to")).body).toMatchObject({ campaign_id: "c1" });
  });

  test("of a segment leave out who is not subscribed, unless asked for, and always the archived", async () => {
    const sandbox = make();
    const segment = sandbox.byHand.addSegment("Gold", "static");
    for (const status of ["subscribed", "transactional", "unsubscribed", "cleaned", "archived"] as const)
      sandbox.byHand.addToSegment(segment, sandbox.byHand.addMember(`${status}@example.com`, status));
    const count = async (query: string) =>
      Object(Object((await ask(sandbox, `GET ${LIST}/segments/${segment}${query}`)).body)).member_count;
    expect(await count("")).toBe(1);
    expect(await count("?include_transactional=true")).toBe(2);
    expect(await count("?include_transactional=true&include_unsubscribed=true&include_cleaned=true")).toBe(4);
    expect((await ask(sandbox, `GET ${LIST}/segments/${segment}/members`)).body).toMatchObject({ total_items: 1 });
  });
});
