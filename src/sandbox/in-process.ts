import type { HttpSend } from "../platform/http.ts";
import type { Answering } from "./serve.ts";

/**
 * Lets a client talk to a stand-in without a socket: the same requests and answers, thousands of times as fast.
 * `noAnswer` makes what the client's transport would reject with when a connection breaks; time-outs are not waited for.
 */
export function inProcess(sandbox: Answering, noAnswer: () => Error): HttpSend {
  return async ({ method, url, headers, body, signal }) => {
    signal?.throwIfAborted();
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await sandbox.fetch(request);
    if (response.type === "error") throw noAnswer();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
}
