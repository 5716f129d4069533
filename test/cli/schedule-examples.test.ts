/** The examples of `examples/schedule/`: what of them can be read is read, and each command line is one that we take. */
import { execa } from "execa";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseCommandLine } from "../../src/cli/parse-command-line.ts";
import { isCron, nextDueMs } from "../../src/domain/schedule.ts";

const FOLDER = new URL("../../examples/schedule/", import.meta.url);
const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

async function texts(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(FOLDER, { withFileTypes: true, recursive: true })) {
    const path = `${entry.parentPath}/${entry.name}`;
    if (entry.isFile() && entry.name !== "README.md")
      found.set(path.slice(fileURLToPath(FOLDER).length).replace(/^\//u, ""), await readFile(path, "utf8"));
  }
  return found;
}

async function textOf(name: string): Promise<string> {
  return (await texts()).get(name) ?? "";
}

/** What follows `tierline` up to a redirection, a quote or the end of the line; of the container its list of words. */
function commandsIn(text: string): readonly string[] {
  const lines = [...text.matchAll(/\btierline ((?:run|build|plan|schedule)\b[^\n"#>&|]*)/gu)].map(
    ([, line = ""]) => line,
  );
  const listed = [...text.matchAll(/args: (\[[^\]]+\])/gu)].map(([, list = "[]"]) =>
    z.array(z.string()).parse(JSON.parse(list)).join(" "),
  );
  return [...lines, ...listed].map((line) => line.trim());
}

test("each command line is one that Tierline takes", async () => {
  const commands = [...(await texts()).values()].flatMap(commandsIn);
  expect(commands.toSorted()).toEqual([
    "build --target ci --no-input",
    "plan --preview --target ci --against prod --format markdown",
    "run --no-build --dbt-target-path target --target prod --no-input",
    "run --no-input",
    "run --no-input --json",
    "run --target prod --no-input --json",
    "run --target prod --no-input --json",
    "schedule --no-input",
    "schedule --once --no-input --json",
  ]);
  for (const command of commands)
    expect(await parseCommandLine(command.split(/\s+/u), "tierline"), command).toMatchObject({ is: "run" });
});

test("what is started inside the package is published with it; a runner of GitHub gets dbt before anything is built", async () => {
  const published = await readFile(new URL("../data/published-files.txt", import.meta.url), "utf8");
  const all = await texts();
  const started = [...all.values()].flatMap((text) => [...text.matchAll(/node_modules\/tierline\/([\w./-]+\.js)/gu)]);
  const files = started.map(([, file]) => file ?? "");
  expect(new Set(files)).toEqual(new Set(["bin/tierline.js", "setup/prepare-python.js"]));
  expect(files.filter((file) => !published.split("\n").includes(file))).toEqual([]);
  const onRunners = [...all].filter(([name]) => name.startsWith("github-actions/"));
  expect(onRunners).toHaveLength(2);
  for (const [name, text] of onRunners)
    expect(text.search(/prepare-python\.js \.$/mu), name).toSatisfy(
      (at: number) => at > text.indexOf("npm ci") && at < text.search(/npx tierline (?:build|run)/u),
    );
});

test("the lines of the crontab have an expression of five fields, the one that is switched off too", async () => {
  const lines = (await textOf("cron/tierline.crontab")).split("\n").map((line) => line.replace(/^# (?=\*)/u, ""));
  const jobs = lines.filter((line) => /^[\d*]/u.test(line)).map((line) => line.split(" ").slice(0, 5).join(" "));
  expect(jobs).toEqual(["10 * * * *", "* * * * *"]);
  expect(jobs.every(isCron)).toBe(true);
});

test("units of systemd hold sections and keys alone, and accept the exit codes that are no failure", async () => {
  for (const [name, text] of await texts()) {
    if (!name.startsWith("systemd/")) continue;
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(
      lines.filter((line) => !/^\[(?:Unit|Service|Timer|Install)\]$|^[A-Z]\w+=\S/u.test(line)),
      name,
    ).toEqual([]);
  }
  expect(await textOf("systemd/tierline-run.service")).toContain("SuccessExitStatus=5 6\n");
  expect(await textOf("systemd/tierline-schedule.service")).toContain("SuccessExitStatus=130\n");
});

test("workflows and the CronJob are read, with times that come", async () => {
  const nightly = z
    .object({ on: z.object({ schedule: z.array(z.object({ cron: z.string() })) }) })
    .parse(parse(await textOf("github-actions/nightly.yml")));
  expect(nightly.on.schedule.map(({ cron }) => isCron(cron))).toEqual([true]);
  const plan = z
    .object({ permissions: z.record(z.string(), z.string()), jobs: z.object({ plan: z.object({ if: z.string() }) }) })
    .parse(parse(await textOf("github-actions/plan-comment.yml")));
  expect(plan.permissions).toEqual({ contents: "read", "pull-requests": "write" });
  const { spec } = z
    .object({ spec: z.object({ schedule: z.string(), timeZone: z.string(), concurrencyPolicy: z.literal("Forbid") }) })
    .parse(parse(await textOf("kubernetes/cronjob.yaml")));
  const schedule = { cron: spec.schedule, timeZone: spec.timeZone };
  expect(nextDueMs(schedule, Date.UTC(2026, 10, 29, 12))).toBe(Date.UTC(2026, 10, 29, 12, 15));
});

test("the DAG is Python", async () => {
  const path = fileURLToPath(new URL("airflow/tierline_dag.py", FOLDER));
  const { exitCode } = await execa(PYTHON, [
    "-c",
    "import sys; compile(open(sys.argv[1]).read(), 'dag', 'exec')",
    path,
  ]);
  expect(exitCode).toBe(0);
});
