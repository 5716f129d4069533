/** Where alerts go. A channel sends one message and says in one error why it could not. */
import type { AlertKind, EndedEpisode } from "../domain/alert.ts";

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
  readonly ended: readonly (AlertLine & Pick<EndedEpisode, "why">)[];
}

/** What a channel carries: an alert, or a digest of the report. */
export interface Message {
  /** The same when it is repeated. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Of a webhook's JSON; stable. */
  readonly type: "tierline.alert" | "tierline.digest";
  readonly title: string;
  readonly lines: readonly string[];
  /** What a webhook's `data` holds besides. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Channel {
  readonly kind: "webhook" | "slack" | "smtp";
  /**
   * `TransientError` `alert_not_taken` or `connection_refused`, `ContractError` `alert_refused` when it was certainly not
   * taken; any other error leaves open whether it was. Neither address nor credential stands in it.
   */
  send(message: Message): Promise<void>;
}

/** From the first byte sent to the answer: an alert must not hold up what it tells of. */
export const SEND_TIMEOUT_MS = 10_000;
