/** A whole shop by the command line over HTTP: what O3 promises a new user, with a few members worked by hand. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runSandboxServer, type StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { checkBody } from "../../src/cli/json/check.ts";
import { explainBody } from "../../src/cli/json/explain.ts";
import { loadBody } from "../../src/cli/json/load.ts";
import { planBody, planListBody } from "../../src/cli/json/plan.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { runJson, runTierline, type RunOptions } from "../support/run-tierline.ts";
import { expectAudiences } from "./expect-audiences.ts";
import { expectCem } from "./expect-cem.ts";
import { expectFeedback } from "./expect-feedback.ts";
import { comparablePlan } from "../support/comparable-plan.ts";
import { addTarget, AS_OF, makeShopFolder, writeFiles, type SmallMember } from "../support/small-shop.ts";

// Half-open thresholds 300, 1000, 2000: exactly 2000 is Golden, 999.995 is Green, 299.99 is White.
const MEMBERS: readonly SmallMember[] = [
  { id: "ann", spent: "2000" },
  { id: "ben", spent: "999.995" },
  { id: "cem", spent: "1000" },
  { id: "dia", spent: "299.99" },
  { id: "eva", spent: "300" },
  { id: "fay", spent: "5000", isResigned: true },
];

let sandbox: StartedSandbox;
let options: RunOptions;

beforeAll(async () => {
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0 });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  await writeFiles(folder, MEMBERS);
  options = { cwd: folder, env: { ...env, HUBSPOT_URL: sandbox.url }, isAlone: true };
});

afterAll(async () => {
  await sandbox.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

/** Member ids on a list at the sandbox. */
function onList(name: string): readonly string[] {
  const ids = sandbox.sandbox.membersOf(name) ?? [];
  const members = ids.map((id) => sandbox.sandbox.contact(id)?.properties["loyalty_member_id"] ?? "");
  return members.toSorted((a, b) => a.localeCompare(b));
}

function countWrites(): number {
  const { calls } = sandbox.sandbox;
  return calls
    .counts()
    .filter(({ route }) => !route.startsWith("GET ") && !/batch\/read|groups/u.test(route))
    .reduce((sum, { count }) => sum + count, 0);
}

test("before the first load, status says to load", async () => {
  const { syncs, plans, linked_purchases: purchases } = (await runJson(["status"], "status", options)).read(statusBody);
  expect(syncs.map(({ build, next_step }) => [build, next_step])).toEqual([[null, "npx tierline load data"]]);
  expect([plans, purchases]).toEqual([[], null]);
});

