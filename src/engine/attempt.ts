/** A failure as a value, for places where the rest goes on. */
import type { TierlineError } from "../domain/errors.ts";
import { asTierlineError } from "./exit-code.ts";

export type Outcome<Value> =
  | { readonly is: "done"; readonly value: Value }
  | { readonly is: "failed"; readonly error: TierlineError };

export async function attempt<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { is: "done", value: await work() };
  } catch (thrown) {
    return { is: "failed", error: asTierlineError(thrown) };
  }
}
