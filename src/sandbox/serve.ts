/** A stand-in over real HTTP, on loopback. */
import { once } from "node:events";
import type { Http2Bindings, HttpBindings } from "@hono/node-server";
import { createAdaptorServer } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

export interface Served {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Ends open connections and frees the port. */
  readonly close: () => Promise<void>;
}

/** `fetch` as a stand-in offers it: a response of type `error` means that no answer comes. */
export interface Answering {
  fetch(request: Request): Promise<Response>;
}

/**
 * Listens; port 0 takes a free one. Where the stand-in gives no answer the connection is dropped.
 * Rejects with Node's own error (`EADDRINUSE`, `EACCES`) when the port cannot be had.
 */
export async function serve(
  sandbox: Answering,
  where: { readonly port: number; readonly hostname?: string },
): Promise<Served> {
  const hostname = where.hostname ?? "127.0.0.1";
  const server = createAdaptorServer({
    hostname,
    fetch: async (request: Request, { outgoing }: HttpBindings | Http2Bindings) => {
      const response = await sandbox.fetch(request);
      if (response.type !== "error") return response;
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    },
  });
  server.listen(where.port, hostname);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : where.port;
  return {
    url: `http://${hostname}:${port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}
