/**
 * The only way out to the network for requests we write ourselves. One function type, so that a simulation can put a
 * server's handler in its place.
 */
import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, request as undiciRequest } from "undici";
import { ConfigError, TransientError } from "../domain/errors.ts";
import { NEVER_CONNECTED } from "./never-connected.ts";
import { isPrivateHost, lookupPublic, PRIVATE_ADDRESS } from "./public-address.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** True: only to the open internet, never into a private network or to this machine. */
  readonly isPublicOnly?: boolean;
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
 * carried out unless the code is `connection_refused`. Rejects with `ConfigError` `host_not_allowed` for another host, and
 * `private_address` where `isPublicOnly` forbids the connection: then nothing was sent.
 */
export type HttpSend = (request: HttpRequest) => Promise<HttpResponse>;

export interface HttpSendOptions {
  /** Scheme, host and port as in `https://api.hubapi.com`. Nothing else is ever called. */
  readonly allowedOrigins: readonly string[];
  readonly connectTimeoutMs?: number;
  /** An answer larger than this counts as lost. */
  readonly answerBytesMax?: number;
  /** Who is asked for the addresses of a name; default the system, as `dns.lookup`. */
  readonly lookup?: LookupFunction;
}

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/** Sends over the network. Idle connections do not keep the process alive. Proxies of the environment are not used. */
export function createHttpSend(options: HttpSendOptions): HttpSend {
  const allowed = new Set(options.allowedOrigins.map((origin) => new URL(origin).origin));
  const connectTo = (lookup: LookupFunction): Agent =>
    new Agent({
      connect: { timeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS, lookup },
      maxResponseSize: options.answerBytesMax ?? ANSWER_BYTES_MAX,
      pipelining: 1,
    });
  const lookup = options.lookup ?? systemLookup;
  const anywhere = connectTo(lookup);
  // Connections of its own: one that was made to a private address is never used again here.
  const openInternet = connectTo(lookupPublic(lookup));
  return async (request) => {
    const url = new URL(request.url);
    if (!allowed.has(url.origin))
      throw new ConfigError("host_not_allowed", `${url.origin} is not a configured host; nothing was sent.`, {
        remedy: "Correct the destination's base URL.",
      });
    const isPublicOnly = request.isPublicOnly === true;
    if (isPublicOnly && isPrivateHost(url.hostname)) throw privateAddress(url.origin);
    const deadline = AbortSignal.timeout(request.timeoutMs);
    try {
      const answer = await undiciRequest(url, {
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        // The deadline alone bounds the whole exchange.
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]),
        dispatcher: isPublicOnly ? openInternet : anywhere,
      });
      return { status: answer.statusCode, headers: flatten(answer.headers), body: await answer.body.text() };
    } catch (error) {
      if (codeOf(error) === PRIVATE_ADDRESS) throw privateAddress(url.origin);
      throw asTransient(error, url.origin, deadline.aborted, request);
    }
  };
}

function privateAddress(origin: string): ConfigError {
  return new ConfigError("private_address", `${origin} leads into a private network; nothing was sent.`, {
    remedy: "Correct the address. Where it is meant so, say allow_private: true in the sync's destination.",
  });
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  return flat;
}

/** The cause is not kept: its text may name the address, the headers or the body of the request. */
function asTransient(error: unknown, origin: string, isTimedOut: boolean, request: HttpRequest): TransientError {
  const code = codeOf(error);
  if (NEVER_CONNECTED.has(code))
    return new TransientError("connection_refused", `No connection to ${origin} could be made (${code}).`, {
      remedy: "Check the base URL, the network and its certificates.",
    });
  if (request.signal?.aborted === true)
    return new TransientError("request_aborted", `A request to ${origin} was given up before its answer came.`);
  if (isTimedOut)
    return new TransientError("request_timed_out", `${origin} did not answer within ${request.timeoutMs} ms.`);
  return new TransientError(
    "connection_lost",
    `The connection to ${origin} broke before the whole answer came (${code}).`,
  );
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "unknown";
  return typeof error.code === "string" ? error.code : "unknown";
}
