/** The stand-in as a server of its own, until it is told to end; then it says what it was asked. */
import process from "node:process";
import { systemClock } from "../src/platform/clock.ts";
import { systemRandom } from "../src/platform/random.ts";
import { runSandboxServer } from "../src/sandbox/run-sandbox-server.ts";
import { sandboxConfig, type SandboxReport } from "./sandbox.ts";

const { requestsPerTenSeconds, latencyMs } = sandboxConfig.parse(JSON.parse(process.argv[2] ?? "null"));
const started = await runSandboxServer({
  clock: systemClock,
  random: systemRandom,
  port: 0,
  rateLimit: { perTenSeconds: requestsPerTenSeconds, perDay: Number.MAX_SAFE_INTEGER },
  latencyMs,
});
if (started.kind === "refused") throw new Error(started.message);
const { sandbox } = started;
process.send?.({ url: started.url });
// Whoever asked is gone, as after an interrupt; or we are done.
process.once("disconnect", () => process.exit());
process.on("message", (ask) => {
  const lists = sandbox.lists().map(({ name }) => sandbox.membersOf(name)?.length ?? 0);
  const report: SandboxReport = {
    contacts: sandbox.contacts().length,
    listMembers: lists.reduce((sum, count) => sum + count, 0),
    requests: sandbox.calls.count(),
    tooMany: sandbox.calls.count("", 429),
  };
  process.send?.({ report });
  if (ask === "end") void started.close().then(() => process.disconnect());
});
