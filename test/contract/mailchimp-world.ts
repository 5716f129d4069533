/** Mailchimp's stand-in with an adapter on it, as the shared suite of destinations asks for it. */
import type { Fault, FaultShare } from "../../src/sandbox/faults.ts";
import type { MailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import type { Readings } from "../../src/sandbox/mailchimp/options.ts";
import type { DestinationHarness, FaultName, FaultyWorld } from "./destination-world.ts";
import { seededRandom } from "./destination-setup.ts";
import { CONTACTS, KEY, LIST, prepareMailchimp, PROPERTIES, setUpMailchimp } from "./mailchimp-setup.ts";

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
  // Mailchimp knows no 423: its stand-in answers a bare 403 instead.
  locked: { kind: "status", status: 423 },
};

const OURS: ReadonlyMap<string, string> = new Map([
  ["TIER", "loyalty_tier"],
  ["BALANCE", "loyalty_balance"],
]);

/** Where Mailchimp's pages leave several readings, the adapter must be right under each. */
export const mailchimpHarness = (title: string, readings: Partial<Readings>): DestinationHarness<FaultyWorld> => ({
  name: title,
  settings: [
    { loyalty_tier: "Golden", loyalty_balance: "1500.25" },
    { loyalty_tier: "Silver", loyalty_balance: "310.5" },
  ],
  badSetting: { loyalty_tier: "Tin", loyalty_balance: "1" },
  impossible: {
    addresses: "the address is who a contact is",
    merging: "no contacts are merged",
    giving_ids: "no contact carries an id of ours",
  },
  start: async (options) => (await startMailchimpWorld(readings, options)).world,
});

/** With its stand-in, for tests that go on by hand. */
export async function startMailchimpWorld(
  readings: Partial<Readings>,
  { seed, createContacts }: { readonly seed: number; readonly createContacts?: boolean },
): Promise<{ readonly world: FaultyWorld; readonly sandbox: MailchimpSandbox }> {
  let isRevoked = false;
  const setup = setUpMailchimp({
    sandbox: { random: seededRandom(seed), readings },
    mailchimp: { createContacts: createContacts ?? true, properties: PROPERTIES.slice(0, 2) },
    revoked: () => isRevoked,
  });
  const { sandbox } = setup;
  const list = await prepareMailchimp(setup);
  const world: FaultyWorld = {
    destination: setup.destination,
    identifiedBy: "address",
    contacts: CONTACTS,
    list,
    member: (ordinal) => `member-${ordinal}@example.com`,
    address: (name) => `${name}@example.com`,
    held: async (member) => {
      const contact = sandbox.members().find(({ address }) => address.toLowerCase() === member);
      if (contact === undefined) return undefined;
      const properties = Object.entries(contact.mergeFields).flatMap(([tag, value]) => {
        const name = OURS.get(tag);
        return name === undefined ? [] : [[name, String(value)] as const];
      });
      return { recordId: contact.id, address: contact.address, properties: Object.fromEntries(properties) };
    },
    members: async () => new Set(sandbox.segments().find(({ name }) => name === LIST)?.members),
    contactCount: async () => sandbox.members().length,
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
    addContact: async (address) => sandbox.byHand.addMember(address),
    addToList: async (recordId) => sandbox.byHand.addToSegment(Number(list.listId), recordId),
    deleteContact: async (recordId) => sandbox.byHand.forget(recordId),
    merge: async () => {
      throw new Error("Mailchimp merges no contacts.");
    },
    giveId: async () => {
      throw new Error("A contact of Mailchimp's carries no id of ours.");
    },
    forbidden: () => sandbox.calls.forbidden,
    logged: () => JSON.stringify(setup.lines),
    token: KEY,
  };
  return { world, sandbox };
}

function isFaultName(name: string): name is FaultName {
  return name in FAULTS;
}
