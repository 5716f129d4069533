/** Holds a sync back, or lets it run again; recorded in state with who and why. */
import { closestName } from "../domain/closest-name.ts";
import type { Decision, Pause } from "../domain/decision.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Engine } from "./engine.ts";
import { underLease } from "./under-lease.ts";

/** A sync's pause; null: there is none. */
export interface PauseChange {
  readonly before: Pause | null;
  readonly after: Pause | null;
}

/** `ConfigError` `sync_unknown`; `TransientError` `lease_held`. */
export async function pauseSync(
  engine: Pick<Engine<never>, "journal" | "stallMs" | "allSyncs">,
  sync: string,
  what: "pause" | "resume",
  decision: Decision,
): Promise<PauseChange> {
  const { journal, allSyncs } = engine;
  const known = [...new Set([...allSyncs.map(({ name }) => name), ...(await journal.syncs())])];
  if (!known.includes(sync)) throw unknownSync(sync, known);
  const { paused: before } = await journal.status(sync);
  await underLease(engine, sync, (lease) => journal[what](lease, decision));
  return { before, after: (await journal.status(sync)).paused };
}

function unknownSync(sync: string, known: readonly string[]): ConfigError {
  const near = closestName(sync, known);
  return new ConfigError("sync_unknown", `There is no sync ${sync}.`, {
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}There is: ${known.join(", ") || "none"}.`,
  });
}
