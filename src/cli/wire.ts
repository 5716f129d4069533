/** Puts a command's parts together. Adapters are loaded when they are needed: by `stores/` and `make-destination.ts`. */
import type { Project } from "../config/project.ts";
import type { SyncFile } from "../config/sync-file.ts";
import type { Sync } from "../domain/sync.ts";
import type { Engine, SyncTask, UnreadyTask } from "../engine/engine.ts";
import type { BuildReport } from "../engine/report.ts";
import type { DesiredRelations } from "../journal/sql/desired-relations.ts";
import type { DeliveryBook, DeliveryReader } from "../journal/delivery-book.ts";
import type { EpisodeBook } from "../journal/episode-book.ts";
import type { JournalReader, Previewer } from "../journal/journal.ts";
import type { AudienceReader } from "../journal/audience-reader.ts";
import type { MemberSource, Source } from "../journal/source.ts";
import type { SourceAccess, Warehouse } from "../warehouse/warehouse.ts";
import { buildModels } from "./build-models.ts";
import type { CommandInput } from "./command.ts";
import { EnumerationOptions } from "./enumeration-options.ts";
import { makeTasks, makeTasksApart } from "./make-tasks.ts";
import { mustShareServer } from "./must-share-server.ts";
import { projectFolder } from "./project-folder.ts";
import { readSyncs, readSyncsApart, type SyncsApart } from "./read-syncs.ts";
import { selectSyncs } from "./select-syncs.ts";
import { openStore } from "./stores/open-store.ts";
import type { OpenState, Store } from "./stores/store.ts";
import type { World } from "./world.ts";

/**
 * P. Where a lock tells that a runner is alive, a plan is closed for another only when that one is dead; the bound covers
 * what locks do not: a file system that keeps none, a connection that broke while its process went on.
 */
export const STALL_MS = 30_000;

/** Everything that works on a project's syncs needs. */
export interface Bench {
  readonly project: Project;
  readonly engine: Engine<DesiredRelations>;
  readonly audiences: AudienceReader;
  /** Empty when nothing is to be sent. */
  readonly tasks: readonly SyncTask[];
  /** Of a schedule: syncs that lack a credential, or have one that is none. */
  readonly unready: readonly UnreadyTask[];
  /** Every sync file, by name. */
  readonly files: readonly SyncFile[];
  /** One dbt build of these syncs' models; `asOf` null: now. */
  build(asOf: string | null, files: readonly SyncFile[]): Promise<BuildReport>;
  /** Which alerts are open. */
  readonly episodes: EpisodeBook;
  /** When the report went out. */
  readonly deliveries: DeliveryBook;
  /** The state's own time, epoch milliseconds: beside a server its clock. */
  stateNowMs(): Promise<number>;
  /** Looks up what enumerations may hold, for a plan that was made before. */
  readOptions(): Promise<void>;
  close(): Promise<void>;
}

/** Everything that a command needs to look and not to write: no lease, no state made, no credential. */
export interface Readings {
  readonly project: Project;
  readonly syncs: readonly Sync[];
  readonly journal: JournalReader & Previewer<DesiredRelations>;
  /** The models of the project's target. */
  readonly source: Source<DesiredRelations>;
  readonly audiences: AudienceReader;
  readonly deliveries: DeliveryReader;
  /** False: nothing was ever planned or run here. The journal knows nothing then. */
  readonly hasState: boolean;
  /** As of `Bench`. */
  stateNowMs(): Promise<number>;
  close(): Promise<void>;
}

export async function openProject(world: World, input: CommandInput): Promise<Project> {
  const { loadProject } = await import("../config/project.ts");
  const folder = projectFolder(world.directory, input.text("project"));
  return loadProject(folder, world.environment, input.text("target"));
}

/** The warehouse for writing raw tables. */
export async function openRawTables(world: World, input: CommandInput): Promise<Warehouse> {
  return (await openStore(world, await openProject(world, input))).openRaw();
}

/** dbt's relations, for as long as they are open. */
export interface Marts {
  readonly warehouse: Warehouse;
  readonly source: Source<DesiredRelations> & MemberSource;
  readonly access: SourceAccess;
}

/**
 * Reads dbt's relations; nothing of them is locked afterwards. `ConfigError` `warehouse_missing` before the first load or
 * build.
 */
export async function withMarts<Result>(
  world: World,
  project: Project,
  work: (marts: Marts) => Promise<Result>,
): Promise<Result> {
  const { SqlSource } = await import("../journal/sql/sql-source.ts");
  const marts = await (await openStore(world, project)).openMarts();
  try {
    const { warehouse, access } = marts;
    return await work({ warehouse, source: new SqlSource(warehouse, access), access });
  } finally {
    await marts.close();
  }
}

/** False before the first load or build of an embedded file. */
export async function hasMarts(world: World, project: Project): Promise<boolean> {
  return (await openStore(world, project)).isThere();
}

/**
 * `send`: credentials must be there; with `--select`, those of the syncs that are meant, and the tasks are theirs. `look`:
 * nothing is asked of any destination. `schedule`: as `send`, but what one sync lacks is no matter to the others.
 */
