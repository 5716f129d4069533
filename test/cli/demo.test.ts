/** The guided tour, run once: what it prints, that it can be gone on with, and that README.md shows this very tour. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { widthOf } from "../../src/cli/picture/width.ts";
import { levelTour, readBlock } from "../../src/demo/readme-block.ts";
import { runTierline, type Ended } from "../support/run-tierline.ts";

let parent: string;
let env: Readonly<Record<string, string>>;
let tour: Ended;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tierline-demo-"));
  env = { XDG_STATE_HOME: join(parent, "state"), LC_ALL: "C.UTF-8", TERM: "xterm", HUBSPOT_TOKEN: "" };
  tour = await runTierline(["demo"], { cwd: parent, env });
}, 600_000);
afterAll(async () => rm(parent, { recursive: true, force: true }));

test("the tour comes to its end", () => {
  expect([tour.code, tour.stderr.includes("error:")]).toEqual([0, false]);
  for (const title of [
    "Events come in",
    "The first run",
    "The next morning",
    "A month later",
    "Where everybody is now",
  ])
    expect(tour.stdout).toContain(`── ${title}`);
});

test("a bad file is refused, the guard is allowed by name", () => {
  expect(tour.stdout).toContain("6 problems were found in the files; nothing was loaded.");
  expect(tour.stdout).toContain("✗ guard first-run (contacts) stops this");
  expect(tour.stdout).toContain('$ npx tierline apply 1 --allow first-run --reason "first run of the tour"');
  expect(tour.stdout).toContain("✓ guard first-run (contacts) allowed: first run of the tour");
});

test("each later plan holds only what changed", () => {
  const figures = [...tour.stdout.matchAll(/^contacts +(.+)$/gmu)].map((found) =>
    (found[1] ?? "").split(/ +/u).map((figure) => Number(figure.replaceAll(",", ""))),
  );
  // desired, synced, enter, update, leave, unchanged, waiting, refused; plan 1 is shown when planned and when applied.
  const [planned, applied, nextDay, nextMonth] = figures;
  expect(planned).toEqual(applied);
  const [, , firstEnter = 0] = applied ?? [];
  const [, , dayEnter = 0, dayUpdate = 0, , dayUnchanged = 0] = nextDay ?? [];
  const [, , monthEnter = 0, , , monthUnchanged = 0] = nextMonth ?? [];
  expect(firstEnter).toBeGreaterThan(1_900);
  expect(dayEnter + dayUpdate).toBeGreaterThan(0);
  expect(dayEnter + dayUpdate).toBeLessThan(firstEnter / 10);
  expect(dayUnchanged).toBeGreaterThan(firstEnter * 0.9);
  expect(monthEnter).toBeLessThan(firstEnter / 10);
  expect(monthUnchanged).toBeGreaterThan(0);
});

test("pictures fit 80 columns", () => {
  const pictures = tour.stdout.split("\n").filter((line) => /[─█▏▎▍▌▋▊▉]|^(?:contacts|Loyalty) /u.test(line));
  expect(pictures.length).toBeGreaterThan(30);
  for (const line of pictures) expect(widthOf(line), line).toBeLessThanOrEqual(80);
});

test("the three commands to try work when they are pasted", async () => {
  const [, next = ""] = tour.stdout.split("Try next:\n");
  const lines = next
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  expect(lines[0]).toBe("cd tierline-demo");
  const commands = lines.slice(1).map((line) => line.replace(/^npx tierline /u, ""));
  expect(commands.map((command) => command.split(" ")[0])).toEqual(["explain", "plan", "status"]);
  for (const command of commands) {
    const ended = await runTierline(command.split(" "), { cwd: join(parent, "tierline-demo"), env });
    expect([ended.code, ended.stderr], command).toEqual([0, ""]);
  }
});

test("the sandbox's memory is kept, so that the shop can be gone on with", () =>
  expect(existsSync(join(parent, "tierline-demo", "sandbox.json"))).toBe(true));

test("on PostgreSQL it is the same tour", { timeout: 600_000 }, async () => {
  const server = await runTierline(["demo", "--warehouse", "postgres"], { cwd: parent, env });
  expect([server.code, server.stderr.includes("error:")]).toEqual([0, false]);
  const [shown = ""] = tour.stdout.split("Try next:\n");
  const text = server.stdout.replaceAll("tierline-demo-postgres/", "tierline-demo/");
  expect(levelTour(text)).toBe(levelTour(shown));
});

test("README.md shows this tour; `npm run readme` writes it", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  expect(readBlock(readme)).toBe(levelTour(tour.stdout));
});
