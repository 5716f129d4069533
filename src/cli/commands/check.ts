import { plainError } from "../../engine/error-report.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { Profile } from "../../profile/profile.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { CheckBody } from "../json/check.ts";
import type { World } from "../world.ts";

export const checkCommand: Command = {
  name: "check",
  summary: "look at the events before anybody trusts them",
  description:
    "Builds the four staging models (stg_loyalty__*) and profiles them: rows, dates, hours of day, amounts, currencies, " +
    "receipts without a customer, and everything that the build would refuse or that looks like a slip. It works before " +
    "the first whole build and with staging models of your own. Nothing is changed but these models.",
  arguments: [],
  options: [
    {
      flags: "--as-of <instant>",
      description: "the instant to look from, ISO 8601; what happened later is in the future (default: now)",
    },
    { flags: "--no-build", description: "build nothing: look at these models as the newest build left them" },
    { flags: "--strict", description: "exit 1 when errors are found" },
  ],
  examples: [
    { line: "tierline check", purpose: "what was loaded" },
    { line: "tierline check --strict --json", purpose: "for a script" },
  ],
  run: check,
};

async function check(world: World, input: CommandInput): Promise<CommandResult> {
  const { parseAsOf } = await import("../parse-as-of.ts");
  const { openProject } = await import("../wire.ts");
  const { profileProject } = await import("../profile-project.ts");
  const { drawCheck } = await import("../views/draw-check.ts");
  const asked = input.text("asOf");
  const asOf = asked === undefined ? null : parseAsOf(asked, world.clock.nowMs());
  const project = await openProject(world, input);
  const body = describeProfile(await profileProject(world, project, { asOf, isBuilt: input.has("build") }));
  const lines = drawCheck(body, world.terminal.canvas);
  const errors = body.findings.filter(({ level }) => level === "error").length;
  if (errors === 0 || !input.has("strict")) return { exitCode: EXIT.done, body, lines, error: null };
  const what = errors === 1 ? "1 error was" : `${errors} errors were`;
  const error = plainError(
    "check_failed",
    `${what} found in the staging models.`,
    "Mend what is listed, then look again.",
  );
  return { exitCode: EXIT.error, body, lines, error };
}

function describeProfile({ asOf, programme, models, findings }: Profile): CheckBody {
  return {
    as_of: asOf,
    programme: programme === null ? null : { currency: programme.currency, window_hours: programme.windowHours },
    models: models.map(({ firstAt, lastAt, amounts, nulls, months, hours, ...rest }) => ({
      ...rest,
      nulls: [...nulls],
      first_at: firstAt,
      last_at: lastAt,
      months: [...months],
      hours: [...hours],
      amounts: amounts === null ? null : describeAmounts(amounts),
    })),
    findings: findings.map((finding) => ({ ...finding, examples: [...finding.examples] })),
  };
}

function describeAmounts(
  amounts: NonNullable<Profile["models"][number]["amounts"]>,
): NonNullable<CheckBody["models"][number]["amounts"]> {
  const { percentile99, tooFine, anonymous, currencies, ...rest } = amounts;
  return {
    ...rest,
    percentile_99: percentile99,
    too_fine: tooFine,
    without_customer: { ...anonymous },
    currencies: [...currencies],
  };
}
