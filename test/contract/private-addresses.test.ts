/** Requests that may not leave the open internet, over the real transport and the real lookup. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpSend } from "../../src/platform/http.ts";
import { isPrivateHost, isPublicAddress } from "../../src/platform/public-address.ts";

let server: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  server = createServer((_request, response) => response.end("{}"));
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function post(host: string, isPublicOnly: boolean): Promise<number> {
  const origin = `http://${host}:${port}`;
  const send = createHttpSend({ allowedOrigins: [origin] });
  const { status } = await send({
    method: "POST",
    url: `${origin}/hook`,
    headers: {},
    body: "{}",
    timeoutMs: 5_000,
    isPublicOnly,
  });
  return status;
}

test.each(["localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::127.0.0.1]"])(
  "nothing is sent to %s, by name or by any spelling of its address, unless it is allowed",
  async (host) => {
    connections = 0;
    await expect(post(host, true)).rejects.toMatchObject({ name: "ConfigError", code: "private_address" });
    expect(connections).toBe(0);
  },
);

test("where it is allowed, the same address is reached; and a connection made so is not used where it is not", async () => {
  const origin = `http://localhost:${port}`;
  const send = createHttpSend({ allowedOrigins: [origin] });
  const request = { method: "POST", url: origin, headers: {}, body: "{}", timeoutMs: 5_000 } as const;
  expect((await send(request)).status).toBe(200);
  await expect(send({ ...request, isPublicOnly: true })).rejects.toMatchObject({ code: "private_address" });
});

test.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "fc00::1",
  "fe80::1",
  "ff02::1",
  "::ffff:10.0.0.1",
  "64:ff9b::a00:1",
  "::7f00:1",
  "::a00:1",
  "4000::1",
  "2002:a00:1::",
  "not an address",
])("%s is not the open internet", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["93.184.216.34", "172.32.0.1", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])(
  "%s is the open internet",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
    expect(isPrivateHost(address)).toBe(false);
  },
);
