/** Plans that are shown and not stored, against the state of another target. */
import { coolDownOf, destinationTypeOf } from "../destination/destination-types.ts";
import type { Settings } from "../config/settings.ts";
import type { Sync } from "../domain/sync.ts";
import { errorReport } from "../engine/error-report.ts";
import { asTierlineError, EXIT, exitCodeOf } from "../engine/exit-code.ts";
import { findOrphans } from "../engine/find-orphans.ts";
import { previewSync, type PreviewedPlan } from "../engine/preview-sync.ts";
import { refusalReport } from "../engine/report.ts";
import type { Preview } from "../journal/journal.ts";
import { checkModelNames } from "./check-model-names.ts";
import type { CommandInput } from "./command.ts";
import type { PlanBody, PlanDocument } from "./json/plan.ts";
import { findUnbuiltLoads } from "./find-unbuilt-loads.ts";
import type { PlanFormat } from "./plan-format.ts";
import { streamHead, streamRows } from "./print-plans.ts";
import { describePlan } from "./views/describe-plan.ts";
import { copyError, describeOrphan } from "./views/describe-run.ts";
import { readSamples } from "./views/read-plan.ts";
import { readSyncs } from "./read-syncs.ts";
import { openComparison } from "./wire.ts";
import type { World } from "./world.ts";

type SyncPreview = PlanBody["syncs"][number];

export async function previewPlans(
  world: World,
  input: CommandInput,
  format: PlanFormat,
): Promise<{ readonly body: PlanBody; readonly settings: Settings }> {
  const comparison = await openComparison(world, input);
  const { journal, project, syncs, against, hasState } = comparison;
  try {
    await checkModelNames(await readSyncs(project, world, "look"), project, comparison.source);
    if (format === "csv") await streamHead(world);
    const previewed: SyncPreview[] = [];
    const unbuilt = await findUnbuiltLoads(world, project, syncs);
    for (const sync of syncs)
      previewed.push({
        ...(await previewOne(world, comparison, sync, format)),
        loaded_since: unbuilt.get(sync.name) ?? null,
      });
    const orphans = await findOrphans(journal, syncs);
    const body = {
      syncs: previewed,
      orphans: orphans.map((orphan) => describeOrphan(orphan, world.command)),
      preview: { against, has_state: hasState },
    };
    return { body, settings: project.settings };
  } finally {
    await comparison.close();
  }
}

async function previewOne(
  world: World,
  comparison: Awaited<ReturnType<typeof openComparison>>,
  sync: Sync,
  format: PlanFormat,
): Promise<Omit<SyncPreview, "loaded_since">> {
  const coolDownMs = coolDownOf(sync);
  const nothing = { sync: sync.name, closed_plan: null, plan: null };
  try {
    const answer = await previewSync(comparison, sync, coolDownMs, async (plan, preview) => {
      if (format === "csv") await streamRows(world, csvPlan(plan, sync), preview.pages());
      return describePreview(plan, preview, world.clock.nowMs());
    });
    if (answer.is === "refused")
      return { ...nothing, exit_code: EXIT.guard, error: copyError(refusalReport(answer.refusal), world) };
    return { ...nothing, plan: answer.result, exit_code: EXIT.done, error: null };
  } catch (thrown) {
    const error = asTierlineError(thrown);
    return { ...nothing, exit_code: exitCodeOf(error), error: copyError(errorReport(error), world) };
  }
}

async function describePreview(plan: PreviewedPlan, preview: Preview, nowMs: number): Promise<PlanDocument> {
  const { sync, runNo, build, counts, findings } = plan;
  const { asOf, invocationId } = build;
  const samples = await readSamples(counts, (filter) => preview.rows(filter));
  const head = { sync, runNo, asOf, invocationId, counts, madeAtMs: nowMs, planNo: null, state: "preview" } as const;
  return describePlan({ head, findings, samples, limits: null });
}

function csvPlan({ sync: name, counts }: PreviewedPlan, sync: Sync): Parameters<typeof streamRows>[1] {
  return { sync: name, planNo: null, places: counts.places, identifiedBy: destinationTypeOf(sync).identifiedBy };
}
