/**
 * A name whose answer changes from one look to the next (DNS rebinding), over the real transport and real sockets; only who
 * answers for the name is ours. A public address is never connected to: the socket ends where it has learned its address.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Socket, type LookupFunction } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createHttpSend, type HttpResponse } from "../../src/platform/http.ts";

const PUBLIC = { address: "93.184.216.34", family: 4 };
const PRIVATE = { address: "127.0.0.1", family: 4 };

let server: Server;
let port: number;
/** Connections that arrived on this machine. */
let arrived = 0;
/** The addresses that sockets were about to connect to. */
let learned: string[] = [];

const watch = (message: unknown): void => {
  if (typeof message !== "object" || message === null || !("socket" in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  socket.on("lookup", (_error, address) => {
    learned.push(address);
    if (address === PUBLIC.address) socket.destroy(new Error("Not in a test."));
  });
};

beforeAll(async () => {
  server = createServer((_request, response) => response.end("{}"));
  server.on("connection", () => {
    arrived += 1;
  });
  server.listen(0, PRIVATE.address);
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

beforeEach(() => {
  arrived = 0;
  learned = [];
  subscribe("net.client.socket", watch);
});

afterEach(() => unsubscribe("net.client.socket", watch));

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** Answers in turn; the last answer stays. Counts how often it was asked. */
function resolver(...answers: readonly (readonly LookupAddress[])[]): { lookup: LookupFunction; asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    lookup: (_name, options, callback) => {
      const found = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      // Later, as the system answers.
      process.nextTick(() => {
        if (options.all === true) return callback(null, [...found]);
        callback(null, found[0]?.address ?? "", found[0]?.family);
      });
    },
  };
}

function post(lookup: LookupFunction, scheme: "http" | "https" = "http"): () => Promise<HttpResponse> {
  const origin = `${scheme}://receiver.test:${port}`;
  const send = createHttpSend({ allowedOrigins: [origin], lookup });
  const request = { method: "POST", url: `${origin}/hook`, headers: {}, body: "{}", timeoutMs: 5_000 } as const;
  return async () => await send({ ...request, isPublicOnly: true });
}

test.each(["http", "https"] as const)(
  "%s: the address that was judged is the one that is connected to, whatever the name answers a moment later",
  async (scheme) => {
    const { lookup, asked } = resolver([PUBLIC], [PRIVATE]);
    const send = post(lookup, scheme);
    await expect(send()).rejects.toMatchObject({ name: "TransientError" });
    expect({ asked: asked(), learned, arrived }).toEqual({ asked: 1, learned: [PUBLIC.address], arrived: 0 });
    // Asked again for the next connection, the name leads here: no connection is made.
    await expect(send()).rejects.toMatchObject({ name: "ConfigError", code: "private_address" });
    expect({ asked: asked(), learned: learned.slice(1).filter(Boolean), arrived }).toEqual({
      asked: 2,
      learned: [],
      arrived: 0,
    });
  },
);

test("a name with a public and a private address has none, in either order", async () => {
  for (const answer of [
    [PUBLIC, PRIVATE],
    [PRIVATE, PUBLIC],
  ])
    await expect(post(resolver(answer).lookup)()).rejects.toMatchObject({ code: "private_address" });
  expect({ learned: learned.filter(Boolean), arrived }).toEqual({ learned: [], arrived: 0 });
});
