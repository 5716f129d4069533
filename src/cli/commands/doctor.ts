import process from "node:process";
import { worstExitCode } from "../../engine/exit-code.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { Check } from "../doctor/check.ts";
import type { World } from "../world.ts";

/** Of one check: two attempts of a request fit in it. */
const CHECK_TIMEOUT_MS = 30_000;

export const doctorCommand: Command = {
  name: "doctor",
  summary: "what works, what does not, and what to do about it",
  description:
    "Looks at everything a run needs: Node and dbt, the project's files, the two databases and who holds them, the newest " +
    "build, and for each sync the account, its clock and limits, properties and lists. It changes nothing, here or " +
    "there. The exit code is the one a run would end with.",
  arguments: [],
  options: [{ flags: "--offline", description: "ask no destination: only what is on this machine" }],
  examples: [
    { line: "tierline doctor", purpose: "everything" },
    { line: "tierline doctor --offline", purpose: "without asking a destination" },
  ],
  run: doctor,
};

async function doctor(world: World, input: CommandInput): Promise<CommandResult> {
  const { openSubject } = await import("../doctor/subject.ts");
  const { checksOf, projectChecks } = await import("../doctor/checks.ts");
  const { examine } = await import("../doctor/examine.ts");
  const { describeDoctor } = await import("../doctor/describe-doctor.ts");
  const { drawDoctor } = await import("../views/draw-doctor.ts");
  const isOffline = input.has("offline");
  const subject = openSubject(world, input);
  const options = {
    clock: world.clock,
    timeoutMs: CHECK_TIMEOUT_MS,
    signal: world.signal,
    told: new Set<never>(),
    onCheck: ({ name, sync }: Check) => {
      // A log has nothing of it: every check has its own line soon.
      if (world.terminal.isLive) world.progress.show("doctor", { detail: sync === null ? name : `${name} of ${sync}` });
    },
  };
  try {
    const project = await examine(projectChecks(subject, process.versions.node, isOffline), options);
    const files = await subject.syncFiles().catch(() => []);
    const syncs = await examine(
      files.flatMap(({ sync }) => checksOf(subject, sync, isOffline)),
      options,
    );
    const examined = [...project, ...syncs];
    const exitCode = worstExitCode(examined.flatMap(({ findings }) => findings.map((finding) => finding.exitCode)));
    const body = describeDoctor(examined, isOffline, world);
    return { exitCode, body, lines: drawDoctor(body, world.terminal.canvas), error: null };
  } finally {
    await subject.close();
  }
}