export async function openBench(
  world: World,
  input: CommandInput,
  purpose: "send" | "look" | "schedule",
): Promise<Bench> {
  const project = await openProject(world, input);
  const asked = input.texts("select");
  const apart: SyncsApart =
    purpose === "schedule"
      ? await readSyncsApart(project, world)
      : { files: await readSyncs(project, world, purpose, asked), lacking: new Map() };
  const { files } = apart;
  const syncs = files.map((file) => file.sync);
  const { openSqlJournal, sqlOf } = await import("../journal/sql/open-sql-journal.ts");
  const { SqlAudiences } = await import("../journal/sql/sql-audiences.ts");
  const { sqlEpisodeBook } = await import("../journal/sql/sql-episode-book.ts");
  const { sqlDeliveryBook } = await import("../journal/sql/sql-delivery-book.ts");
  const { clock, random } = world;
  const store = await openStore(world, project);
  const state = await store.openState();
  try {
    const { warehouse, access } = state;
    const { target, targets } = project;
    const parts = { warehouse, target, random, source: access, ...state.journal };
    const journal = await openSqlJournal(parts);
    const options = new EnumerationOptions(warehouse, access);
    const source = options.watch(await sourceOf(store, state));
    const taskParts = { world, project, describe: options.describe.bind(options) };
    const sent = purpose === "send" ? selectSyncs(files, asked).map((file) => file.sync) : [];
    const made =
      purpose === "schedule"
        ? await makeTasksApart(taskParts, apart)
        : { tasks: await makeTasks(taskParts, sent), unready: [] };
    return {
      project,
      engine: { journal, source, clock, stallMs: STALL_MS, target, targets, allSyncs: syncs },
      audiences: new SqlAudiences({ warehouse, access, source, sql: sqlOf(parts), hasState: true }),
      ...made,
      files,
      episodes: sqlEpisodeBook(warehouse, sqlOf(parts)),
      deliveries: sqlDeliveryBook(warehouse, sqlOf(parts)),
      build: (asOf, chosen) => buildModels(world, project, chosen, asOf),
      stateNowMs: async () => state.journal.clock.nowMs(),
      readOptions: () => options.readAll(syncs, source),
      close: () => state.close(),
    };
  } catch (error) {
    await state.close();
    throw error;
  }
}

/**
 * Several may look at once. `TransientError` `warehouse_locked` (exit 6) while a run holds the state's file, where it is one;
 * `ConfigError` `state_lost` as for a run.
 */
export async function openReadings(world: World, input: CommandInput): Promise<Readings> {
  const project = await openProject(world, input);
  const files = await readSyncs(project, world, "look");
  const reader = await openJournalReader(world, project, project.target);
  return { project, syncs: files.map((file) => file.sync), ...reader };
}

/** Every sync with its account, to be read only: what an enumeration may hold is not known. */
export async function openTasks(world: World, input: CommandInput): Promise<readonly SyncTask[]> {
  const project = await openProject(world, input);
  const syncs = (await readSyncs(project, world, "send")).map((file) => file.sync);
  return makeTasks({ world, project, describe: (_sync, property) => ({ ...property, options: [] }) }, syncs);
}

/** Readings of the models of this target and of what another one's state says. */
export async function openComparison(
  world: World,
  input: CommandInput,
): Promise<Readings & { readonly against: string; readonly stallMs: number }> {
  const project = await openProject(world, input);
  const syncs = (await readSyncs(project, world, "look")).map((file) => file.sync);
  const { chooseTarget } = await import("./choose-target.ts");
  const against = chooseTarget(input.text("against"), syncs, project.targets);
  await mustShareServer(world, project, against);
  return { project, syncs, against, stallMs: STALL_MS, ...(await openJournalReader(world, project, against)) };
}

/** `target`: whose state; the models are those of the project's target. */
async function openJournalReader(
  world: World,
  project: Project,
  target: string,
): Promise<Omit<Readings, "project" | "syncs">> {
  const { readSqlJournal, sqlOf } = await import("../journal/sql/open-sql-journal.ts");
  const { SqlAudiences } = await import("../journal/sql/sql-audiences.ts");
  const { NoState } = await import("../journal/sql/no-state.ts");
  const { sqlDeliveryReader } = await import("../journal/sql/sql-delivery-book.ts");
  const store = await openStore(world, project);
  const state = await store.openReadings(target);
  const { warehouse, access } = state;
  try {
    const parts = { warehouse, target, source: access, ...state.journal };
    const journal = await readSqlJournal(parts);
    const source = await sourceOf(store, state);
    const hasState = journal !== undefined;
    const sql = sqlOf(parts);
    return {
      journal: journal ?? new NoState(parts),
      source,
      audiences: new SqlAudiences({ warehouse, access, source, sql, hasState }),
      deliveries: hasState ? sqlDeliveryReader(warehouse, sql) : { last: async () => null },
      hasState,
      stateNowMs: async () => state.journal.clock.nowMs(),
      close: () => state.close(),
    };
  } catch (error) {
    await state.close();
    throw error;
  }
}

/** A build outside a run. */
export async function buildProject(
  world: World,
  input: CommandInput,
  asOf: string | null,
): Promise<{ readonly project: Project; readonly report: BuildReport }> {
  const project = await openProject(world, input);
  return { project, report: await buildModels(world, project, await readSyncs(project, world, "look"), asOf) };
}

/** Before the first load and build there may be nothing to read from. */
async function sourceOf(store: Store, { warehouse, access }: OpenState): Promise<Source<DesiredRelations>> {
  const { SqlSource } = await import("../journal/sql/sql-source.ts");
  const source = new SqlSource(warehouse, access);
  return {
    newestBuild: async (models) => ((await store.isThere()) ? source.newestBuild(models) : undefined),
    desired: (sync, facts) => source.desired(sync, facts),
    recognise: (sync, facts, place, contacts) => source.recognise(sync, facts, place, contacts),
  };
}
