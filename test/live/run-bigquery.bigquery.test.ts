/** The suite for a real project, run as people run it, against the emulator by its address: it runs, and leaves nothing behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, inject, test } from "vitest";
import { openProject, ownDataset } from "../support/bigquery-project.ts";

const RUN_BIGQUERY = fileURLToPath(new URL("./run-bigquery.ts", import.meta.url));

test.skipIf(inject("bigQuery").apiEndpoint === null)("the suite for a real project runs", async () => {
  // A project of its own: what is left there of other runs is removed.
  const project = "live-project";
  const warehouse = await openProject({ project });
  const left = ownDataset("left");
  await warehouse.ensureSchema(left);

  const { code, text } = await runSuite({
    TIERLINE_LIVE_BIGQUERY_PROJECT: project,
    TIERLINE_LIVE_BIGQUERY_ENDPOINT: inject("bigQuery").apiEndpoint ?? "",
    TIERLINE_LIVE_BIGQUERY_LOCATION: "US",
  });
  expect(text).toMatch(/Tests\s+1 passed/u);
  expect(code).toBe(0);
  expect(await warehouse.hasSchema(left)).toBe(false);
});

/** One test of it stands for all: the same files are run here. */
async function runSuite(environment: Readonly<Record<string, string>>): Promise<{ code: unknown; text: string }> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [RUN_BIGQUERY, "--testNamePattern", "has a clock"], {
    env: { PATH, NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part) => (text += part));
  const [code]: unknown[] = await once(child, "close");
  return { code, text };
}
