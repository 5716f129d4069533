/** The shop of a server once more, on DuckDB: what is told of the same members there is what the server's must say. */
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { startDyingPortal } from "../support/dying-portal.ts";
import { runTierline, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles, type SmallMember } from "../support/small-shop.ts";

export interface Twin {
  /** That each command answers with the same document, and the report with the same page, but for what `comparable` names. */
  expectSame(options: RunOptions): Promise<void>;
  close(): Promise<void>;
}

const PAGE = "page.html";
const commandsFor = (explained: readonly string[]): readonly (readonly string[])[] => [
  ["status"],
  ["audiences"],
  ["audience", "Golden"],
  ["compare", "Golden", "Loyalty Golden"],
  ...explained.map((member) => ["explain", member]),
  ["plan", "show", "1"],
  ["report", "--out", PAGE],
];

/** Loaded, built, planned and sent. `explained`: of whom `explain` is asked. */
export async function openTwin(members: readonly SmallMember[], explained: readonly string[]): Promise<Twin> {
  const bornAtMs = systemClock.nowMs();
  const portal = await startDyingPortal();
  const { folder, env } = await makeShopFolder({ coolDown: "1s" });
  const options = { cwd: folder, env: { ...env, HUBSPOT_URL: portal.url } };
  await writeFiles(folder, members);
  for (const words of [["load", "data"], ["build", "--as-of", AS_OF], ["plan"], ["apply", "1"], ["plan"]])
    expect((await runTierline(words, options)).code, words.join(" ")).toBe(0);
  return {
    expectSame: async (others) => {
      for (const words of commandsFor(explained)) {
        const ended = await Promise.all([options, others].map((one) => runTierline([...words, "--json"], one)));
        const [here, there] = ended.map(({ code, stdout }) => ({
          code,
          told: comparable(JSON.parse(stdout), bornAtMs),
        }));
        expect(here?.code, words.join(" ")).toBe(0);
        expect(there, words.join(" ")).toEqual(here);
      }
      const pages = [options, others].map(({ cwd }) => readFile(join(cwd, PAGE), "utf8"));
      const [here, there] = (await Promise.all(pages)).map((page) => page.replace(/Made .*? by Tierline/u, "Made"));
      expect(there).toBe(here);
    },
    close: async () => {
      await portal.close();
      await rm(dirname(folder), { recursive: true, force: true });
    },
  };
}

/** Without instants since the twin was born, ids that were drawn, and the bytes that BigQuery alone asks for. */
function comparable(document: unknown, bornAtMs: number): unknown {
  const text = JSON.stringify(document)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, (instant) => (Date.parse(instant) < bornAtMs ? instant : "since"))
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gu, "id")
    .replaceAll(/"scanned_bytes":\d+/gu, '"scanned_bytes":null');
  return JSON.parse(text);
}
