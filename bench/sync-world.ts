/** Everything a sync needs but dbt: a state with members beside it, the journal, the engine, a destination. */
import type { Destination } from "../src/destination/destination.ts";
import { createHubSpot } from "../src/destination/hubspot/hubspot.ts";
import { readSyncFile } from "../src/config/sync-file.ts";
import type { Engine, SyncTask } from "../src/engine/engine.ts";
import { openSqlJournal } from "../src/journal/sql/open-sql-journal.ts";
import { SqlSource } from "../src/journal/sql/sql-source.ts";
import type { DesiredRelations } from "../src/journal/sql/desired-relations.ts";
import type { SqlJournal } from "../src/journal/sql/sql-journal.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { HttpSend } from "../src/platform/http.ts";
import { systemRandom } from "../src/platform/random.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";
import { buildFacts, syncText } from "./members.ts";

const STALL_MS = 30_000;
const TARGET = "bench";

export interface SyncWorldOptions {
  /** Where the members are; the state is made there when it is missing. Closed with the world. */
  readonly warehouse: Warehouse;
  readonly hasLists: boolean;
  readonly baseUrl: string;
  readonly send: HttpSend;
  /** Names the build the plans are made from. */
  readonly invocationId: string;
}

export interface SyncWorld {
  readonly warehouse: Warehouse;
  readonly journal: SqlJournal;
  readonly engine: Engine<DesiredRelations>;
  readonly task: SyncTask;
  close(): Promise<void>;
}

export async function openSyncWorld(options: SyncWorldOptions): Promise<SyncWorld> {
  const { warehouse, hasLists, baseUrl, send, invocationId } = options;
  const read = readSyncFile("syncs/tiers.yml", syncText(baseUrl, hasLists), {
    environment: { HUBSPOT_TOKEN: "sandbox" },
    credentials: "needed",
  });
  if (read.kind !== "sync") throw new Error(`The sync of the benchmark is wrong: ${JSON.stringify(read.problems)}`);
  const { sync } = read.file;
  const source = { read: async <Result>(work: (schema: string) => Promise<Result>) => work("models") };
  const journal = await openSqlJournal({
    warehouse,
    schema: "tierline",
    clock: systemClock,
    random: systemRandom,
    source,
    position: null,
    target: TARGET,
  });
  const models = new SqlSource(warehouse, source);
  const destination: Destination = createHubSpot({
    token: sync.destination.secrets["token"] ?? "",
    baseUrl,
    properties: sync.properties.map((property) => ({ ...property, options: [] })),
    createContacts: true,
    coolDownMs: 0,
    clock: systemClock,
    random: systemRandom,
    send,
  });
  return {
    warehouse,
    journal,
    engine: {
      journal,
      source: {
        newestBuild: async () => buildFacts(invocationId),
        desired: (asked, build) => models.desired(asked, build),
        recognise: (asked, build, place, contacts) => models.recognise(asked, build, place, contacts),
      },
      clock: systemClock,
      stallMs: STALL_MS,
      target: TARGET,
      targets: [TARGET],
      allSyncs: [sync],
    },
    task: { sync, destination },
    close: () => warehouse.close(),
  };
}
