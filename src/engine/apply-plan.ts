/** Applies one plan: take the places, announce, send the waves, close. The plan's rows and no others are sent. */
import { arePermitted, isAllowable, stoppingOrphans, type GuardFinding } from "../domain/guard.ts";
import { REASON, type Outcome, type Receipt } from "../domain/receipt.ts";
import type { PlanHead } from "../domain/plan.ts";
import type { TierlineError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";
import type { Journal, Lease, OutcomeCounts, Standing } from "../journal/journal.ts";
import type { Engine, Progress, Refusal, RunOptions, SyncTask } from "./engine.ts";
import { listGone } from "./find-places.ts";
import type { Planned } from "./plan-sync.ts";
import { modelsOf } from "./read-build.ts";
import { leaseLost, sendWaves, type SendEnd } from "./send-waves.ts";
import { takePlaces } from "./take-places.ts";

/** First writes that were accepted, where the destination said which. */
export interface ContactCounts {
  readonly created: number;
  readonly linked: number;
}

export type ApplyAnswer =
  /** The plan was closed; `limited` rows wait for the next one because so few members were to be sent; `end` stopped it early. */
  | {
      readonly is: "applied";
      readonly outcomes: OutcomeCounts;
      readonly contacts: ContactCounts;
      readonly limited: number;
      readonly end: SendEnd;
    }
  /** Nothing was sent and the plan stays as it is. */
  | { readonly is: "refused"; readonly refusal: Refusal }
  | { readonly is: "interrupted" };

/** Rejects when the lease is lost or the journal fails; the next run then closes the plan. */
export async function applyPlan<Desired>(
  engine: Engine<Desired>,
  task: SyncTask,
  lease: Lease,
  planned: Planned,
  options: RunOptions,
): Promise<ApplyAnswer> {
  const { journal } = engine;
  const { head, findings } = planned;
  if (options.signal.aborted) return { is: "interrupted" };
  const basis = await basisOf(engine, task.sync);
  // A permission for a plan that cannot be applied would be asked for in vain.
  const stale = await refuseStale(journal, head, basis);
  if (stale !== null) return { is: "refused", refusal: stale };
  if (!arePermitted(findings)) return { is: "refused", refusal: guardRefusal(head, findings) };
  const places = await takePlaces(engine, task, lease, planned);
  const announced = await journal.announce(lease, head.planNo, basis);
  if (announced.is === "fenced") throw leaseLost(lease);
  if (announced.is === "stale") return { is: "refused", refusal: staleRefusal(head, announced.why) };
  const membersMax = options.membersMax ?? null;
  const limited = membersMax === null ? 0 : await journal.withholdBeyond(lease, head.planNo, membersMax);
  const tally = tallyOf(task, head, options, limited);
  const contacts = { created: 0, linked: 0 };
  const sent = await sendWaves({
    journal,
    lease,
    places,
    destination: task.destination,
    planNo: head.planNo,
    planMadeAtMs: head.madeAtMs,
    signal: options.signal,
    onReceipts: (receipts) => {
      for (const { outcome, reason } of receipts) {
        if (outcome === "accepted" && reason === REASON.created) contacts.created += 1;
        if (outcome === "accepted" && reason === REASON.linked) contacts.linked += 1;
      }
      tally(receipts);
    },
  });
  const end = withListNamed(sent, task.sync);
  if (end !== null) await journal.withholdRest(lease, head.planNo, REASON.notSent);
  await journal.flush();
  const outcomes = await journal.close(lease, head.planNo, 0);
  return { is: "applied", outcomes, contacts, limited, end };
}

/** What a plan must have been made from to be applied now. */
export async function basisOf<Desired>({ source }: Pick<Engine<Desired>, "source">, sync: Sync): Promise<Standing> {
  const build = await source.newestBuild(modelsOf(sync));
  return { definitionHash: sync.definitionHash, invocationId: build?.invocationId ?? "" };
}

/** Seen before anything is created for a plan that will not be announced, which looks again. */
export async function refuseStale(
  journal: Pick<Journal<never>, "whyStale">,
  head: PlanHead,
  basis: Standing,
): Promise<Refusal | null> {
  const why = await journal.whyStale(head.sync, head.planNo, basis);
  return why === undefined ? null : staleRefusal(head, why);
}

/** A destination knows a list that vanished by its id alone; people know it by name, and need both ways out. */
function withListNamed(end: SendEnd, sync: Sync): SendEnd {
  if (end?.is !== "stopped" || end.cause.code !== "list_gone") return end;
  return { ...end, cause: listGone(end.place, sync) };
}

/** What stopped the sending, if it was an error. */
export function stopCause(end: SendEnd): TierlineError | null {
  return end?.is === "stopped" ? end.cause : null;
}

function guardRefusal({ planNo, counts }: PlanHead, findings: readonly GuardFinding[]): Refusal {
  const stopping = findings.filter(({ allowed }) => allowed === null);
  const names = [...new Set(stopping.map(({ name }) => name))];
  const allowable = names.filter(isAllowable);
  const orphans = stoppingOrphans(counts, findings);
  const release = orphans.map(({ placeNo }) => `tierline release ${placeNo} --reason "…"`);
  const letStay = orphans.length === 0 ? "" : ` If who is there is to stay: ${release.join(", ")}`;
  return {
    code: "guard",
    message: `Plan ${planNo} was not sent: ${stopping.map(({ message }) => message).join(" ")}`,
    remedy:
      allowable.length === names.length
        ? `If this is meant: tierline apply ${planNo} ${allowable.map((name) => `--allow ${name}`).join(" ")} --reason "…"${letStay}`
        : "Mend the models; this cannot be allowed.",
  };
}

function staleRefusal({ planNo }: PlanHead, why: string): Refusal {
  return {
    code: "plan_stale",
    message: `Plan ${planNo} cannot be applied: ${why}.`,
    remedy: "Make a new plan: tierline plan",
  };
}

/** Counts receipts as they come, and tells. */
function tallyOf(
  { sync, destination }: SyncTask,
  { planNo, counts }: PlanHead,
  { onProgress }: RunOptions,
  limited: number,
): (receipts: readonly Receipt[]) => void {
  const total = counts.places.reduce(
    (sum, { enter, update, leave, leaveWithoutCall }) => sum + enter + update + leave - leaveWithoutCall,
    -limited,
  );
  const tally: Record<Outcome, number> = { accepted: 0, refused: 0, withheld: 0, unsettled: 0 };
  const before = destination.requestCount;
  let done = 0;
  return (receipts) => {
    for (const { outcome } of receipts) tally[outcome] += 1;
    done += receipts.length;
    const progress: Progress = {
      sync: sync.name,
      planNo,
      total,
      done,
      ...tally,
      requests: destination.requestCount - before,
    };
    onProgress?.(progress);
  };
}
