/** The destination that a sync file names, with its adapter loaded only now. */
import type { Project } from "../config/project.ts";
import type { Destination } from "../destination/destination.ts";
import type { Sync, SyncProperty } from "../domain/sync.ts";
import type { HttpSend } from "../platform/http.ts";
import { findSandboxState } from "./sandbox-state.ts";
import type { World } from "./world.ts";

/** With what an enumeration may hold; empty for every other type. */
export type DescribedProperty = SyncProperty & { readonly options: readonly string[] };

export interface DestinationParts {
  readonly world: World;
  readonly project: Project;
  readonly sync: Sync;
  readonly describe: (property: SyncProperty) => DescribedProperty;
  readonly send: HttpSend;
  /** For somebody who waits for the answer: fewer attempts, less time for each. */
  readonly isImpatient?: boolean;
}

const IMPATIENT = { attemptsMax: 2, requestTimeoutMs: 8_000 } as const;

export async function makeDestination(parts: DestinationParts): Promise<Destination> {
  const { createHubSpot } = await import("../destination/hubspot/hubspot.ts");
  const { world, project, sync, describe, send } = parts;
  const sandboxState = findSandboxState(world, project.folder);
  const isDebugged = (world.environment["TIERLINE_DEBUG"] ?? "") !== "";
  return createHubSpot({
    token: sync.destination.token,
    baseUrl: sync.destination.baseUrl,
    properties: sync.properties.map(describe),
    createContacts: sync.members.createContacts,
    budgetShare: project.settings.budgetShare,
    ...(sync.coolDownMs === null ? {} : { coolDownMs: sync.coolDownMs }),
    ...(sandboxState === null ? {} : { sandboxState }),
    clock: world.clock,
    random: world.random,
    send,
    ...(parts.isImpatient === true ? IMPATIENT : {}),
    ...(isDebugged
      ? { log: (line) => world.err(`${line.method} ${line.operation} ${line.status} ${line.milliseconds} ms`) }
      : {}),
  });
}
