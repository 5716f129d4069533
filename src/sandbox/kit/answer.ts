/** What a stand-in says, before it becomes an HTTP response. */
export interface Answer {
  readonly status: number;
  /** Undefined: no body, as with 204. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
