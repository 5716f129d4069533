import { z } from "zod";
import {
  errorShape,
  guardShape,
  moveShape,
  orphanShape,
  outcomeShape,
  pauseShape,
  placeShape,
  rows,
} from "./shared.ts";

const buildShape = z.strictObject({
  invocation_id: z.string(),
  as_of: z.string(),
  models: rows.describe("Models built."),
  tests: rows.describe("Tests that passed."),
  seconds: z.number(),
});

const syncShape = z.strictObject({
  sync: z.string(),
  result: z
    .enum(["applied", "planned", "refused", "failed", "interrupted", "paused"])
    .describe(
      "applied: sent and closed, wholly or until it was stopped. refused: nothing was sent, and the error says why. paused: left out.",
    ),
  exit_code: z.int().describe("As if this sync had run alone."),
  run_no: z.int().nullable(),
  closed_plan: z.int().nullable().describe("A plan of a runner that died, closed first."),
  plan: z.int().nullable().describe("Null when none could be made."),
  guards: z.array(guardShape),
  places: z.array(placeShape),
  moves: z.array(moveShape),
  receipts: outcomeShape,
  contacts: z
    .strictObject({ created: rows, linked: rows })
    .describe(
      "Of receipts.accepted: contacts that the destination said are new, and contacts that were there and carry our id from now on.",
    ),
  withheld_by_limit: rows.describe("Of receipts.withheld: beyond the members that apply --limit was to send."),
  requests: rows.describe("Every attempt counted, reads too."),
  seconds: z.number(),
  error: errorShape,
  paused: pauseShape.nullable(),
});

/** `tierline run --json` and `tierline apply --json`; an apply builds nothing. */
export const runBody = z.strictObject({
  as_of: z.string().nullable(),
  build: buildShape.nullable(),
  allowed: z.strictObject({ guards: z.array(z.string()), reason: z.string(), by: z.string() }).nullable(),
  syncs: z.array(syncShape),
  orphans: z.array(orphanShape),
});

/** `tierline build --json`. */
export const buildBody = z.strictObject({ build: buildShape });

export type BuildFactsBody = z.infer<typeof buildShape>;
export type SyncBody = z.infer<typeof syncShape>;
export type RunBody = z.infer<typeof runBody>;
export type BuildBody = z.infer<typeof buildBody>;
