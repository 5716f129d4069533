import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTargetFolder, type TargetFolder } from "../../src/dbt/target-folder.ts";

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tierline-target-"));
});
afterAll(async () => rm(parent, { recursive: true }));

const readsParsed = ({ words }: TargetFolder): boolean => words.includes("--partial-parse-file-path");

it("what dbt parsed is read again, but not in a copy of the project, where its seeds lie elsewhere", async () => {
  const project = join(parent, "shop");
  const first = await makeTargetFolder(project, "1");
  expect(readsParsed(first)).toBe(false);
  await writeFile(join(first.path, "partial_parse.msgpack"), "parsed");
  await first.finish();
  expect(readsParsed(await makeTargetFolder(project, "2"))).toBe(true);

  const copy = join(parent, "copy");
  await cp(project, copy, { recursive: true });
  const second = await makeTargetFolder(copy, "3");
  expect(readsParsed(second)).toBe(false);
  await writeFile(join(second.path, "partial_parse.msgpack"), "parsed anew");
  await second.finish();
  expect(readsParsed(await makeTargetFolder(copy, "4"))).toBe(true);
  const names = await readdir(copy);
  expect(names.filter((name) => name.endsWith(".msgpack"))).toHaveLength(1);
  expect(names.filter((name) => !name.endsWith(".msgpack")).toSorted()).toEqual(["1", "2", "3", "4"]);
});