test("a plan before any build is refused, and says what to do", async () => {
  const ended = await runJson(["plan"], "plan", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([4, "build_missing"]);
});

test("a build before any load says to load first, in one sentence", async () => {
  const ended = await runJson(["build"], "build", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([1, "dbt_failed"]);
  expect(ended.stdout).toMatch(/Nothing was loaded yet: raw\.charges, .*Load first: npx tierline load DIR/su);
  expect((await runTierline(["status"], options)).stdout).toContain(
    "Next: npx tierline load data, then npx tierline build",
  );
});

test("files are loaded, and loading them again changes nothing", async () => {
  const first = await runJson(["load", "data"], "load", options);
  expect(first.code).toBe(0);
  expect(first.read(loadBody).tables.map(({ table, loaded }) => [table, loaded])).toEqual([
    ["customers", 6],
    ["loyalty_status", 7],
    ["charges", 6],
    ["returns", 0],
  ]);
  const second = await runJson(["load", "data"], "load", options);
  expect(second.read(loadBody).tables.map(({ loaded, known }) => [loaded, known])).toEqual([
    [0, 6],
    [0, 7],
    [0, 6],
    [0, 0],
  ]);
});

test("odd bad rows are kept back where that is asked for, masked on the terminal, with exit code 5", async () => {
  const odd = join(options.cwd, "odd");
  await mkdir(odd);
  await writeFile(
    join(odd, "returns.csv"),
    "event_id,customer_id,amount,occurred_at\nr1,ann,ann@example.com,2024-03-02\n",
  );
  const refused = await runJson(["load", "odd"], "load", options);
  expect([refused.exitCode, refused.errorCode]).toEqual([1, "load_refused"]);
  const ended = await runJson(["load", "odd", "--quarantine"], "load", options);
  expect([ended.exitCode, ended.stdout.includes("ann@example.com")]).toEqual([5, false]);
  expect(ended.read(loadBody).quarantine).toMatchObject({ rows: 1, added: 1, kept: 1, open: 1 });
  expect(ended.read(loadBody).problems).toMatchObject([
    { file: "odd/returns.csv", line: 2, column: "amount", value: "***@***" },
  ]);
});

test("a check before the first whole build tells what was loaded", async () => {
  const ended = await runJson(["check", "--strict", "--as-of", AS_OF], "check", options);
  expect(ended.exitCode).toBe(0);
  const { models, findings, programme } = ended.read(checkBody);
  expect(models.map(({ model, rows }) => [model.replace("stg_loyalty__", ""), rows])).toEqual([
    ["customers", 6],
    ["status_events", 7],
    ["charges", 6],
    ["returns", 0],
  ]);
  expect(programme).toEqual({ currency: "PLN", window_hours: 8_760 });
  expect(findings.map(({ level, code }) => [level, code])).toEqual([["info", "empty"]]);
  const early = await runJson(["check", "--no-build", "--as-of", "2024-02-01T00:00:00Z"], "check", options);
  expect(early.read(checkBody).findings.map(({ code, count }) => [code, count])).toEqual([
    ["future", 1],
    ["future", 6],
    ["empty", 0],
  ]);
});

/** A build takes seconds, but on a busy machine minutes. */
const BUILD_MS = 300_000;

test("the first run puts everybody where they belong", { timeout: BUILD_MS }, async () => {
  const ended = await runJson(["run", "--as-of", AS_OF], "run", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([0, null]);
  const { as_of: asOf, syncs } = ended.read(runBody);
  expect(asOf).toBe(AS_OF);
  const [sync] = syncs;
  expect(sync?.places.map(({ name, enter, refused }) => [name, enter, refused])).toEqual([
    ["contacts", 5, 0],
    ["Loyalty White", 1, 0],
    ["Loyalty Green", 2, 0],
    ["Loyalty Silver", 1, 0],
    ["Loyalty Golden", 1, 0],
  ]);
  expect(sync?.receipts).toEqual({ accepted: 10, refused: 0, withheld: 0, unsettled: 0 });
  expect(sync?.contacts).toEqual({ created: 5, linked: 0 });
  expect(onList("Loyalty White")).toEqual(["dia"]);
  expect(onList("Loyalty Green")).toEqual(["ben", "eva"]);
  expect(onList("Loyalty Silver")).toEqual(["cem"]);
  expect(onList("Loyalty Golden")).toEqual(["ann"]);
  const ben = sandbox.sandbox.contacts().find((contact) => contact.properties["loyalty_member_id"] === "ben");
  // Balances are shown rounded down, what is missing rounded up: 1000 - 999.995 = 0.005.
  expect(ben?.properties).toMatchObject({
    email: "ben@example.com",
    loyalty_tier: "Green",
    loyalty_balance: "999.99",
    loyalty_amount_to_next_tier: "0.01",
  });
});

test("a second run sends nothing", { timeout: BUILD_MS }, async () => {
  const before = countWrites();
  const ended = await runJson(["run", "--as-of", AS_OF], "run", options);
  expect(ended.exitCode).toBe(0);
  const [sync] = ended.read(runBody).syncs;
  expect(sync?.places.map(({ enter, update, leave, unchanged }) => [enter, update, leave, unchanged])).toEqual([
    [0, 0, 0, 5],
    [0, 0, 0, 1],
    [0, 0, 0, 2],
    [0, 0, 0, 1],
    [0, 0, 0, 1],
  ]);
  expect(countWrites()).toBe(before);
});

test("status and explain tell what is", async () => {
  const status = await runJson(["status"], "status", options);
  const { syncs, plans, linked_purchases: purchases, quarantined } = status.read(statusBody);
  expect(syncs.map(({ sync, is_in_file, next_step }) => [sync, is_in_file, next_step])).toEqual([
    ["hubspot_tiers", true, "Nothing to do until the data changes."],
  ]);
  expect(syncs[0]?.build?.as_of).toBe(AS_OF);
  // Five contacts and five lists' rows entered with plan 1; plan 2 had nothing to say.
  expect(plans.map(({ plan, enter, update, leave }) => [plan, enter, update, leave])).toEqual([
    [2, 0, 0, 0],
    [1, 10, 0, 0],
  ]);
  // Six charges of one month, each with a customer_id.
  expect(purchases).toEqual({ months: 1, purchases: 6, linked: 6 });
  expect(quarantined).toEqual({ rows: 1, open: 1 });
  expect(syncs[0]?.places.map(({ desired, synced, unsettled }) => [desired, synced, unsettled])).toEqual([
    [5, 5, 0],
    [1, 1, 0],
    [2, 2, 0],
    [1, 1, 0],
    [1, 1, 0],
  ]);
  expectCem((await runJson(["explain", "cem"], "explain", options)).read(explainBody));
  const unknown = await runJson(["explain", "nobody@example.com"], "explain", options);
  expect([unknown.exitCode, unknown.errorCode]).toEqual([1, "unknown_customer"]);
  expect(unknown.stderr + unknown.stdout).not.toContain("nobody@");
});

test("marketers see audiences, a file of one, a comparison, a page, and what became of campaigns", async () => {
  await expectAudiences(options, ["ann"]);
  await expectFeedback(sandbox.sandbox, options);
});

test("a preview against a target that never sent anything shows everything as new", async () => {
  const takeAway = await addTarget(options.cwd, "prod");
  const ended = await runJson(["plan", "--preview", "--against", "prod"], "plan", options);
  expect(ended.exitCode).toBe(0);
  const { preview, syncs } = ended.read(planBody);
  expect(preview).toEqual({ against: "prod", has_state: false });
  expect(syncs[0]?.plan?.places.map(({ enter, enter_unknown, list_id }) => [enter, enter_unknown, list_id])).toEqual([
    [5, 5, null],
    [1, 0, null],
    [2, 0, null],
    [1, 0, null],
    [1, 0, null],
  ]);
  expect(await readdir(options.cwd)).not.toContain("state.prod.duckdb");
  const unknown = await runJson(["plan", "--preview", "--against", "pord"], "plan", options);
  expect([unknown.exitCode, unknown.stderr.includes("Did you mean prod?")]).toEqual([3, true]);
  await takeAway();
});

test("a change is planned, shown again, and applied exactly", { timeout: BUILD_MS }, async () => {
  // Cem spends 1000 more: 2000, Golden.
  await writeFiles(options.cwd, [{ id: "cem", spent: "1000.00" }]);
  expect((await runTierline(["load", "data/charges.csv"], options)).code).toBe(0);
  expect((await runTierline(["plan"], options)).stdout).toMatch(/in no build yet.*\n  npx tierline build, then npx/u);
  expect((await runTierline(["build", "--as-of", AS_OF], options)).code).toBe(0);
  const bytes = await readFile(join(options.cwd, "state.dev.duckdb"));
  const words = ["plan", "--preview", "--against", "dev", "--exit-code"];
  const withoutToken = { ...options, env: { ...options.env, HUBSPOT_TOKEN: undefined } };
  const preview = await runJson(words, "plan", withoutToken);
  expect([preview.exitCode, preview.errorCode]).toEqual([2, null]);
  const seen = preview.read(planBody);
  expect(seen.preview).toEqual({ against: "dev", has_state: true });
  const markdown = await runTierline([...words, "--format", "markdown"], withoutToken);
  expect(markdown.stdout).toContain("## Tierline preview: 1 to enter, 1 to update, 1 to leave\n");
  expect(markdown.stdout).toContain(
    "| <code>Loyalty Silver</code> | <code>Loyalty Golden</code> | 1 | <code>cem</code> |",
  );
  expect(bytes.equals(await readFile(join(options.cwd, "state.dev.duckdb")))).toBe(true);
  const ended = await runJson(["plan", "--exit-code"], "plan", options);
  expect(ended.exitCode).toBe(2);
  const plan = ended.read(planBody).syncs[0]?.plan;
  // A preview and the plan made right after it agree, but for what only the destination tells.
  expect(comparablePlan(seen.syncs[0]?.plan)).toEqual({ ...comparablePlan(plan), plan: null, state: "preview" });
  expect(plan?.moves).toEqual([{ from: "Loyalty Silver", to: "Loyalty Golden", count: 1 }]);
  expect(plan?.samples.map(({ op, member, address }) => [op, member, address])).toEqual([
    ["update", "cem", "c…@example.com"],
    ["leave", "cem", null],
    ["enter", "cem", null],
  ]);
  const number = String(plan?.plan ?? 0);
  const shown = await runJson(["plan", "show", number], "plan-show", options);
  expect(shown.code).toBe(0);
  const csv = await runTierline(["plan", "show", number, "--format", "csv"], options);
  expect(csv.stdout.split("\r\n").slice(1, -1)).toEqual([
    expect.stringMatching(new RegExp(`^${number},hubspot_tiers,1,1,contacts,,update,cem,\\d+,,,true,,,$`, "u")),
    expect.stringMatching(/,2,2,Loyalty Golden,\d+,enter,cem,\d+,Loyalty Silver,Loyalty Golden,true,,,$/u),
    expect.stringMatching(/,3,3,Loyalty Silver,\d+,leave,cem,\d+,Loyalty Silver,Loyalty Golden,true,,,$/u),
  ]);
  expect((await runJson(["plan", "show", "99"], "plan-show", options)).errorCode).toBe("plan_unknown");
  const { plans } = (await runJson(["plan", "list"], "plan-list", options)).read(planListBody);
  expect(plans[0]).toMatchObject({ plan: Number(number), state: "planned", enter: 1 });
  expect(onList("Loyalty Golden")).toEqual(["ann"]);
  const waiting = (await runJson(["explain", "cem"], "explain", options)).read(explainBody);
  expect(waiting.places.map(({ place, not_sent: causes }) => [place, causes.map((cause) => cause.class)])).toEqual([
    ["contacts", ["planned"]],
    ["Loyalty Silver", ["planned"]],
    ["Loyalty Golden", ["planned"]],
  ]);
  const applied = await runJson(["apply", number], "apply", options);
  expect(applied.errorCode).toBeNull();
  expect(applied.read(runBody).syncs[0]?.receipts.accepted).toBe(3);
  expect(onList("Loyalty Golden")).toEqual(["ann", "cem"]);
  expect(onList("Loyalty Silver")).toEqual([]);
  const again = await runJson(["apply", number], "apply", options);
  expect([again.exitCode, again.errorCode]).toEqual([4, "plan_stale"]);
});

test("text is for people: pictures on standard output, nothing else", async () => {
  const { code, stdout, stderr } = await runTierline(["status"], options);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("contacts              5        5          0        0        0");
  expect(stdout).toMatch(/Next: Nothing to do until the data changes/u); // The stale apply was no run.
});
