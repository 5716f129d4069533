/** What a client asked of a stand-in, in a form in which two clients can be compared. */
import type { HttpRequest } from "../../src/platform/http.ts";
import type { Answering } from "../../src/sandbox/serve.ts";

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** By name. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Parsed; undefined: none. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Passes every request on to the stand-in, and keeps what it was. */
export function recordRequests(standIn: Answering): {
  readonly answering: Answering;
  readonly requests: readonly RecordedRequest[];
} {
  const requests: RecordedRequest[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { method, url, headers } = request;
    const text = request.body === null ? "" : await request.clone().text();
    requests.push(recorded({ method, url, headers: Object.fromEntries(headers), body: text }));
    return await standIn.fetch(request);
  };
  return { answering: { fetch }, requests };
}

/** The same of a request that was not sent. */
export function recorded({
  method,
  url,
  headers,
  body = "",
}: Pick<HttpRequest, "url" | "headers" | "body"> & { readonly method: string }): RecordedRequest {
  const { pathname, searchParams } = new URL(url);
  const query = [...searchParams].toSorted(([one], [other]) => one.localeCompare(other, "en"));
  const parsed: unknown = body === "" ? undefined : JSON.parse(body);
  return { method, path: pathname, query, body: parsed, headers };
}
