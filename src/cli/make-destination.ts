/** The destination that a sync file names, with its adapter loaded only now. */
import type { Project } from "../config/project.ts";
import type { DescribedProperty } from "../destination/destination-type.ts";
import type { Destination } from "../destination/destination.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Sync, SyncProperty } from "../domain/sync.ts";
import type { HttpSend } from "../platform/http.ts";
import { findSandboxState } from "./sandbox-state.ts";
import type { World } from "./world.ts";

export interface MakingDestination {
  readonly world: World;
  readonly project: Project;
  readonly sync: Sync;
  readonly describe: (property: SyncProperty) => DescribedProperty;
  readonly send: HttpSend;
  /** For somebody who waits for the answer: fewer attempts, less time for each. */
  readonly isImpatient?: boolean;
}

/** A `ConfigError` of the adapter, as of a malformed secret, says which sync file it is about. */
export async function makeDestination(making: MakingDestination): Promise<Destination> {
  try {
    return await create(making);
  } catch (error) {
    if (!(error instanceof ConfigError) || error.location !== undefined) throw error;
    const { code, message, remedy, causes } = error;
    throw new ConfigError(code, message, {
      location: making.sync.location,
      causes,
      cause: error,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
}

async function create(making: MakingDestination): Promise<Destination> {
  const { world, project, sync, describe, send } = making;
  const { secrets, address, options } = sync.destination;
  const isDebugged = (world.environment["TIERLINE_DEBUG"] ?? "") !== "";
  return await destinationTypeOf(sync).create({
    secrets,
    address,
    options,
    sync: sync.name,
    target: project.target,
    properties: sync.properties.map(describe),
    createContacts: sync.members.createContacts,
    coolDownMs: sync.coolDownMs,
    budgetShare: project.settings.budgetShare,
    folder: project.folder,
    sandboxState: findSandboxState(world, project.folder),
    clock: world.clock,
    random: world.random,
    send,
    isImpatient: making.isImpatient === true,
    log: isDebugged
      ? (line) => world.err(`${line.method} ${line.operation} ${line.status} ${line.milliseconds} ms`)
      : null,
  });
}

/** To the sync's address and to no other one. Whatever lies at no web address is not reached this way. */
export async function openHttp({ destination }: Sync): Promise<HttpSend> {
  const { createHttpSend } = await import("../platform/http.ts");
  const isWeb = /^https?:/u.test(destination.address);
  return createHttpSend({ allowedOrigins: isWeb ? [destination.address] : [] });
}
