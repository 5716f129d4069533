/** What marketers see of a shop that has run, by the command line. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { audienceBody, audiencesBody } from "../../src/cli/json/audiences.ts";
import { compareBody } from "../../src/cli/json/compare.ts";
import { exposuresBody } from "../../src/cli/json/exposures.ts";
import { reportBody } from "../../src/cli/json/report.ts";
import { runJson, type RunOptions } from "../support/run-tierline.ts";

const SYNC = "hubspot_tiers";

/** All who are Golden, by id, each with an address and on the list "Loyalty Golden". */
export async function expectAudiences(options: RunOptions, golden: readonly string[]): Promise<void> {
  const size = golden.length;
  const { audiences } = (await runJson(["audiences"], "audiences", options)).read(audiencesBody);
  expect(audiences.map(({ audience }) => audience)).toEqual(["White", "Green", "Silver", "Golden"]);
  expect(audiences.at(-1)).toMatchObject({ size, meaning: "Members with a balance of 2,000 or more." });

  const file = "golden.csv";
  const words = ["audience", "Golden", "--export", file];
  const unexplained = await runJson(words, "audience", options);
  expect([unexplained.exitCode, unexplained.errorCode]).toEqual([3, "usage"]);
  const taken = await runJson([...words, "--reason", "gift boxes"], "audience", options);
  const body = taken.read(audienceBody);
  expect(body.exported).toEqual({ file, rows: size, without_address: 0, sync: SYNC, by: "kim", reason: "gift boxes" });
  expect(body.exports.map(({ by, reason, rows }) => [by, reason, rows])).toEqual([["kim", "gift boxes", size]]);
  expect(body.audience.goes_to[0]).toMatchObject({ list: "Loyalty Golden", on_list: size, funnel: { on_list: size } });
  expect(body.audience.goes_to[0]?.last_delivered_at).not.toBeNull();
  const path = join(options.cwd, file);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const [head, ...lines] = (await readFile(path, "utf8")).trimEnd().split("\r\n");
  expect(head).toMatch(/^customer_id,email,audience,loyalty_/u);
  expect(lines.map((line) => line.split(",").slice(0, 3))).toEqual(
    golden.toSorted().map((id) => [id, `${id}@example.com`, "Golden"]),
  );
  const again = await runJson([...words, "--reason", "again"], "audience", options);
  expect([again.exitCode, again.errorCode]).toEqual([3, "file_exists"]);

  const compared = (await runJson(["compare", "Golden", "Loyalty Golden"], "compare", options)).read(compareBody);
  expect(compared).toMatchObject({ both: size, only_audience: { count: 0 }, only_list: { count: 0 } });

  // The folder is made.
  const report = (await runJson(["report", "--out", "pages/loyalty.html"], "report", options)).read(reportBody);
  const misplaced = await runJson(["report", "--out", "pages"], "report", options);
  expect([misplaced.exitCode, misplaced.errorCode]).toEqual([3, "file_not_written"]);
  const page = await readFile(join(options.cwd, report.file ?? ""), "utf8");
  expect(Buffer.byteLength(page)).toBe(report.bytes);
  expect(page).toContain("Tiers over time");
  // No address and nobody's id.
  expect(page.replaceAll(/<style>.*?<\/style>/gsu, "")).not.toContain("@");
  for (const id of golden) expect(page).not.toMatch(new RegExp(`\\b${id}\\b`, "u"));
  expect(report.digest.text).toContain(`Golden: ${size}`);

  const exposures = async () => (await runJson(["exposures"], "exposures", options)).read(exposuresBody);
  expect(await exposures()).toMatchObject({ changed: true, exposures: [{ name: `tierline_${SYNC}` }] });
  expect((await exposures()).changed).toBe(false);
  const outside = await runJson(["exposures", "--out", "../exposures.yml"], "exposures", options);
  expect([outside.exitCode, outside.errorCode]).toEqual([3, "outside_project"]);
}
