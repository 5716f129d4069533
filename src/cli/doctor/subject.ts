/** What the doctor looks at, opened once and shared: a check that needs something broken rejects with that one error. */
import type { Project } from "../../config/project.ts";
import type { SyncFile } from "../../config/sync-file.ts";
import { InvariantError } from "../../domain/errors.ts";
import type { Account, Destination } from "../../destination/destination.ts";
import type { Sync } from "../../domain/sync.ts";
import type { HttpResponse, HttpSend } from "../../platform/http.ts";
import type { CommandInput } from "../command.ts";
import { EnumerationOptions } from "../enumeration-options.ts";
import { makeDestination, openHttp } from "../make-destination.ts";
import { readSyncs } from "../read-syncs.ts";
import { hasMarts, openProject, openReadings, withMarts, type Marts, type Readings } from "../wire.ts";
import type { World } from "../world.ts";

/** One request and its answer. */
export interface Exchange {
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  readonly headers: HttpResponse["headers"];
}

/** A sync's destination, asked as seldom as possible. */
export interface Probe {
  readonly sync: Sync;
  readonly destination: Destination;
  readonly account: () => Promise<Account>;
  /** Undefined until an answer came. */
  readonly lastExchange: () => Exchange | undefined;
}

export interface Subject {
  readonly world: World;
  readonly project: () => Promise<Project>;
  /** Without credentials. */
  readonly syncFiles: () => Promise<readonly SyncFile[]>;
  /** With credentials; by the sync's name. */
  readonly probe: (sync: string) => Promise<Probe>;
  readonly credentials: () => Promise<readonly Sync[]>;
  readonly readings: () => Promise<Readings>;
  /** Undefined before the first load and build: there is nothing to open. */
  readonly withMarts: <Result>(work: (marts: Marts) => Promise<Result>) => Promise<Result | undefined>;
  /** Looks up what enumerations may hold, where something was built. */
  readonly readOptions: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function openSubject(world: World, input: CommandInput): Subject {
  let options: EnumerationOptions | undefined;
  let opened: Readings | undefined;
  const project = once(() => openProject(world, input));
  const syncFiles = once(async () => readSyncs(await project(), world, "look"));
  const credentials = once(async () => {
    await syncFiles();
    return (await readSyncs(await project(), world, "send")).map(({ sync }) => sync);
  });
  const readings = once(async () => {
    await syncFiles();
    opened = await openReadings(world, input);
    return opened;
  });
  const marts = async <Result>(work: (open: Marts) => Promise<Result>): Promise<Result | undefined> => {
    const found = await project();
    return (await hasMarts(world, found)) ? withMarts(world, found, work) : undefined;
  };
  const probes = new Map<string, Promise<Probe>>();
  const makeProbe = async (name: string): Promise<Probe> => {
    const sync = (await credentials()).find((one) => one.name === name);
    if (sync === undefined) throw new InvariantError("sync_unknown", `There is no sync ${name}.`);
    const watched = watch(await openHttp(sync), world);
    const destination = await makeDestination({
      world,
      project: await project(),
      sync,
      describe: (property) => options?.describe(sync, property) ?? { ...property, options: [] },
      send: watched.send,
      isImpatient: true,
    });
    return { sync, destination, account: once(() => destination.identify()), lastExchange: watched.last };
  };
  return {
    world,
    project,
    syncFiles,
    credentials,
    readings,
    withMarts: marts,
    probe: async (name) => {
      const made = probes.get(name) ?? makeProbe(name);
      probes.set(name, made);
      return made;
    },
    readOptions: once(async () => {
      const syncs = await credentials();
      await marts(async ({ warehouse, access, source }) => {
        const read = new EnumerationOptions(warehouse, access);
        await read.readAll(syncs, source);
        options = read;
      });
    }),
    close: async () => {
      for (const probe of await Promise.allSettled(probes.values()))
        if (probe.status === "fulfilled") await probe.value.destination.close();
      await opened?.close();
    },
  };
}

/** The first call's promise for every call, also when it rejects. */
function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= work());
}

function watch(
  send: HttpSend,
  { clock }: World,
): { readonly send: HttpSend; readonly last: () => Exchange | undefined } {
  let last: Exchange | undefined;
  return {
    send: async (request) => {
      const sentAtMs = clock.nowMs();
      const answer = await send(request);
      last = { sentAtMs, answeredAtMs: clock.nowMs(), headers: answer.headers };
      return answer;
    },
    last: () => last,
  };
}
