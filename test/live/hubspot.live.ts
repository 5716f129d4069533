/** HubSpot's adapter on a real test account, under the part of the destinations' contract that asks nothing of the network. */
import { beforeAll } from "vitest";
import { createHubSpot } from "../../src/destination/hubspot/hubspot.ts";
import type { DescribedProperty } from "../../src/destination/destination-type.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createHttpSend } from "../../src/platform/http.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { CONTACTS, listPlace } from "../contract/destination-setup.ts";
import type { DestinationHarness } from "../contract/destination-world.ts";
import { describeAccount } from "../contract/destination.contract.ts";
import { writeDown } from "./created-things.ts";
import { LiveAccount } from "./live-account.ts";
import { PREFIX, readLiveSetting } from "./live-setting.ts";

const TIER = "tierline_live_tier";
const BALANCE = "tierline_live_balance";
const shared = { column: "", format: null } as const;
const properties: readonly DescribedProperty[] = [
  { ...shared, name: TIER, type: "enumeration", label: "Tierline live tier", options: ["Golden", "Silver"] },
  { ...shared, name: BALANCE, type: "number", label: "Tierline live balance", options: [] },
];
/** What HubSpot counts and lists may lag behind what it acknowledged. */
const LAG_MS = 3_000;

const setting = readLiveSetting(process.env, { runId: "", recordFileOf: () => "" });
if ("missing" in setting) throw new Error(`Start it by npm run test:live; ${setting.missing.join(", ")} missing.`);
const { token, baseUrl, recordFile, runId } = setting;
const account = new LiveAccount(setting);
const lagMs = new URL(baseUrl).hostname === "127.0.0.1" ? 0 : LAG_MS;
let worlds = 0;

/** Nothing is written to an account that is not the one named. */
beforeAll(async () => {
  const is = await account.accountId();
  if (is !== setting.accountId) throw new Error(`The token is of account ${is}, not of the test account named.`);
});

const harness: DestinationHarness = {
  name: "HubSpot, live",
  settings: [
    { [TIER]: "Golden", [BALANCE]: "1500" },
    { [TIER]: "Silver", [BALANCE]: "310.5" },
  ],
  badSetting: { [TIER]: "Tin", [BALANCE]: "1" },
  start: async ({ createContacts }) => {
    worlds += 1;
    const prefix = `${PREFIX}${runId}-${worlds}-`;
    const addresses = new Set<string>();
    const members = new Set<string>();
    const lines: unknown[] = [];
    let isRevoked = false;
    const send = createHttpSend({ allowedOrigins: [baseUrl] });
    const destination = createHubSpot({
      token,
      baseUrl,
      properties,
      createContacts: createContacts ?? true,
      // With the quarter of the suite's own hands: below the whole.
      budgetShare: 0.7,
      clock: systemClock,
      random: systemRandom,
      send: async (request) =>
        await send(isRevoked ? { ...request, headers: { ...request.headers, authorization: "" } } : request),
      log: (line) => lines.push(line),
    });
    const listName = `${prefix}list`;
    writeDown(recordFile, "list", listName);
    await destination.take({ kind: "contact", name: "contacts", model: null, audience: null });
    const taken = await destination.take({ kind: "list", name: listName, model: "aud_tier", audience: "Golden" });
    const listId = taken.listId ?? "";
    const note = (kind: "address" | "member", names: Set<string>, name: string): string => {
      if (!names.has(name)) writeDown(recordFile, kind, name);
      names.add(name);
      return name;
    };
    const made = (recordId: string): string => {
      writeDown(recordFile, "record", recordId);
      return recordId;
    };
    return {
      destination,
      contacts: CONTACTS,
      list: listPlace(listId, listName),
      member: (ordinal) => note("member", members, `${prefix}member-${ordinal}`),
      address: (name) => note("address", addresses, `${prefix}${name}@example.com`),
      held: async (member) => {
        const [found] = await account.find("loyalty_member_id", [member], [TIER, BALANCE]);
        if (found === undefined) return undefined;
        const ours = Object.entries(found.properties).flatMap(([name, value]) =>
          [TIER, BALANCE].includes(name) && value !== null && value !== "" ? [[name, value] as const] : [],
        );
        return { recordId: found.id, address: found.properties["email"] ?? null, properties: Object.fromEntries(ours) };
      },
      members: async () => {
        await systemClock.sleep(lagMs);
        return new Set(await account.membersOf(listId));
      },
      contactCount: async () => {
        const found = [
          ...(await account.find("email", [...addresses])),
          ...(await account.find("loyalty_member_id", [...members])),
        ];
        return new Set(found.map(({ id }) => id)).size;
      },
      revokeToken: () => {
        isRevoked = true;
      },
      addContact: async (email) => made(await account.create({ email })),
      addToList: async (recordId) => account.addToList(listId, recordId),
      deleteContact: async (recordId) => account.archive([recordId]),
      merge: async (recordId, otherId) => made(await account.merge(recordId, otherId)),
      giveId: async (recordId, member) => account.set(recordId, { loyalty_member_id: member ?? "" }),
      forbidden: () => [],
      logged: () => JSON.stringify(lines),
      token,
    };
  },
};

describeAccount(harness);
