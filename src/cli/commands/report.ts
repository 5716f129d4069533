import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EXIT } from "../../engine/exit-code.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { ReportBody } from "../json/report.ts";
import { bytes } from "../picture/number.ts";
import type { World } from "../world.ts";

const FILE = "report.html";

export const reportCommand: Command = {
  name: "report",
  summary: "a page for marketers: tiers over time, audiences, deliveries",
  description:
    "Writes one HTML file that opens without a server and asks for nothing: tiers over time, who moved, for each audience " +
    "how far its members come and what holds the others back, and what was delivered. No address and no customer_id is in " +
    "it. It asks no destination of a sync.",
  arguments: [],
  options: [
    { flags: "--out <file>", description: `where the page goes (default: ${FILE} here)` },
    { flags: "--publish", description: "to the place that report: in tierline.yml names, instead of a file here" },
    { flags: "--digest", description: "send the week in a few lines by the channels of report: in tierline.yml" },
  ],
  examples: [
    { line: "tierline report", purpose: `writes ${FILE}` },
    { line: "tierline report --out public/loyalty.html", purpose: "to another place" },
    { line: "tierline report --publish --digest", purpose: "to where tierline.yml says, and to whom" },
  ],
  run: report,
};

async function report(world: World, input: CommandInput): Promise<CommandResult> {
  const { openReadings } = await import("../wire.ts");
  const { readReport } = await import("../read-report.ts");
  const { renderReport } = await import("../../report/html/render-report.ts");
  const { makeDigest } = await import("../../report/digest.ts");
  const { describeAudience } = await import("../views/describe-audience.ts");
  const { deliverReport } = await import("../report/deliver-report.ts");
  const file = input.text("out") ?? FILE;
  const readings = await openReadings(world, input);
  try {
    const value = await readReport(world, readings);
    const page = renderReport(value);
    const deliveries = (["report", "digest"] as const).filter((what) =>
      input.has(what === "report" ? "publish" : "digest"),
    );
    const isHere = deliveries.length === 0 || input.text("out") !== undefined;
    if (isHere) await writePage(resolve(world.directory, file), page);
    const done: string[] = [];
    const warnings: string[] = [];
    for (const what of deliveries) {
      const delivered = await deliverReport(world, readings.project, what, value);
      done.push(delivered.done);
      warnings.push(...delivered.warnings);
    }
    const size = Buffer.byteLength(page);
    const digest = makeDigest(value);
    const audiences = value.audiences.map(describeAudience);
    const written = isHere ? [`Wrote ${file} (${bytes(size)}). Open it in a browser.`] : [];
    if (isHere && value.asOf === null) written.push("There is no build to count from yet: tierline build, then again.");
    const body: ReportBody = {
      file: isHere ? file : null,
      bytes: size,
      delivered: done,
      warnings,
      as_of: value.asOf,
      digest: { ...digest },
      audiences,
    };
    return { exitCode: EXIT.done, body, lines: [...written, ...done, ...warnings], error: null };
  } finally {
    await readings.close();
  }
}

/** With the folders above it. `ConfigError` `file_not_written`. */
async function writePage(path: string, page: string): Promise<void> {
  const { misplacedFile } = await import("../misplaced-file.ts");
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, page);
  } catch (cause) {
    throw misplacedFile(path, cause);
  }
}
