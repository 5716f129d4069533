/** Whether there is a build that a plan can be made from: finished, whole, not old, its models and columns readable. */
import type { Sync } from "../../domain/sync.ts";
import { modelsOf, readBuild } from "../../engine/read-build.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { Refusal } from "../../engine/engine.ts";
import { isLoaded } from "../../load/is-loaded.ts";
import { duration } from "../picture/number.ts";
import type { Check, Finding } from "./check.ts";
import { failure, fine, warning } from "./finding.ts";
import { findMisspeltAudiences } from "./misspelt-audiences.ts";
import type { Subject } from "./subject.ts";

const AGE_MAX_MS = 48 * 3_600_000;
/** Nothing is wrong yet. */
const NOT_YET: ReadonlySet<string> = new Set(["build_missing", "build_running"]);

export function checkBuild(subject: Subject, sync: Sync): Check {
  return {
    name: "build",
    sync: sync.name,
    run: async () => {
      const { journal } = await subject.readings();
      const { lastAppliedPlan } = await journal.status(sync.name);
      const found = await subject.withMarts(async ({ warehouse, source }) => {
        const answer = await readBuild(source, sync, lastAppliedPlan?.asOf ?? null);
        if (answer.is === "refused" && answer.refusal.code === "build_missing" && !(await isLoaded(warehouse)))
          return { is: "unloaded" } as const;
        if (answer.is === "refused") return answer;
        await source.desired(sync, answer.build);
        return { ...answer, misspelt: await findMisspeltAudiences(warehouse, sync, answer.build) };
      });
      if (found === undefined)
        return [warning("nothing_loaded", "Nothing was loaded or built yet.", "tierline load data")];
      if (found.is === "unloaded")
        return [
          warning(
            "nothing_loaded",
            "Nothing was loaded or built yet.",
            "tierline load data\nIf your own staging models read other tables: tierline build",
          ),
        ];
      if (found.is === "refused") return judge(found.refusal);
      const ageMs = subject.world.clock.nowMs() - Date.parse(found.build.startedAt);
      const said = `${modelsOf(sync).join(", ")} were built ${duration(Math.max(0, ageMs))} ago.`;
      return [
        ageMs <= AGE_MAX_MS ? fine(said) : warning("build_old", said, "tierline build, or look at what starts it"),
        ...found.misspelt,
      ];
    },
  };
}

function judge({ code, message, remedy }: Refusal): readonly Finding[] {
  return [NOT_YET.has(code) ? warning(code, message, remedy) : failure(code, EXIT.guard, message, remedy)];
}
