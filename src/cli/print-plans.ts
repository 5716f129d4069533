/** What a command that made or found plans prints, in the form that was asked for. */
import type { PlanRow } from "../journal/plan-row.ts";
import type { PlanBody } from "./json/plan.ts";
import type { Canvas } from "./picture/glyphs.ts";
import type { PlanFormat } from "./plan-format.ts";
import type { CsvPlan } from "./views/plan-csv.ts";
import { drawPlans } from "./views/draw-plan.ts";
import type { World } from "./world.ts";

/** Lines to print at the end; rows were streamed already. `command`: how the user starts Tierline. */
export async function planLines(
  format: PlanFormat,
  body: PlanBody,
  canvas: Canvas,
  command: string,
): Promise<readonly string[]> {
  if (format === "csv") return [];
  if (format === "text") return drawPlans(body, canvas, command);
  const { markdownPlans } = await import("./views/plan-markdown.ts");
  return markdownPlans(body, canvas).split("\n");
}

/** Page by page: as much is held as one page. */
export async function streamRows(world: World, plan: CsvPlan, pages: AsyncIterable<readonly PlanRow[]>): Promise<void> {
  const { csvPage } = await import("./views/plan-csv.ts");
  for await (const page of pages) await world.write(csvPage(plan, page));
}

export async function streamHead(world: World): Promise<void> {
  const { csvHead } = await import("./views/plan-csv.ts");
  await world.write(csvHead());
}
