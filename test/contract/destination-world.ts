/** What the shared suite of destinations asks of a stand-in, and how it writes rows. */
import type { Impossible } from "./destination-impossible.ts";
import { isPlain } from "../support/is-plain.ts";
import type { Change, Op } from "../../src/domain/change.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { Destination, SubmitIo } from "../../src/destination/destination.ts";
import type { IdentifiedBy } from "../../src/domain/identity.ts";
import { submitWhole } from "./submit-whole.ts";

/** A member as the destination holds it. */
export interface Held {
  readonly recordId: string;
  readonly address: string | null;
  /** Our properties only; cleared ones are absent. */
  readonly properties: Readonly<Record<string, string>>;
}

export type FaultName =
  | "lost"
  | "timeout"
  | "late"
  | "double"
  | "drop-row"
  | "partial"
  | "server-error"
  | "gateway-timeout"
  | "rate-limit"
  | "locked";

export const FAULT_NAMES: readonly FaultName[] = [
  "lost",
  "timeout",
  "late",
  "double",
  "drop-row",
  "partial",
  "server-error",
  "gateway-timeout",
  "rate-limit",
  "locked",
];

/** A fresh destination whose contact place and one list are taken. What it tells is read there, never remembered. */
export interface World {
  readonly destination: Destination;
  readonly contacts: Place;
  readonly list: Place;
  /** The identity of a member of this world: `member-1` with whatever keeps worlds apart. */
  member(ordinal: number): string;
  /** An address of this world. */
  address(name: string): string;
  /** What identifies its contacts; default: the member. Then `member` gives the address of `member-<n>`. */
  readonly identifiedBy?: IdentifiedBy;
  held(member: string): Promise<Held | undefined>;
  /** Record ids on the list. */
  members(): Promise<ReadonlySet<string>>;
  /** Contacts of this world. */
  contactCount(): Promise<number>;
  revokeToken(): void;
  /** By a person: a contact with this address; returns its record id. */
  addContact(address: string): Promise<string>;
  addToList(recordId: string): Promise<void>;
  deleteContact(recordId: string): Promise<void>;
  /** The first one's values win; returns the record id of what is left. */
  merge(recordId: string, otherId: string): Promise<string>;
  /** By a person: this record carries that member's id from now on; null: nobody's. */
  giveId(recordId: string, member: string | null): Promise<void>;
  /** Calls that no audience tool may make. */
  forbidden(): readonly string[];
  /** Everything that was logged. */
  logged(): string;
  readonly token: string;
}

/** A world whose network can be made to lie. */
export interface FaultyWorld extends World {
  /** From now on this share of the requests meets each fault. */
  setFaults(shares: Partial<Record<FaultName, number>>): void;
  /** Everything that is still on its way takes effect now. */
  settleLate(): void;
}

export interface DestinationHarness<OneWorld extends World = World> {
  readonly name: string;
  start(options: { readonly seed: number; readonly createContacts?: boolean }): Promise<OneWorld>;
  /** Two settings of the properties that the world's sync may send. */
  readonly settings: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>];
  /** What its vendor makes impossible, with why, in few words. */
  readonly impossible?: Partial<Readonly<Record<Impossible, string>>>;
  /** Of the faults, those its stand-in has; default: all. */
  readonly faults?: readonly FaultName[];
  /** Random histories to play, where each step is dear. Default: 80. */
  readonly histories?: number;
  /** Values the destination refuses for a row. */
  readonly badSetting: Readonly<Record<string, string>>;
}

/** Nobody stops it; nobody stays or is kept anywhere. */
export const freely: SubmitIo = {
  planNo: 1,
  planMadeAtMs: 1,
  beforeRequest: async () => true,
  staying: async () => new Set(),
  kept: async () => new Set(),
  suppressed: async () => new Set(),
  signal: new AbortController().signal,
};

export async function receiptsOf(
  world: World,
  op: Op,
  place: Place,
  changes: readonly Change[],
  io: SubmitIo = freely,
): Promise<readonly Receipt[]> {
  const rows = changes.map((row) => ({ ...row, op, placeNo: place.placeNo }));
  const { receipts } = await submitWhole(world.destination, { op, place, changes: rows }, io);
  return receipts.toSorted((left, right) => left.ordinal - right.ordinal);
}

export async function outcomesOf(
  world: World,
  op: Op,
  place: Place,
  changes: readonly Change[],
  io: SubmitIo = freely,
): Promise<readonly string[]> {
  const receipts = await receiptsOf(world, op, place, changes, io);
  return receipts.map(({ outcome, reason }) => (isPlain({ outcome, reason }) ? outcome : `${outcome}:${reason}`));
}

/** While these members stay at the place. */
export function whileStaying(...members: readonly string[]): SubmitIo {
  return { ...freely, staying: async (asked) => new Set(asked.filter((member) => members.includes(member))) };
}

/** While these records are kept at the place. */
export function whileKept(...records: readonly string[]): SubmitIo {
  return { ...freely, kept: async (asked) => new Set(asked.filter((record) => records.includes(record))) };
}

export async function withRecord(world: World, row: Change): Promise<Change> {
  const held = await world.held(row.identity);
  return { ...row, recordId: held?.recordId ?? null };
}

/** A row about a member of this world as it stands at a list. */
export function bare(world: World, ordinal: number): Change {
  return {
    ordinal,
    wave: 1,
    placeNo: 1,
    op: "enter",
    identity: world.member(ordinal),
    memberKey: world.member(ordinal),
    recordId: null,
    address: null,
    isAddressChanged: false,
    properties: {},
  };
}

/** A row about a member of this world as it stands at the contact place. */
export function contact(
  world: World,
  ordinal: number,
  properties: Readonly<Record<string, string>>,
  given: Partial<Change> = {},
): Change {
  const address = given.address ?? world.address(`member-${ordinal}`);
  const identity = world.identifiedBy === "address" ? { identity: address } : {};
  return { ...bare(world, ordinal), ...identity, address, isAddressChanged: true, properties, ...given };
}

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
