/**
 * Batch writes: 100 inputs, 207 with trace ids, results in no particular order, and rows that fall silent
 * (destinations.md 1.2 and 1.4; docs and spec read 2026-11-22).
 */
import type { Answer } from "../kit/answer.ts";
import type { ErrorAnswer } from "./answers.ts";
import { failed, instant, invalid, ok } from "./answers.ts";
import type { ContactAnswer } from "./contact-answer.ts";
import type { Call } from "./route.ts";
import { shuffle } from "../kit/shuffle.ts";

const BATCH_MAX = 100;

/** What became of one input. */
export type RowOutcome =
  | { readonly kind: "written"; readonly result: ContactAnswer }
  | { readonly kind: "failed"; readonly error: ErrorAnswer }
  /** In neither results nor errors, and nothing was done. */
  | { readonly kind: "silent" };

export interface TracedInput {
  readonly objectWriteTraceId?: string | undefined;
}

/** The docs name the maximum; the texts are from memory. */
export function checkBatchSize(count: number): Answer | undefined {
  if (count === 0) return invalid("The batch has no inputs.");
  if (count > BATCH_MAX) return invalid(`The batch has ${count} inputs; the maximum is ${BATCH_MAX}.`);
  return undefined;
}

/** Seen in third-party code: one answer for the whole batch. */
export function checkDuplicates(ids: readonly string[], shown: (id: string) => string): Answer | undefined {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) twice.add(shown(id));
    seen.add(id);
  }
  if (twice.size === 0) return undefined;
  const list = [...twice];
  return invalid(`Duplicate IDs found in batch input: [${list.join(", ")}]. IDs must be unique`, {
    context: { ids: list },
  });
}

/**
 * Carries the inputs out in their order. The first failed row without a trace id fails the whole batch, and nothing of
 * it stays; with trace ids the row is reported and the others are carried out.
 */
export function writeBatch<Input extends TracedInput>(
  call: Call<unknown>,
  inputs: readonly Input[],
  status: 200 | 201,
  write: (input: Input) => RowOutcome,
): Answer {
  const faults = rowFaults(call, inputs);
  return call.portal.contacts.attempt(() => {
    const results: ContactAnswer[] = [];
    const errors: unknown[] = [];
    for (const [at, input] of inputs.entries()) {
      const fault = faults(at);
      const trace = input.objectWriteTraceId;
      if (fault === "skip") continue;
      const outcome: RowOutcome = fault === "refuse" ? refused : write(input);
      if (fault === "hush") continue;
      if (outcome.kind === "written") {
        const echo = call.readings.traceIdInResults && trace !== undefined;
        results.push(echo ? { ...outcome.result, objectWriteTraceId: trace } : outcome.result);
      } else if (outcome.kind === "failed") {
        const { badValue } = call.readings;
        if (trace === undefined || (badValue === "batch" && outcome.error.status !== 404 && fault === undefined)) {
          return { keep: false, value: failed(outcome.error) };
        }
        errors.push(rowError(outcome.error, trace));
      }
    }
    return { keep: true, value: batchAnswer(call, status, results, errors) };
  });
}

/** 207 as soon as there is an error; `numErrors` counts error objects, not rows. */
export function batchAnswer(
  call: Call<unknown>,
  status: 200 | 201,
  results: readonly ContactAnswer[],
  errors: readonly unknown[],
): Answer {
  const at = instant(call.nowMs);
  const body = { status: "COMPLETE", results: shuffle(results, call.random), startedAt: at, completedAt: at };
  if (errors.length === 0) return ok(body, status);
  return ok({ ...body, numErrors: errors.length, errors: shuffle(errors, call.random) }, 207);
}

const refused: RowOutcome = {
  kind: "failed",
  error: { status: 400, category: "VALIDATION_ERROR", message: "Property value is invalid" },
};

function rowError(error: ErrorAnswer, trace: string): unknown {
  const { category, message, context, errors, subCategory } = error;
  return {
    status: "error",
    category,
    message,
    ...(subCategory === undefined ? {} : { subCategory }),
    ...(errors === undefined ? {} : { errors }),
    context: { ...context, objectWriteTraceId: [trace] },
  };
}

/** Which rows an injected fault strikes: one dropped (done or not), or about a third refused. */
function rowFaults(
  call: Call<unknown>,
  inputs: readonly TracedInput[],
): (at: number) => "skip" | "hush" | "refuse" | undefined {
  if (call.rowFault === "drop-row") {
    const struck = Math.floor(call.random.fraction() * inputs.length);
    const how = call.random.fraction() < 0.5 ? "skip" : "hush";
    return (at) => (at === struck ? how : undefined);
  }
  if (call.rowFault === "partial") {
    const struck = new Set<number>();
    for (const [at, input] of inputs.entries()) {
      if (call.random.fraction() < 1 / 3 && input.objectWriteTraceId !== undefined) struck.add(at);
    }
    return (at) => (struck.has(at) ? "refuse" : undefined);
  }
  return () => undefined;
}
