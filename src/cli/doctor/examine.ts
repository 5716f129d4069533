/** Runs every check, whatever the others find. */
import { TransientError, type TierlineError } from "../../domain/errors.ts";
import { asTierlineError } from "../../engine/exit-code.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Check, Finding } from "./check.ts";
import { failures, passed } from "./finding.ts";

export interface Examined {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

export interface ExamineOptions {
  readonly clock: Clock;
  /** One check takes no longer. */
  readonly timeoutMs: number;
  /** Aborted by an interrupt: what was not looked at is left out. */
  readonly signal: AbortSignal;
  readonly onCheck?: (check: Check) => void;
  /** Errors told before: what fails for the same reason is only not looked at. */
  readonly told: Set<TierlineError>;
}

/** In the order given, one after the other. Never rejects. */
export async function examine(checks: readonly Check[], options: ExamineOptions): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (const check of checks) {
    if (options.signal.aborted) break;
    options.onCheck?.(check);
    examined.push({ check, findings: await look(check, options) });
  }
  return examined;
}

async function look(check: Check, { clock, timeoutMs, told }: ExamineOptions): Promise<readonly Finding[]> {
  const ended = new AbortController();
  try {
    return await Promise.race([check.run(), tooLong(clock, timeoutMs, ended.signal)]);
  } catch (thrown) {
    const error = asTierlineError(thrown);
    if (told.has(error)) return [passed("Not looked at, for the reason above.")];
    told.add(error);
    return failures(error);
  } finally {
    ended.abort();
  }
}

async function tooLong(clock: Clock, timeoutMs: number, signal: AbortSignal): Promise<never> {
  try {
    await clock.sleep(timeoutMs, signal);
  } catch {
    // The check was quicker: nobody waits for this any more.
  }
  throw new TransientError("check_timed_out", `This took longer than ${timeoutMs / 1000} s and was given up.`, {
    remedy: "Look at the load of the machine, the disk and the network, then try again.",
  });
}
