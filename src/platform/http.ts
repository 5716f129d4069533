/**
 * The only way out to the network for requests we write ourselves. One function type, so that a simulation can put a
 * server's handler in its place.
 */

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one request and reads the whole answer. Redirects are not followed.
 * Rejects with `TransientError` when no complete answer came (refused, reset, timed out): the request may have been
 * carried out unless the code is `connection_refused`. Rejects with `ConfigError` `host_not_allowed` for another host.
 */
export type HttpSend = (request: HttpRequest) => Promise<HttpResponse>;
