/** The HTTP transport and HubSpot's adapter over real sockets. */
import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createHubSpot } from "../../src/destination/hubspot/hubspot.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { HttpRequest } from "../../src/platform/http.ts";
import { createHttpSend } from "../../src/platform/http.ts";
import { createHubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { serve } from "../../src/sandbox/serve.ts";
import {
  BALANCE,
  change,
  CONTACTS,
  createStillClock,
  listChange,
  listPlace,
  outcomes,
  seededRandom,
  submit,
  TIER,
  TOKEN,
} from "./destination-setup.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server: Server = createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

const get = (url: string, given: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "GET",
  url,
  headers: {},
  timeoutMs: 5_000,
  ...given,
});

describe("the transport", () => {
  test("sends method, headers and body, and reads status, headers and body", async () => {
    const origin = await listen((request, response) => {
      request.setEncoding("utf8");
      request.on("data", (body: string) => {
        response.writeHead(207, {
          "X-Seen": `${request.method} ${request.url} ${String(request.headers["x-one"])} ${body}`,
        });
        response.end("späte Antwort");
      });
    });
    const send = createHttpSend({ allowedOrigins: [origin] });
    const answer = await send(get(`${origin}/path?q=1`, { method: "PUT", headers: { "x-one": "1" }, body: "[]" }));
    expect(answer).toMatchObject({ status: 207, body: "späte Antwort" });
    expect(answer.headers["x-seen"]).toBe("PUT /path?q=1 1 []");
  });

  test("calls no origin that is not configured", async () => {
    let count = 0;
    const origin = await listen((_request, response) => {
      count += 1;
      response.end();
    });
    const send = createHttpSend({ allowedOrigins: ["https://api.hubapi.com"] });
    await expect(send(get(origin))).rejects.toMatchObject({ name: "ConfigError", code: "host_not_allowed" });
    const sameHostOtherPort = createHttpSend({ allowedOrigins: ["http://127.0.0.1:1"] });
    await expect(sameHostOtherPort(get(origin))).rejects.toMatchObject({ code: "host_not_allowed" });
    expect(count).toBe(0);
  });

  test("follows no redirect", async () => {
    let count = 0;
    const other = await listen((_request, response) => {
      count += 1;
      response.end();
    });
    const origin = await listen((_request, response) => {
      response.writeHead(302, { location: other }).end();
    });
    const send = createHttpSend({ allowedOrigins: [origin, other] });
    expect((await send(get(origin))).status).toBe(302);
    expect(count).toBe(0);
  });

  test("tells a connection that was never made from one that broke", async () => {
    const send = createHttpSend({ allowedOrigins: ["http://127.0.0.1:1"] });
    await expect(send(get("http://127.0.0.1:1/"))).rejects.toMatchObject({
      name: "TransientError",
      code: "connection_refused",
    });
    const origin = await listen((request) => request.socket.destroy());
    const sendThere = createHttpSend({ allowedOrigins: [origin] });
    await expect(sendThere(get(origin))).rejects.toMatchObject({ name: "TransientError", code: "connection_lost" });
  });

  test("takes an answer that broke off for a lost one", async () => {
    const origin = await listen((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("only a part");
      setImmediate(() => response.destroy());
    });
    const send = createHttpSend({ allowedOrigins: [origin] });
    await expect(send(get(origin))).rejects.toMatchObject({ code: "connection_lost" });
  });

  test("takes an answer that is too large for a lost one", async () => {
    const origin = await listen((_request, response) => response.end("x".repeat(101)));
    const send = createHttpSend({ allowedOrigins: [origin], answerBytesMax: 100 });
    await expect(send(get(origin))).rejects.toMatchObject({ code: "connection_lost" });
  });

  test.each(["headers", "body"])("bounds the wait for the %s", async (part) => {
    const origin = await listen((_request, response) => {
      if (part === "body") response.write("{");
    });
    const send = createHttpSend({ allowedOrigins: [origin] });
    const waiting = send(get(origin, { timeoutMs: 50 }));
    await expect(waiting).rejects.toMatchObject({ name: "TransientError", code: "request_timed_out" });
  });

  test("gives up when told to", async () => {
    const origin = await listen(() => {});
    const giveUp = new AbortController();
    const send = createHttpSend({ allowedOrigins: [origin] });
    const waiting = send(get(origin, { signal: giveUp.signal }));
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ name: "TransientError", code: "request_aborted" });
  });
});

test("the adapter works over real HTTP, from the account to a list and back", async () => {
  const sandbox = createHubSpotSandbox({ clock: systemClock, random: seededRandom(1), token: TOKEN });
  const served = await serve(sandbox, { port: 0 });
  closing.push(served.close);
  const destination = createHubSpot({
    token: TOKEN,
    baseUrl: served.url,
    properties: [TIER, BALANCE],
    createContacts: true,
    clock: systemClock,
    random: seededRandom(2),
    send: createHttpSend({ allowedOrigins: [served.url] }),
  });
  expect((await destination.identify()).accountId).toBe("4815162");
  await destination.take({ kind: "contact", name: "contacts", model: null, audience: null });
  const { listId } = await destination.take({
    kind: "list",
    name: "Gold ☆ 1/2",
    model: "aud_tier",
    audience: "Golden",
  });
  sandbox.faultNext({ kind: "lost" }, "/batch/upsert");
  const entered = await submit({ destination }, "enter", CONTACTS, [change(1), change(2)]);
  expect(outcomes(entered.receipts)).toEqual(["accepted", "accepted"]);
  expect(sandbox.contacts()).toHaveLength(2);
  const rows = entered.receipts.map(({ ordinal, recordId }) => listChange(ordinal, { recordId }));
  const place = listPlace(listId ?? "", "Gold ☆ 1/2");
  expect(outcomes((await submit({ destination }, "enter", place, rows)).receipts)).toEqual(["accepted", "accepted"]);
  expect(sandbox.membersOf("Gold ☆ 1/2")).toHaveLength(2);
  expect(outcomes((await submit({ destination }, "leave", place, rows)).receipts)).toEqual(["accepted", "accepted"]);
  expect(sandbox.membersOf("Gold ☆ 1/2")).toEqual([]);
  expect(sandbox.calls.forbidden).toEqual([]);
});

test("with nobody listening the rows are withheld: nothing left this machine", async () => {
  const destination = createHubSpot({
    token: TOKEN,
    baseUrl: "http://127.0.0.1:1",
    properties: [TIER, BALANCE],
    createContacts: true,
    clock: createStillClock(),
    random: seededRandom(2),
    send: createHttpSend({ allowedOrigins: ["http://127.0.0.1:1"] }),
  });
  const { receipts, stop } = await submit({ destination }, "enter", listPlace("601"), [
    listChange(1, { recordId: "1001" }),
  ]);
  expect(outcomes(receipts)).toEqual(["withheld:connection_refused"]);
  expect(stop).toBeNull();
  await expect(destination.identify()).rejects.toMatchObject({
    name: "TransientError",
    code: "connection_refused",
    message: "No connection to http://127.0.0.1:1 could be made.",
    remedy: "Start the sandbox in another terminal: `npx tierline sandbox --port 1`",
  });
});
