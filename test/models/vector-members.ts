/** The worked examples of the classic rule, and members who lived them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { REPOSITORY } from "./dbt-project.ts";
import { type Entry, type Member, type StatusEvent, amount, instant } from "./shop.ts";

const snapshot = z.object({
  id: z.string(),
  kind: z.literal("seed_snapshot"),
  join: z.string(),
  events: z.array(z.tuple([z.string(), z.enum(["charge", "return"]), z.string()])),
  as_of: z.string(),
  expect: z.object({ balance: z.string(), tier: z.int() }),
});
const transitions = z.object({
  id: z.literal("D01"),
  join: z.string(),
  events: z.array(z.tuple([z.string(), z.enum(["charge", "return"]), z.string()])),
  expect: z.array(z.tuple([z.string(), z.int(), z.int()])),
});
const membership = z.object({
  id: z.literal("M01"),
  events: z.array(z.tuple([z.string(), z.enum(["active", "resigned"])])),
  charges: z.array(z.tuple([z.string(), z.string()])),
  as_of: z.string(),
  expect: z.object({ first_ever_literal: z.object({ balance: z.string(), tier: z.int() }) }),
});

const vectors = z
  .array(z.looseObject({ id: z.string() }))
  .parse(JSON.parse(readFileSync(join(REPOSITORY, "test/data/tier-vectors.json"), "utf8")));
const named = (id: string) => vectors.find((vector) => vector.id === id);
export const snapshots = z.array(snapshot).parse(vectors.filter((vector) => vector.id.startsWith("S")));
export const rolling = transitions.parse(named("D01"));
export const rejoining = membership.parse(named("M01"));

function entry(id: string, at: string, kind: Entry["kind"], value: string): Entry {
  return { id, kind, at: instant(at), amount: amount(value), currency: null };
}

function member(id: string, statuses: readonly StatusEvent[], entries: readonly Entry[]): Member {
  return { id, isCustomer: true, statuses, entries };
}

export const VECTOR_MEMBERS: readonly Member[] = [
  ...[...snapshots, rolling].map(({ id, join: joined, events }) =>
    member(
      id,
      [{ status: "active", at: instant(joined) }],
      events.map(([at, kind, value], index) => entry(`${id}-${index}`, at, kind, value)),
    ),
  ),
  member(
    "M01",
    rejoining.events.map(([at, status]) => ({ status, at: instant(at) })),
    rejoining.charges.map(([at, value], index) => entry(`M01-${index}`, at, "charge", value)),
  ),
];
