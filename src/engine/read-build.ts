/** The build that a plan is made from: finished, successful for every model of the sync, not older than the last applied. */
import type { Sync } from "../domain/sync.ts";
import type { BuildFacts, Source } from "../journal/source.ts";
import type { Refusal } from "./engine.ts";

export type BuildAnswer =
  | { readonly is: "fit"; readonly build: BuildFacts }
  | { readonly is: "refused"; readonly refusal: Refusal };

/** Each model that a sync reads, once; the members' first. */
export function modelsOf({ members, suppress, audiences }: Sync): readonly string[] {
  const suppressing = suppress === null ? [] : [suppress.model];
  return [...new Set([members.model, ...suppressing, ...audiences.map(({ model }) => model)])];
}

/** `lastAsOf`: of the last applied plan; null for none. A failed read is an error, never an empty answer. */
export async function readBuild(
  source: Pick<Source<unknown>, "newestBuild">,
  sync: Sync,
  lastAsOf: string | null,
): Promise<BuildAnswer> {
  const models = modelsOf(sync);
  const build = await source.newestBuild(models);
  if (build === undefined)
    return refuse("build_missing", `No build has made ${models.join(", ")}.`, "Run `tierline build`.");
  const started = `The build that started at ${build.startedAt.replace(/\.\d+/u, "")}`;
  if (build.finishedAt === null)
    return refuse("build_running", `${started} has not finished.`, "Wait for it, or run `tierline build` again.");
  const missing = models.filter((model) => !build.nodes.some((node) => node.model === model));
  if (missing.length > 0)
    return refuse(
      "build_partial",
      `${started} left out ${missing.join(", ")}.`,
      "Run `tierline build`: it makes all models of the syncs at once, and names one that the dbt project has not.",
    );
  const failed = build.nodes.filter(({ model, status }) => models.includes(model) && status !== "success");
  if (failed.length > 0)
    return refuse(
      "build_failed",
      `${started} failed at ${failed.map(({ model }) => model).join(", ")}.`,
      "Mend it, then build again.",
    );
  if (lastAsOf !== null && Date.parse(build.asOf) < Date.parse(lastAsOf))
    return refuse(
      "build_older",
      `The newest build is as of ${build.asOf}, but ${lastAsOf} was applied already.`,
      "Build as of a later instant.",
    );
  return { is: "fit", build };
}

function refuse(code: string, message: string, remedy: string): BuildAnswer {
  return { is: "refused", refusal: { code, message, remedy } };
}
