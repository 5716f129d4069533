/**
 * Whether a plan may be made after a dbt job of one's own. Its artifacts say how the job ended; the build that its hooks
 * wrote says what lies in the warehouse now. Both must speak of the same invocation: artifacts alone may be yesterday's,
 * and a build alone may be somebody else's.
 */
import type { Sync } from "../domain/sync.ts";
import type { BuildFacts } from "../journal/source.ts";
import type { Refusal } from "./engine.ts";
import { modelsOf } from "./read-build.ts";

export interface JobFacts {
  readonly invocationId: string;
  /** By model name; `success` is the only good word. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** Null: it may. The first model at which it may not is named. */
export function judgeDbtJob(job: JobFacts, sync: Sync, build: BuildFacts): Refusal | null {
  const models = modelsOf(sync);
  const absent = models.find((model) => !job.statuses.has(model));
  if (absent !== undefined)
    return {
      code: "build_partial",
      message: `The dbt job did not build ${absent}.`,
      remedy: "Let one `dbt build` select all models of the sync; a later dbt command overwrites what it left.",
    };
  const failed = models.find((model) => job.statuses.get(model) !== "success");
  if (failed !== undefined)
    return {
      code: "build_failed",
      message: `The dbt job ended with ${job.statuses.get(failed) ?? ""} at ${failed}.`,
      remedy: "Mend it, then run the job again.",
    };
  if (build.invocationId === job.invocationId) return null;
  return {
    code: "build_other",
    message: `${models[0] ?? ""} was last built by another dbt invocation than the one of the job, at ${build.startedAt}.`,
    remedy:
      "Run the job again and then this, with the target folder of that very job; let nothing else build in between.",
  };
}
