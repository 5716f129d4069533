import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import type { SandboxServerOptions, StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { runSandboxServer } from "../../src/sandbox/run-sandbox-server.ts";

let folder: string;
const open: StartedSandbox[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<SandboxServerOptions> = {}): Promise<StartedSandbox> {
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0, ...options });
  if (started.kind === "refused") throw new Error(started.message);
  open.push(started);
  return started;
}

async function createList(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/crm/lists/2026-09`, {
    method: "POST",
    headers: { Authorization: "Bearer key", "Content-Type": "application/json" },
    body: JSON.stringify({ name, objectTypeId: "0-1", processingType: "MANUAL" }),
  });
  await response.body?.cancel();
  return response.status;
}

describe("runSandboxServer", () => {
  test("listens on loopback and drops the connection where no answer comes", async () => {
    const { url, sandbox } = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    sandbox.faultNext({ kind: "lost" });
    await expect(createList(url, "Gold")).rejects.toThrow("fetch failed");
    // It was carried out all the same, and the server goes on.
    expect(await createList(url, "Gold")).toBe(400);
    expect(await createList(url, "Silver")).toBe(200);
  });

  test("puts people on a list as docs/sandbox.md says it", async () => {
    const { url, sandbox } = await start();
    const guide = await readFile(new URL("../../docs/sandbox.md", import.meta.url), "utf8");
    const script = /## People by hand[\s\S]*?```sh\n([\s\S]*?)```/u.exec(guide)?.[1] ?? "";
    expect(script).toContain("hubspot=http://127.0.0.1:4010\n");
    await promisify(execFile)("sh", ["-ec", script.replace("http://127.0.0.1:4010", url)]);
    const addresses = sandbox.membersOf("VIP")?.map((id) => sandbox.contact(id)?.properties["email"]);
    expect(addresses).toEqual(["ann@example.com", "bob@example.com"]);
  });

  test("a state survives a restart, readable by its owner alone", async () => {
    const stateFile = join(folder, "state.json");
    const first = await start({ stateFile });
    expect(first.isResumed).toBe(false);
    expect(await createList(first.url, "Gold")).toBe(200);
    await first.close();
    open.length = 0;
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["state.json"]);
    const second = await start({ stateFile });
    expect(second.isResumed).toBe(true);
    expect(second.sandbox.lists().map(({ name }) => name)).toEqual(["Gold"]);
    expect(await createList(second.url, "Gold")).toBe(400);
  });

  test("a change is on disk soon, without closing", async () => {
    const stateFile = join(folder, "state.json");
    const { url } = await start({ stateFile });
    await createList(url, "Gold");
    await expect.poll(async () => await readFile(stateFile, "utf8"), { timeout: 5000 }).toContain('"Gold"');
  });

  test("a damaged state is refused and left as it is", async () => {
    const stateFile = join(folder, "state.json");
    for (const [text, problem] of [
      ["{", "it is not JSON"],
      ['{"schema_version":2}', "its shape is not that of a sandbox's state at schema_version"],
    ] as const) {
      await writeFile(stateFile, text);
      const refused = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0, stateFile });
      expect(refused).toMatchObject({ kind: "refused", code: "state_damaged" });
      expect(refused.kind === "refused" ? refused.message : "").toContain(problem);
      expect(await readFile(stateFile, "utf8")).toBe(text);
    }
  });

  test("a folder that is not there, a taken port and an unknown fault are refused", async () => {
    const given = { clock: systemClock, random: systemRandom };
    const nowhere = await runSandboxServer({ ...given, port: 0, stateFile: join(folder, "none", "state.json") });
    expect(nowhere).toMatchObject({ kind: "refused", code: "state_unwritable" });
    const { url } = await start();
    const taken = await runSandboxServer({ ...given, port: Number(new URL(url).port) });
    expect(taken).toMatchObject({ kind: "refused", code: "port_taken" });
    // Another port alone would leave the runs with whoever has the first one.
    expect(taken.kind === "refused" ? taken.remedy : "").toContain("export HUBSPOT_URL=http://127.0.0.1:PORT");
    const unknown = await runSandboxServer({ ...given, port: 0, faults: "lots=0.1" });
    expect(unknown).toMatchObject({ kind: "refused", code: "fault_unknown" });
  });

  test("faults written as text strike", async () => {
    const { url } = await start({ faults: "500=1" });
    expect(await createList(url, "Gold")).toBe(500);
  });
});
