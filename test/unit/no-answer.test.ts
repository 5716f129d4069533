/** What is advised when nobody answers: the sandbox where the sync looks for it, with its memory. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findSandboxState } from "../../src/cli/sandbox-state.ts";
import { noAnswer } from "../../src/destination/hubspot/no-answer.ts";

function commandOf(baseUrl: string, sandboxState: string | null = null): string | undefined {
  return /`(npx .*)`/u.exec(noAnswer("connection_refused", { baseUrl, sandboxState }).remedy ?? "")?.[1];
}

test("the sandbox is started on the port that was asked", () => {
  expect(commandOf("http://127.0.0.1:4010")).toBe("npx tierline sandbox");
  expect(commandOf("http://localhost:4110")).toBe("npx tierline sandbox --port 4110");
  expect(commandOf("http://127.0.0.1")).toBe("npx tierline sandbox --port 80");
  expect(commandOf("https://api.hubapi.com")).toBeUndefined();
});

test("and with its memory, where the project has one", () => {
  expect(commandOf("http://127.0.0.1:4110", "sandbox.json")).toBe(
    "npx tierline sandbox --port 4110 --state sandbox.json",
  );
  const folder = mkdtempSync(join(tmpdir(), "tierline-test-sandbox-state-"));
  try {
    const from = (directory: string): string | null => findSandboxState({ directory, environment: {} }, folder);
    expect(from(folder)).toBeNull();
    writeFileSync(join(folder, "sandbox.json"), "{}");
    expect(from(folder)).toBe("sandbox.json");
    expect(from(dirname(folder))).toMatch(/^tierline-test-sandbox-state-\w+[/\\]sandbox\.json$/u);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
