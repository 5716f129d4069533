import { plainError } from "../../engine/error-report.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { MemberAtPlace } from "../../journal/journal.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

/** Of the newest entries, and of those that leave the window next. */
const ROWS_MAX = 12;

export const explainCommand: Command = {
  name: "explain",
  summary: "why a member has the tier they have",
  description:
    "From the newest build and Tierline's own state: when the member joined, which entries count and why others do not, " +
    "the balance, what falls out of the window next, what is needed to keep the tier and to rise, and where the member " +
    "is wanted and acknowledged.",
  arguments: [{ name: "<customer>", description: "the customer_id" }],
  options: [],
  examples: [{ line: "tierline explain 12345", purpose: "customer 12345" }],
  run: explain,
};

async function explain(world: World, input: CommandInput): Promise<CommandResult> {
  const customerId = input.values[0] ?? "";
  const { openReadings, withMarts } = await import("../wire.ts");
  const { describeMember } = await import("../views/describe-member.ts");
  const { drawMember } = await import("../views/draw-member.ts");
  const { explainMember } = await import("../../engine/explain-member.ts");
  const readings = await openReadings(world, input);
  try {
    const { journal, project, syncs } = readings;
    const found = await withMarts(project, ({ warehouse, source }) =>
      explainMember({ warehouse, source, syncs, customerId, rowsMax: ROWS_MAX }),
    );
    if (found === undefined) {
      const remedy = "Look for it in raw.customers; a customer is known by customer_id, not by an address.";
      const error = plainError("unknown_customer", `No customer ${customerId} is known.`, remedy);
      return { exitCode: EXIT.error, body: {}, lines: [], error };
    }
    const places: MemberAtPlace[] = [];
    for (const sync of await journal.syncs()) places.push(...(await journal.member(sync, customerId)));
    const body = describeMember(found, places);
    return {
      exitCode: EXIT.done,
      body,
      lines: drawMember(body, inZone(world.terminal.canvas, readings.project.settings)),
      error: null,
    };
  } finally {
    await readings.close();
  }
}
