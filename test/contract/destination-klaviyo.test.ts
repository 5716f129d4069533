/** Klaviyo's adapter over its stand-in, under the contract of every destination. */
import type { Fault, FaultShare } from "../../src/sandbox/faults.ts";
import type { Readings } from "../../src/sandbox/klaviyo/options.ts";
import type { DestinationHarness, FaultName, FaultyWorld } from "./destination-world.ts";
import { describeDestination } from "./destination.contract.ts";
import { CONTACTS, seededRandom } from "./destination-setup.ts";
import { KEY, setUpKlaviyo, takeGolden } from "./destination-klaviyo-setup.ts";

const FAULTS: Readonly<Partial<Record<FaultName, Fault>>> = {
  lost: { kind: "lost" },
  timeout: { kind: "timeout" },
  late: { kind: "late", withinMs: 20_000 },
  double: { kind: "double", withinMs: 20_000 },
  "drop-row": { kind: "drop-row" },
  partial: { kind: "partial" },
  "server-error": { kind: "status", status: 500 },
  "gateway-timeout": { kind: "status", status: 504 },
  "rate-limit": { kind: "status", status: 429 },
};

/** Where Klaviyo's pages are silent, the adapter must be right under each reading. */
const harnessFor = (title: string, readings: Partial<Readings>): DestinationHarness<FaultyWorld> => ({
  name: title,
  settings: [
    { loyalty_tier: "Golden", loyalty_balance: "1500" },
    { loyalty_tier: "Silver", loyalty_balance: "310.5" },
  ],
  badSetting: { loyalty_tier: "Golden", loyalty_balance: "a lot" },
  impossible: { merging_told: "Klaviyo does not tell which profiles were merged into one" },
  faults: Object.keys(FAULTS).filter(isFaultName),
  start: async ({ seed, createContacts }) => {
    let isRevoked = false;
    const setup = setUpKlaviyo({
      sandbox: { random: seededRandom(seed), readings },
      klaviyo: { createContacts: createContacts ?? true },
      revoked: () => isRevoked,
    });
    const { sandbox } = setup;
    const list = await takeGolden(setup);
    const listId = list.listId ?? "";
    return {
      destination: setup.destination,
      contacts: CONTACTS,
      list,
      member: (ordinal) => `member-${ordinal}`,
      address: (name) => `${name}@example.com`,
      held: async (member) => {
        const profile = sandbox.profiles().find(({ externalId }) => externalId === member);
        if (profile === undefined) return undefined;
        const properties = Object.entries(profile.properties).map(([name, value]) => [name, String(value)]);
        return { recordId: profile.id, address: profile.email, properties: Object.fromEntries(properties) };
      },
      members: async () => new Set(sandbox.membersOf("Loyalty Golden")),
      contactCount: async () => sandbox.profiles().length,
      setFaults: (shares) => {
        const drawn = Object.entries(shares).flatMap(([name, share]): FaultShare[] => {
          const fault = isFaultName(name) ? FAULTS[name] : undefined;
          return fault === undefined ? [] : [{ fault, share }];
        });
        sandbox.setFaults(drawn);
        // In the random histories jobs go wrong by themselves, too.
        const isHistory = drawn.length === Object.keys(FAULTS).length;
        sandbox.setJobFates(isHistory ? { lost: 0.1, late: 0.1, cancelled: 0.1 } : {});
      },
      settleLate: () => sandbox.settleLate(),
      revokeToken: () => {
        isRevoked = true;
      },
      addContact: async (address) => sandbox.byHand.addProfile({ email: address }),
      addToList: async (recordId) => sandbox.byHand.addToList(listId, recordId),
      deleteContact: async (recordId) => sandbox.byHand.deleteProfile(recordId),
      merge: async (recordId, otherId) => {
        sandbox.byHand.merge(recordId, otherId);
        return recordId;
      },
      giveId: async (recordId, member) => sandbox.byHand.change(recordId, { externalId: member }),
      forbidden: () => sandbox.calls.forbidden,
      logged: () => JSON.stringify(setup.lines),
      token: KEY,
    };
  },
});

function isFaultName(name: string): name is FaultName {
  return name in FAULTS;
}

describeDestination(harnessFor("Klaviyo", {}));
describeDestination(
  harnessFor("Klaviyo, read otherwise", {
    duplicates: "merge",
    unknownId: "upsert",
    unknownOnRemove: "ignored",
    originalPayload: "attributes",
  }),
);
