/** What became of a campaign's message, as the destination reports it. Read only; nothing of it is ever written back. */

export type CampaignEventKind = "sent" | "opened" | "clicked" | "bounced" | "unsubscribed";

export interface CampaignEvent {
  /** The destination's own id of the event; one event has one id, whenever it is read. */
  readonly eventId: string;
  readonly kind: CampaignEventKind;
  readonly campaignId: string | null;
  readonly campaignName: string | null;
  /** Our id as the contact carries it; null where the destination does not say. */
  readonly identity: string | null;
  readonly recordId: string | null;
  /** Trimmed and lower case. Personal data. */
  readonly address: string | null;
  /** Epoch milliseconds. */
  readonly occurredAtMs: number;
  /**
   * Of a bounce: the address does not exist. Of an unsubscribe: from everything. Null: the destination does not say.
   * Always null for other kinds.
   */
  readonly isFinal: boolean | null;
}

/** Half-open, in epoch milliseconds. */
export interface CampaignWindow {
  readonly fromMs: number;
  readonly untilMs: number;
}
