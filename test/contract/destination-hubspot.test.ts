/** HubSpot's adapter over its stand-in, under the contract of every destination. */
import type { Fault, FaultShare } from "../../src/sandbox/faults.ts";
import type { Readings } from "../../src/sandbox/hubspot/options.ts";
import type { DestinationHarness, FaultName, FaultyWorld } from "./destination-world.ts";
import { describeDestination } from "./destination.contract.ts";
import { CONTACTS, listPlace, prepare, seededRandom, setUp, TOKEN } from "./destination-setup.ts";

const FAULTS: Readonly<Record<FaultName, Fault>> = {
  lost: { kind: "lost" },
  timeout: { kind: "timeout" },
  late: { kind: "late", withinMs: 20_000 },
  double: { kind: "double", withinMs: 20_000 },
  "drop-row": { kind: "drop-row" },
  partial: { kind: "partial" },
  "server-error": { kind: "status", status: 500 },
  "gateway-timeout": { kind: "status", status: 504 },
  "rate-limit": { kind: "status", status: 429 },
  locked: { kind: "status", status: 423 },
};

const OURS = new Set(["loyalty_tier", "loyalty_balance"]);

/** Where HubSpot's pages leave two readings, the adapter must be right under each. */
const harnessFor = (title: string, readings: Partial<Readings>): DestinationHarness<FaultyWorld> => ({
  name: title,
  settings: [
    { loyalty_tier: "Golden", loyalty_balance: "1500.00" },
    { loyalty_tier: "Silver", loyalty_balance: "310.50" },
  ],
  badSetting: { loyalty_tier: "Tin", loyalty_balance: "1.00" },
  start: async ({ seed, createContacts }) => {
    let isRevoked = false;
    const setup = setUp({
      sandbox: { random: seededRandom(seed), rateLimit: { perTenSeconds: 1_000 }, readings },
      hubspot: { createContacts: createContacts ?? true },
      revoked: () => isRevoked,
    });
    const { sandbox } = setup;
    const { listId } = await prepare(setup);
    return {
      destination: setup.destination,
      contacts: CONTACTS,
      list: listPlace(listId),
      member: (ordinal) => `member-${ordinal}`,
      address: (name) => `${name}@example.com`,
      held: async (member) => {
        const contact = sandbox.contacts().find((one) => one.properties["loyalty_member_id"] === member);
        if (contact === undefined) return undefined;
        const properties = Object.fromEntries(Object.entries(contact.properties).filter(([name]) => OURS.has(name)));
        return { recordId: contact.id, address: contact.properties["email"] ?? null, properties };
      },
      members: async () => new Set(sandbox.membersOf("Loyalty Golden")),
      contactCount: async () => sandbox.contacts().length,
      setFaults: (shares) => {
        const drawn = Object.entries(shares).flatMap(([name, share]): FaultShare[] =>
          isFaultName(name) ? [{ fault: FAULTS[name], share }] : [],
        );
        sandbox.setFaults(drawn);
      },
      settleLate: () => sandbox.settleLate(),
      revokeToken: () => {
        isRevoked = true;
      },
      addContact: async (address) => sandbox.byHand.addContact({ email: address }),
      addToList: async (recordId) => sandbox.byHand.addToList(listId, recordId),
      deleteContact: async (recordId) => sandbox.byHand.deleteContact(recordId),
      merge: async (recordId, otherId) => sandbox.byHand.merge(recordId, otherId),
      giveId: async (recordId, member) => sandbox.byHand.setProperty(recordId, "loyalty_member_id", member ?? ""),
      forbidden: () => sandbox.calls.forbidden,
      logged: () => JSON.stringify(setup.lines),
      token: TOKEN,
    };
  },
});

function isFaultName(name: string): name is FaultName {
  return name in FAULTS;
}

describeDestination(harnessFor("HubSpot", {}));
describeDestination(
  harnessFor("HubSpot, read otherwise", {
    badValue: "batch",
    missingOnUpdate: "error",
    existingMembers: "echoed",
    mergedRecords: "missing",
    traceIdInResults: true,
  }),
);
