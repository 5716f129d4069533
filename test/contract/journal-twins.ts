/** The in-memory journal and the SQL journal, asked the same things at the same instants. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { TierlineError } from "../../src/domain/errors.ts";
import { isHeldElsewhere, type Lease } from "../../src/journal/journal.ts";
import type { JournalUnderTest } from "./journal-under-test.ts";

export interface Twins<Value> {
  readonly memory: Value;
  readonly sql: Value;
}

type Answer<Value> = { readonly value: Value } | { readonly error: string };

export class TwinJournals {
  readonly #sides: Twins<JournalUnderTest>;
  /** What was asked, for people who look for the difference. */
  readonly asked: string[] = [];

  constructor(sides: Twins<JournalUnderTest>) {
    this.#sides = sides;
  }

  /** Asks both and compares; gives the answer, or undefined when both refused with the same code. */
  async ask<Value>(what: string, question: (side: JournalUnderTest) => Promise<Value>): Promise<Value | undefined> {
    return this.#compare(what, [await answer(question(this.#sides.memory)), await answer(question(this.#sides.sql))]);
  }

  /** The same under a lease, which each side has of its own. */
  async askUnder<Value>(
    what: string,
    leases: Twins<Lease>,
    question: (side: JournalUnderTest, lease: Lease) => Promise<Value>,
  ): Promise<Value | undefined> {
    const memory = await answer(question(this.#sides.memory, leases.memory));
    const sql = await answer(question(this.#sides.sql, leases.sql));
    return this.#compare(`${what} under fence ${leases.memory.fence}`, [memory, sql]);
  }

  async acquire(sync: string): Promise<Twins<Lease>> {
    const memory = await this.#sides.memory.journal.acquire(sync);
    const sql = await this.#sides.sql.journal.acquire(sync);
    this.asked.push(`acquire ${sync}`);
    if (isHeldElsewhere(memory) || isHeldElsewhere(sql)) throw new Error(`A lease is held: ${this.story()}`);
    expect(sql.fence, this.story()).toBe(memory.fence);
    return { memory, sql };
  }

  async crash(): Promise<void> {
    this.asked.push("crash");
    await this.#sides.memory.crash();
    await this.#sides.sql.crash();
  }

  #compare<Value>(what: string, [memory, sql]: readonly [Answer<Value>, Answer<Value>]): Value | undefined {
    this.asked.push(what);
    // The story is long, and nearly always for nobody: to write it at every question took a sixteenth of the time.
    if (!isDeepStrictEqual(sql, memory)) expect(withoutBytes(sql), this.story()).toEqual(withoutBytes(memory));
    return "value" in memory ? memory.value : undefined;
  }

  /** What was asked until now. */
  story(): string {
    return this.asked.join("\n");
  }
}

/** What a plan scans is the engine's own: the specification knows no bytes. */
function withoutBytes(answered: unknown): unknown {
  if (Array.isArray(answered)) return answered.map(withoutBytes);
  if (typeof answered !== "object" || answered === null) return answered;
  if (Object.getPrototypeOf(answered) !== Object.prototype) return answered;
  const entries = Object.entries(answered).map(([name, value]) => [
    name,
    name === "scannedBytes" ? null : withoutBytes(value),
  ]);
  return Object.fromEntries(entries);
}

async function answer<Value>(asked: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (error instanceof TierlineError) return { error: error.code };
    throw error;
  }
}
