/** The webhook over its receiver's stand-in, under the contract of every destination. */
import type { Fault, FaultShare } from "../../src/sandbox/faults.ts";
import type { DestinationHarness, FaultName, FaultyWorld } from "./destination-world.ts";
import { describeDestination } from "./destination.contract.ts";
import { CONTACTS, listPlace } from "./destination-setup.ts";
import { SECRET, setUpWebhook } from "./webhook-setup.ts";

const FAULTS: Readonly<Partial<Record<FaultName, Fault>>> = {
  lost: { kind: "lost" },
  timeout: { kind: "timeout" },
  late: { kind: "late", withinMs: 20_000 },
  double: { kind: "double", withinMs: 20_000 },
  partial: { kind: "partial" },
  "server-error": { kind: "status", status: 500 },
  "gateway-timeout": { kind: "status", status: 504 },
  "rate-limit": { kind: "status", status: 429 },
  locked: { kind: "status", status: 423 },
};

const NOBODY_ASKS = "nobody asks a receiver what it holds";

const harness: DestinationHarness<FaultyWorld> = {
  name: "Webhook",
  settings: [
    { loyalty_tier: "Golden", loyalty_balance: "1500.5" },
    { loyalty_tier: "Silver", loyalty_balance: "310.5" },
  ],
  badSetting: { loyalty_tier: "Tin", loyalty_balance: "1.5" },
  impossible: {
    strangers: NOBODY_ASKS,
    addresses: "members are known by their own key alone",
    not_creating: NOBODY_ASKS,
    deletion: NOBODY_ASKS,
    merging: "a receiver has no records of its own",
    giving_ids: "a receiver has no records of its own",
    remaining: "what a receiver keeps of who left is its own",
    reading: NOBODY_ASKS,
  },
  // A row that an answer does not name was taken: there is no dropping one in silence.
  faults: ["lost", "timeout", "late", "double", "partial", "server-error", "gateway-timeout", "rate-limit", "locked"],
  start: async ({ seed }) => {
    const { destination, sandbox, lines } = setUpWebhook({ seed });
    return {
      destination,
      contacts: CONTACTS,
      list: listPlace("Loyalty Golden"),
      member: (ordinal) => `member-${ordinal}`,
      address: (name) => `${name}@example.com`,
      held: async (member) => {
        const known = sandbox.contact(member);
        if (known === undefined) return undefined;
        const properties = Object.entries(known.properties).map(([name, value]) => [name, String(value)]);
        return { recordId: member, address: known.address, properties: Object.fromEntries(properties) };
      },
      members: async () => sandbox.membersOf("Loyalty Golden"),
      contactCount: async () => sandbox.contactCount,
      setFaults: (shares) =>
        sandbox.setFaults(
          Object.entries(shares).flatMap(([name, share]): FaultShare[] => {
            const fault = Object.entries(FAULTS).find(([known]) => known === name)?.[1];
            return fault === undefined ? [] : [{ fault, share }];
          }),
        ),
      settleLate: () => sandbox.settleLate(),
      revokeToken: () => {
        sandbox.secret = "whsec_b3RoZXIgc2VjcmV0IG90aGVyIHNlY3JldA==";
      },
      addContact: cannot,
      addToList: cannot,
      deleteContact: cannot,
      merge: cannot,
      giveId: cannot,
      forbidden: () => [],
      logged: () => JSON.stringify(lines),
      token: SECRET,
    };
  },
};

async function cannot(): Promise<never> {
  throw new Error("Nobody can do this at a receiver.");
}

describeDestination(harness);
