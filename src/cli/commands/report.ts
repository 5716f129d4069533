import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
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
    "it. It asks no destination and changes nothing else.",
  arguments: [],
  options: [{ flags: "--out <file>", description: `where the page goes (default: ${FILE} here)` }],
  examples: [
    { line: "tierline report", purpose: `writes ${FILE}` },
    { line: "tierline report --out public/loyalty.html", purpose: "to another place" },
  ],
  run: report,
};

async function report(world: World, input: CommandInput): Promise<CommandResult> {
  const { openReadings } = await import("../wire.ts");
  const { readReport } = await import("../read-report.ts");
  const { renderReport } = await import("../../report/html/render-report.ts");
  const { makeDigest } = await import("../../report/digest.ts");
  const { describeAudience } = await import("../views/describe-audience.ts");
  const file = input.text("out") ?? FILE;
  const readings = await openReadings(world, input);
  try {
    const value = await readReport(world, readings);
    const page = renderReport(value);
    await writeFile(resolve(world.directory, file), page);
    const size = Buffer.byteLength(page);
    const digest = makeDigest(value);
    const audiences = value.audiences.map(describeAudience);
    const body: ReportBody = { file, bytes: size, as_of: value.asOf, digest: { ...digest }, audiences };
    return { exitCode: EXIT.done, body, lines: [`Wrote ${file} (${bytes(size)}). Open it in a browser.`], error: null };
  } finally {
    await readings.close();
  }
}
