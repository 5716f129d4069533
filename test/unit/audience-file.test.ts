/** The file of an exported audience: whole or not there, and no formula in it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openAudienceFile } from "../../src/cli/audience-file.ts";

function place() {
  const folder = mkdtempSync(join(tmpdir(), "tierline-test-export-"));
  return { folder, path: join(folder, "golden.csv"), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test("what a killed export left is named with what to do, and is not taken for the file itself", async () => {
  using at = place();
  const killed = await openAudienceFile(at.path, "Golden", []);
  await expect(openAudienceFile(at.path, "Golden", [])).rejects.toMatchObject({
    name: "ConfigError",
    code: "file_half_written",
    message: `${at.path}.part is there: an export to ${at.path} goes on, or was killed.`,
  });
  await killed.discard();
  const next = await openAudienceFile(at.path, "Golden", [{ name: "tier", type: "string" }]);
  await next.write([{ key: "=1+1", address: "", properties: ['@sum("x")'] }]);
  await next.finish();
  expect(readdirSync(at.folder)).toEqual(["golden.csv.part"]);
  await next.publish();
  expect(readdirSync(at.folder)).toEqual(["golden.csv"]);
  expect(readFileSync(at.path, "utf8")).toBe('customer_id,email,audience,tier\r\n\'=1+1,,Golden,"\'@sum(""x"")"\r\n');
  expect(statSync(at.path).mode & 0o777).toBe(0o600);
  const other = await openAudienceFile(at.path, "Golden", []);
  await expect(other.publish()).rejects.toMatchObject({ code: "file_exists" });
  await other.discard();
});

test("an instant is ISO 8601 in UTC, as people read it; what looks like one in a text stays", async () => {
  using at = place();
  const file = await openAudienceFile(at.path, "Golden", [
    { name: "since", type: "datetime" },
    { name: "code", type: "string" },
    { name: "until", type: "datetime" },
  ]);
  // 2024-02-29 is 19,782 days after 1970-01-01: 19,782 · 86,400,000 = 1,709,164,800,000 ms.
  await file.write([{ key: "ann", address: "ann@example.com", properties: ["1709164800001", "1709164800001", ""] }]);
  await file.finish();
  await file.publish();
  expect(readFileSync(at.path, "utf8").split("\r\n")[1]).toBe(
    "ann,ann@example.com,Golden,2024-02-29T00:00:00.001Z,1709164800001,",
  );
});

test("a place where it cannot lie is told, and no folder is made for people's data", async () => {
  using at = place();
  const path = join(at.folder, "none", "golden.csv");
  await expect(openAudienceFile(path, "Golden", [])).rejects.toMatchObject({
    name: "ConfigError",
    code: "file_not_written",
    message: `${path} cannot be written: its folder is not there.`,
  });
  expect(readdirSync(at.folder)).toEqual([]);
});
