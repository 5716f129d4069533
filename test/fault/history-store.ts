/** Where the histories' state lives: in memory by default, or wherever a runner's connections end with it. */
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import type { Rows } from "./knock-outs.ts";
import { LEASE_MS } from "./setting.ts";
import type { Simulation } from "./simulation.ts";

export interface RunnersJournal {
  readonly journal: Rows;
  /** The runner is dead: what it held is held no more by anything but its rows. */
  die(): Promise<void>;
}

export interface HistoryStore {
  /** Of whoever looks on; it never dies. */
  readonly onlooker: Rows;
  /** `name`: of the runner. */
  open(name: string): Promise<RunnersJournal>;
  close(): Promise<void>;
}

export type OpenStore = (simulation: Simulation) => Promise<HistoryStore>;

const nothing = async (): Promise<void> => undefined;

export const inMemoryStore: OpenStore = async (simulation) => {
  const journal = new InMemoryJournal({ clock: simulation, leaseMs: LEASE_MS });
  return { onlooker: journal, open: async () => ({ journal, die: nothing }), close: nothing };
};
