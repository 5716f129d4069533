/** A campaign that was sent, and what became of it. Plain data. */

export const actions = ["open", "click", "bounce"] as const;

export interface Activity {
  readonly action: (typeof actions)[number];
  readonly atMs: number;
  /** Of a bounce. */
  readonly type?: "hard" | "soft";
  /** Of a click. */
  readonly url?: string;
}

/** Somebody it was sent to. */
export interface CampaignRecipient {
  readonly address: string;
  readonly activity: Activity[];
  unsubscribedAtMs?: number;
}

export interface Campaign {
  readonly id: string;
  readonly title: string;
  /** The audience it was sent to. */
  readonly listId: string;
  readonly sentAtMs: number;
  /** By member id, in the order it was sent to them. */
  readonly recipients: Map<string, CampaignRecipient>;
}
