/** Where alerts go. A channel sends one message and says in one error why it could not. */
import type { AlertKind } from "../domain/alert.ts";

export interface AlertLine {
  /** Null: the whole project. */
  readonly sync: string | null;
  readonly kind: AlertKind;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

export interface Alert {
  /** Of this message; the same when it is repeated. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The name of the project's folder. */
  readonly project: string;
  readonly target: string;
  readonly begun: readonly (AlertLine & { readonly message: string })[];
  readonly ended: readonly AlertLine[];
}

export interface Channel {
  readonly kind: "webhook" | "slack" | "smtp";
  /** `TransientError` or `ContractError` when it was not taken; neither address nor credential stands in it. */
  send(alert: Alert): Promise<void>;
}

/** From the first byte sent to the answer: an alert must not hold up what it tells of. */
export const SEND_TIMEOUT_MS = 10_000;
