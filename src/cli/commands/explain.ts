import { plainError } from "../../engine/error-report.ts";
import { EXIT } from "../../engine/exit-code.ts";
import { coolDownOf, identificationIn } from "../../destination/destination-types.ts";
import type { Sync } from "../../domain/sync.ts";
import type { JournalReader } from "../../journal/journal.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { inZone } from "../picture/glyphs.ts";
import type { SyncSight } from "../views/describe-member-places.ts";
import type { World } from "../world.ts";

/** Of the newest entries, and of those that leave the window next. */
const ROWS_MAX = 12;
/** Of each sync, and of all together. */
const RECEIPTS_MAX = 50;

export const explainCommand: Command = {
  name: "explain",
  summary: "why a member has the tier they have",
  description:
    "From the newest build and Tierline's own state: when the member joined, which entries count and why others do not, " +
    "the balance, what falls out of the window next, what is needed to keep the tier and to rise, each tier past and to " +
    "come with the entry that decided it, where the member is wanted and acknowledged, why they were not sent, and what " +
    "the destination answered.",
  arguments: [
    { name: "<customer>", description: "the customer_id, as in your data; nobody is looked up by an address" },
  ],
  options: [],
  examples: [
    { line: "tierline explain 12345", purpose: "customer 12345" },
    { line: "tierline explain 12345 --json", purpose: "for a script: ids and receipts exact" },
  ],
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
    const found = await withMarts(world, project, ({ warehouse, source }) =>
      explainMember({ warehouse, source, syncs, customerId, rowsMax: ROWS_MAX }),
    );
    if (found === undefined) {
      const remedy = customerId.includes("@")
        ? "Give the customer_id: a customer is not looked up by an address."
        : "Look for it in dim_members; was the customer loaded and built since (tierline load, tierline build)?";
      const error = plainError("unknown_customer", "The newest build knows no customer of this id.", remedy);
      return { exitCode: EXIT.error, body: {}, lines: [], error };
    }
    const sights: SyncSight[] = [];
    for (const name of await journal.syncs())
      sights.push(
        await look(
          journal,
          name,
          syncs.find((sync) => sync.name === name),
          customerId,
        ),
      );
    const body = describeMember(found, sights, RECEIPTS_MAX);
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

async function look(
  journal: JournalReader,
  name: string,
  sync: Sync | undefined,
  customerId: string,
): Promise<SyncSight> {
  return {
    sync,
    coolDownMs: sync === undefined ? null : coolDownOf(sync),
    identifiedBy: identificationIn(sync === undefined ? [] : [sync], name),
    status: await journal.status(name),
    known: await journal.member(name, customerId),
    receipts: await journal.receipts(name, customerId, RECEIPTS_MAX),
  };
}
