/** The report's own times, kept beside those of the syncs. */
import type { Project } from "../../config/project.ts";
import { dueSyncs } from "../../domain/due-syncs.ts";
import { asTierlineError, EXIT, exitCodeOf } from "../../engine/exit-code.ts";
import type { ReportDelivery } from "../../journal/delivery-book.ts";
import { scheduledDeliveries } from "../report/delivery-schedules.ts";
import { textAsStarted } from "../started-as.ts";
import { alertDuty } from "./alert-duty.ts";
import { fulfilDuty } from "./fulfil-duty.ts";
import { SKEW_MS_MAX } from "./last-begun.ts";
import { openLooking } from "./open-looking.ts";
import type { Doing, ReportDuty } from "./report-duty.ts";

const MINUTE_MS = 60_000;

/** No sync can have such a name: there is a space in it. */
const NAMES: Readonly<Record<ReportDelivery, string>> = { report: "the report", digest: "the digest" };

export interface Attended {
  /** Null: not known, since somebody else holds the state. */
  readonly duties: readonly ReportDuty[] | null;
  /** Of each that was due, and of what could not be looked at. */
  readonly exitCodes: readonly number[];
}

/**
 * Does what is due, one after the other, unless the signal is given, and notes in `known` when each was last done. A failure
 * is told and is due at its next time; what somebody else holds is looked at again. Rejects where the state is not to be read.
 */
export async function attendReport(doing: Doing, project: Project, known: Map<string, number>): Promise<Attended> {
  const { world, log } = doing;
  const duties = await readDuties(doing, project, known).catch((thrown: unknown) => {
    const error = asTierlineError(thrown);
    if (exitCodeOf(error) !== EXIT.leaseHeld) throw error;
    log("warn", "held", `${error.message} The report will be looked at again in a minute.`);
    return null;
  });
  if (duties === null) return { duties, exitCodes: [EXIT.leaseHeld] };
  const exitCodes: number[] = [];
  for (const duty of duties) {
    if (world.signal.aborted) break;
    if (dueSyncs([duty], world.clock.nowMs()).length > 0) exitCodes.push(await attendOne(doing, project, duty, known));
  }
  return { duties, exitCodes };
}

/** Reads from the state when each was last done, where `known` does not say. What never was counts from this minute. */
async function readDuties(
  { world, input }: Doing,
  { settings }: Project,
  known: Map<string, number>,
): Promise<readonly ReportDuty[]> {
  const wanted = scheduledDeliveries(settings).map((delivery) => ({ ...delivery, name: NAMES[delivery.what] }));
  const nowMs = world.clock.nowMs();
  const unknown = wanted.filter(({ name }) => !known.has(name));
  if (unknown.length > 0) {
    const looking = await openLooking(world, input);
    try {
      for (const { what, name } of unknown) {
        const lastMs = await looking.deliveries.last(what);
        const isKnown = lastMs !== null && lastMs <= nowMs + SKEW_MS_MAX;
        known.set(name, isKnown ? lastMs : nowMs - (nowMs % MINUTE_MS) - 1);
      }
    } finally {
      await looking.close();
    }
  }
  return wanted.map((duty) => ({ ...duty, lastMs: known.get(duty.name) ?? nowMs }));
}

/** The exit code, as of a sync that ends so. */
async function attendOne(
  doing: Doing,
  project: Project,
  duty: ReportDuty,
  known: Map<string, number>,
): Promise<number> {
  const nowMs = doing.world.clock.nowMs();
  try {
    const { lastMs, isDoneHere } = await fulfilDuty(doing, duty, nowMs);
    if (lastMs !== null) known.set(duty.name, lastMs);
    if (isDoneHere) await alertDuty(doing, project, duty, null);
    return EXIT.done;
  } catch (thrown) {
    const error = asTierlineError(thrown);
    const exitCode = exitCodeOf(error);
    if (exitCode === EXIT.leaseHeld) {
      doing.log("warn", "held", `${error.message} ${duty.name} will be looked at again in a minute.`);
      return exitCode;
    }
    known.set(duty.name, nowMs);
    const said = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
    doing.log("error", `${duty.what}_failed`, textAsStarted(said, doing.world), { code: error.code });
    await alertDuty(doing, project, duty, said);
    return exitCode;
  }
}
