/** Plans one sync: the account, the build, the places, the comparison, the guards. Nothing is written at the destination. */
import { judgeGuards, type Allowance, type GuardFinding } from "../domain/guard.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { PlanHead } from "../domain/plan.ts";
import type { Journal, Lease, PlannedPlace } from "../journal/journal.ts";
import { checkAccount } from "./check-account.ts";
import { checkOwners } from "./check-owners.ts";
import type { Engine, Refusal, SyncTask } from "./engine.ts";
import { findPlaces } from "./find-places.ts";
import { readBuild } from "./read-build.ts";

export interface Planned {
  readonly is: "planned";
  readonly head: PlanHead;
  readonly places: readonly PlannedPlace[];
  /** Guards that would stop it, allowed ones included. */
  readonly findings: readonly GuardFinding[];
}

export type PlanAnswer = Planned | { readonly is: "refused"; readonly refusal: Refusal };

/**
 * Closes what a dead runner left applying, so that its rows count as perhaps sent. Resolves to that plan's number, or
 * null. A plan that was only made is left: the next plan takes its place.
 */
export async function closeOpenPlan<Desired>(
  journal: Journal<Desired>,
  lease: Lease,
  stallMs: number,
): Promise<number | null> {
  const open = await journal.openPlan(lease);
  if (open?.state !== "applying") return null;
  await journal.close(lease, open.planNo, stallMs);
  return open.planNo;
}

/**
 * Call it under the sync's lease, after `closeOpenPlan`. `ConfigError`: `other_account`, `missing_scopes`, `two_owners`,
 * `list_gone`, `needs_take_over`. Costs one request and one read per list.
 */
export async function planSync<Desired>(
  engine: Engine<Desired>,
  { sync, destination }: SyncTask,
  lease: Lease,
  run: { readonly runNo: number; readonly allowance: Allowance | null },
): Promise<PlanAnswer> {
  const { journal, source, allSyncs } = engine;
  const accountId = await checkAccount(destination, sync, await journal.places(sync.name));
  await checkOwners(journal, sync, accountId, allSyncs);
  const { lastAppliedPlan } = await journal.status(sync.name);
  const answer = await readBuild(source, sync, lastAppliedPlan?.asOf ?? null);
  if (answer.is === "refused") return answer;
  const { build } = answer;
  const refusal = engine.judgeBuild?.(sync, build) ?? null;
  if (refusal !== null) return { is: "refused", refusal };
  const places = await findPlaces({ journal, destination, sync, lease, accountId, allSyncs });
  const head = await journal.plan(lease, {
    sync: sync.name,
    runNo: run.runNo,
    definitionHash: sync.definitionHash,
    invocationId: build.invocationId,
    asOf: build.asOf,
    places,
    desired: await source.desired(sync, build),
    coolDownMs: sync.coolDownMs ?? destination.coolDownMs,
    onLeave: sync.members.onLeave,
    identifiedBy: destinationTypeOf(sync).identifiedBy,
    properties: sync.properties.map(({ name }) => name),
    mappingHash: sync.mappingHash,
  });
  return { is: "planned", head, places, findings: judgeGuards(head.counts, sync.guards, run.allowance) };
}
