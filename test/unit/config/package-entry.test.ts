/** Where a project finds Tierline's models, and whether it asks for them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkPackageEntry, findPackageEntry, locatePackage } from "../../../src/config/package-entry.ts";

let folder = "";
let project = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tierline-entry-")));
  project = join(folder, "repository", "dbt");
  mkdirSync(project, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const TIERLINE = "name: tierline\n";
const INSTALLED = "repository/node_modules/tierline";
const clone = (): string => {
  write("clone/dbt_project.yml", TIERLINE);
  return join(folder, "clone");
};

const find = async (): ReturnType<typeof findPackageEntry> =>
  findPackageEntry(project, await locatePackage(project, clone()));

describe("the path to Tierline", () => {
  test("goes through node_modules above the project", async () => {
    write(`${INSTALLED}/dbt_project.yml`, TIERLINE);
    expect(await locatePackage(project, join(folder, INSTALLED))).toEqual({
      path: "../node_modules/tierline",
      isInstalled: true,
    });
  });

  test("keeps a link that a package manager turns at each upgrade", async () => {
    const stored = "repository/node_modules/.pnpm/tierline@0.1.0/node_modules/tierline";
    write(`${stored}/dbt_project.yml`, TIERLINE);
    symlinkSync(join(folder, stored), join(folder, INSTALLED));
    expect((await locatePackage(project, join(folder, stored))).path).toBe("../node_modules/tierline");
  });

  test("is absolute to a clone, and never one into npm's cache", async () => {
    expect(await locatePackage(project, clone())).toEqual({ path: join(folder, "clone"), isInstalled: false });
    const cached = join(folder, "_npx", "0a1b", "node_modules", "tierline");
    await expect(locatePackage(project, cached)).rejects.toMatchObject({ code: "not_installed" });
  });
});

describe("the entry", () => {
  test("is missing in a file that is to be written, in one that has others, and in dependencies.yml", async () => {
    const item = `  - local: ${JSON.stringify(join(folder, "clone"))}`;
    const whole = { is: "missing", file: "packages.yml", fileExists: false, lines: ["packages:", item] };
    expect(await find()).toEqual(whole);
    // dbt allows the key in one of the two files: dependencies.yml of projects alone does not stand in the way.
    write("repository/dbt/dependencies.yml", "projects: [{name: finance}]\n");
    expect(await find()).toEqual(whole);
    write("repository/dbt/dependencies.yml", "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n");
    expect(await find()).toEqual({ is: "missing", file: "dependencies.yml", fileExists: true, lines: [item] });
    rmSync(join(project, "dependencies.yml"));
    write("repository/dbt/packages.yml", "# none yet\n");
    expect(await find()).toEqual({ ...whole, fileExists: true });
  });

  test("is there by a folder that holds Tierline, by git, or because the project is Tierline", async () => {
    write("repository/dbt/packages.yml", `packages:\n  - local: ../../clone\n`);
    expect(await find()).toEqual({ is: "there" });
    write(
      "repository/dbt/packages.yml",
      "packages:\n  - git: https://git.example/tierline.git\n    revision: v0.1.0\n",
    );
    expect(await find()).toEqual({ is: "there" });
    rmSync(join(project, "packages.yml"));
    write("repository/dbt/dbt_project.yml", TIERLINE);
    expect(await find()).toEqual({ is: "there" });
  });

  test("that leads where Tierline is not is told with the right one", async () => {
    write("repository/dbt/packages.yml", `packages:\n  - local: ../node_modules/tierline\n`);
    await expect(checkPackageEntry(project, clone())).rejects.toMatchObject({
      code: "package_moved",
      message: "Tierline's models are not at ../node_modules/tierline, where packages.yml looks for them.",
      remedy: expect.stringContaining(join(folder, "clone")),
    });
  });
});
