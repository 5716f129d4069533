/** Takes the members of an audience out: who may be sent, by the rules of a plan over the newest build; recorded in state. */
import type { Decision } from "../domain/decision.ts";
import { ConfigError, InvariantError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";
import type { AudienceMember, AudienceReader } from "../journal/audience-reader.ts";
import type { Engine, Refusal } from "./engine.ts";
import { readBuild } from "./read-build.ts";
import { underLease } from "./under-lease.ts";

/** Where the members go. Nothing of it may be found by its name before it is published. */
export interface AudienceFile {
  write(page: readonly AudienceMember[]): Promise<void>;
  /** Durable when it resolves, and still not under its name. */
  finish(): Promise<void>;
  /** Gives it its name. `ConfigError` `file_exists`. */
  publish(): Promise<void>;
  discard(): Promise<void>;
}

export interface AudienceExport {
  readonly sync: Sync;
  readonly model: string;
  readonly audience: string;
  readonly decision: Decision & { readonly reason: string };
}

export type ExportAnswer =
  | { readonly is: "exported"; readonly rows: number; readonly withoutAddress: number }
  | { readonly is: "refused"; readonly refusal: Refusal };

/**
 * Under the sync's lease. The file gets its name only after the export is recorded, so that none is ever there of which the
 * state knows nothing. `TransientError` `lease_held`, `lease_lost`; whatever the file's `write` throws.
 */
export async function exportAudience(
  engine: Pick<Engine<unknown>, "journal" | "stallMs" | "source">,
  audiences: AudienceReader,
  { sync, model, audience, decision }: AudienceExport,
  file: AudienceFile,
): Promise<ExportAnswer> {
  const { journal, source } = engine;
  try {
    return await underLease(engine, sync.name, async (lease) => {
      const { lastAppliedPlan, places } = await journal.status(sync.name);
      const answer = await readBuild(source, sync, lastAppliedPlan?.asOf ?? null);
      if (answer.is === "refused") {
        await file.discard();
        return answer;
      }
      let [rows, withoutAddress] = [0, 0];
      await audiences.members(sync, answer.build, { model, audience }, async (page) => {
        rows += page.length;
        withoutAddress += page.filter(({ address }) => address === "").length;
        await file.write(page);
      });
      await file.finish();
      const list = places.find(({ place }) => place.model === model && place.audience === audience);
      await journal.recordExport(lease, list?.place.placeNo ?? null, rows, decision);
      await file.publish();
      return { is: "exported", rows, withoutAddress };
    });
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The sync whose rules hold: the one named, or the only one that reads the model. */
export function syncReading(syncs: readonly Sync[], model: string, named: string | undefined): Sync {
  const reading = syncs.filter((sync) => sync.audiences.some((one) => one.model === model));
  const names = reading.map(({ name }) => name).join(", ");
  if (named !== undefined) {
    const found = reading.find(({ name }) => name === named);
    if (found !== undefined) return found;
    throw new ConfigError("sync_unknown", `No sync ${named} reads ${model}.`, { remedy: `These do: ${names}.` });
  }
  const [only, ...others] = reading;
  if (only === undefined) throw new InvariantError("audience_unread", "An audience that no sync reads was found.");
  if (others.length === 0) return only;
  throw new ConfigError("usage", `Several syncs read ${model}, each with its own rules: ${names}.`, {
    remedy: "Say by whose rules people are kept out: --sync NAME.",
  });
}
