/** An event of a metric, as Klaviyo keeps it. Plain data. */

export interface Metric {
  readonly id: string;
  /** The vendor's models allow null. */
  readonly name: string | null;
  /** Whose metric it is: `Klaviyo` for its own. */
  readonly integration: string;
}

export interface MessageEvent {
  readonly id: string;
  readonly metricId: string;
  readonly profileId: string;
  readonly atMs: number;
  readonly properties: Readonly<Record<string, unknown>>;
}
