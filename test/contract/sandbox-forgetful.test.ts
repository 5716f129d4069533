/** The other vendors' stand-ins as servers: they answer over HTTP, and a port or fault that cannot be is told by name. */
import { expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { createHttpSend } from "../../src/platform/http.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runForgetfulServer } from "../../src/sandbox/run-forgetful-server.ts";
import { FORGETFUL } from "../../src/sandbox/stand-ins.ts";

const given = { clock: systemClock, random: systemRandom, port: 0 };

test.each(Object.entries(FORGETFUL))("%s answers over HTTP, and not without a credential", async (_name, vendor) => {
  const started = await runForgetfulServer(vendor, given);
  if (started.kind === "refused") throw new Error(started.message);
  try {
    const send = createHttpSend({ allowedOrigins: [started.url] });
    const answer = await send({ method: "GET", url: `${started.url}/3.0/ping`, headers: {}, timeoutMs: 10_000 });
    expect([401, 404]).toContain(answer.status);
    expect(started.standIn.calls.total).toBe(1);
    const taken = await runForgetfulServer(vendor, { ...given, port: Number(new URL(started.url).port) });
    expect(taken).toMatchObject({ kind: "refused", code: "port_taken" });
  } finally {
    await started.close();
  }
});

test("a fault that is none is told", async () => {
  const [vendor] = Object.values(FORGETFUL);
  if (vendor === undefined) throw new Error("There is no such stand-in.");
  expect(await runForgetfulServer(vendor, { ...given, faults: "rain=0.1" })).toMatchObject({ code: "fault_unknown" });
});
