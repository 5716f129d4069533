/** Spans: what took how long, for whoever collects them. The engine writes them and knows no collector. */

export type SpanAttributes = Readonly<Record<string, string | number>>;

export interface Tracer {
  /**
   * A span around `work`, below the one in which it is begun; a rejection marks it as failed. `note` adds attributes:
   * names of syncs, counts and codes, never a value of somebody's data.
   */
  span<Result>(
    name: string,
    attributes: SpanAttributes,
    work: (note: (attributes: SpanAttributes) => void) => Promise<Result>,
  ): Promise<Result>;
}

/** Nobody collects them. */
export const noTracer: Tracer = { span: async (_name, _attributes, work) => work(() => undefined) };
