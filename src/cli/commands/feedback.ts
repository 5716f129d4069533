import { ConfigError } from "../../domain/errors.ts";
import { closestName } from "../../domain/closest-name.ts";
import { destinationTypeOf } from "../../destination/destination-types.ts";
import { asTierlineError, EXIT, exitCodeOf, worstExitCode } from "../../engine/exit-code.ts";
import type { SyncTask } from "../../engine/engine.ts";
import { isSameAccount } from "../../engine/same-account.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { describeError } from "../describe-error.ts";
import type { FeedbackBody } from "../json/feedback.ts";
import { inZone } from "../picture/glyphs.ts";
import { count } from "../picture/number.ts";
import type { World } from "../world.ts";

type AccountBody = FeedbackBody["accounts"][number];

export const feedbackCommand: Command = {
  name: "feedback",
  summary: "read what became of campaigns into the warehouse",
  description:
    "Asks each account what was sent, opened and clicked, what bounced and who unsubscribed, and stores it in raw.campaign_events, " +
    "each event once. It goes on where the last reading ended, three days before, since destinations learn of bounces late. " +
    "Nothing is ever written back.",
  arguments: [],
  options: [
    { flags: "--sync <name>", description: "only the account this sync writes to (default: every account)" },
    { flags: "--since <instant>", description: "go back to this instant, ISO 8601 (the first time: 30 days)" },
  ],
  examples: [
    { line: "tierline feedback", purpose: "what is new" },
    { line: "tierline feedback --since 2026-01-01T00:00:00Z", purpose: "as far back as the account remembers" },
  ],
  run: runFeedback,
};

async function runFeedback(world: World, input: CommandInput): Promise<CommandResult> {
  const { openProject, openRawTables, openTasks } = await import("../wire.ts");
  const { parseAsOf } = await import("../parse-as-of.ts");
  const { drawFeedback } = await import("../views/draw-feedback.ts");
  const since = input.text("since");
  const sinceMs = since === undefined ? null : Date.parse(parseAsOf(since, world.clock.nowMs(), "--since"));
  const project = await openProject(world, input);
  const name = input.text("sync");
  const isNamed = name !== undefined;
  const groups = byAccount(chosen(await openTasks(world, input), name));
  const warehouse = await openRawTables(world, input);
  try {
    const answers: ReadAccount[] = [];
    for (const tasks of groups)
      answers.push(isSilent(tasks) && !isNamed ? silent(tasks) : await readAccount(world, warehouse, tasks, sinceMs));
    world.progress.done();
    const body: FeedbackBody = { accounts: answers.map(({ account }) => account) };
    return {
      exitCode: world.signal.aborted ? EXIT.interrupted : worstExitCode(answers.map((answer) => answer.exitCode)),
      body,
      lines: drawFeedback(body, inZone(world.terminal.canvas, project.settings)),
      error: body.accounts.find(({ error }) => error !== null)?.error ?? null,
    };
  } finally {
    await warehouse.close();
    for (const tasks of groups) for (const { destination } of tasks) await destination.close();
  }
}

type Tasks = readonly [SyncTask, ...SyncTask[]];

function chosen(tasks: readonly SyncTask[], name: string | undefined): readonly SyncTask[] {
  if (name === undefined) return tasks;
  const found = tasks.find(({ sync }) => sync.name === name);
  if (found !== undefined) return [found];
  const near = closestName(
    name,
    tasks.map(({ sync }) => sync.name),
  );
  throw new ConfigError("sync_unknown", `There is no sync ${name}.`, {
    remedy: near === undefined ? "`tierline status` names them." : `Did you mean ${near}?`,
  });
}

/** Two syncs of one account read the same events: it is asked once. */
function byAccount(tasks: readonly SyncTask[]): readonly Tasks[] {
  const groups: [SyncTask, ...SyncTask[]][] = [];
  for (const task of tasks) {
    const group = groups.find(([first]) => isSameAccount(first.sync, task.sync));
    if (group === undefined) groups.push([task]);
    else group.push(task);
  }
  return groups;
}

function isSilent([{ destination }]: Tasks): boolean {
  return destination.campaignEvents === undefined;
}

/** Nothing is wrong with a destination that reports nothing, unless it was asked for by name. */
function silent(tasks: Tasks): ReadAccount {
  return { account: { ...unread(tasks), reports: false }, exitCode: EXIT.done };
}

function unread(tasks: Tasks): AccountBody {
  return {
    account: "",
    destination: destinationTypeOf(tasks[0].sync).name,
    reports: true,
    syncs: tasks.map(({ sync }) => sync.name),
    read_from: null,
    read_until: null,
    events: 0,
    added: 0,
    error: null,
  };
}

interface ReadAccount {
  readonly account: AccountBody;
  readonly exitCode: number;
}

/** One account that cannot be asked does not keep the others from being read. */
async function readAccount(
  world: World,
  warehouse: Warehouse,
  tasks: Tasks,
  sinceMs: number | null,
): Promise<ReadAccount> {
  const { readFeedback } = await import("../../feedback/read-feedback.ts");
  const [{ sync, destination }] = tasks;
  const type = destinationTypeOf(sync);
  try {
    const { accountId, fromMs, untilMs, read, added } = await readFeedback({
      warehouse,
      clock: world.clock,
      destination,
      type,
      sinceMs,
      signal: world.signal,
      onProgress: (progress) => world.progress.show("feedback", { detail: `${count(progress.read)} events` }),
    });
    return {
      account: {
        ...unread(tasks),
        account: accountId,
        read_from: new Date(fromMs).toISOString(),
        read_until: new Date(untilMs).toISOString(),
        events: read,
        added,
      },
      exitCode: EXIT.done,
    };
  } catch (thrown) {
    const error = describeError(thrown);
    return {
      account: { ...unread(tasks), error: { ...error, problems: [...error.problems] } },
      exitCode: exitCodeOf(asTierlineError(thrown)),
    };
  }
}
