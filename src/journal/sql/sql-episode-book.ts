/** Episodes of alerts in the state. */
import type { AlertKind, Episode } from "../../domain/alert.ts";
import { InvariantError } from "../../domain/errors.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { EpisodeBook } from "../episode-book.ts";
import { execute, select } from "./execute.ts";
import { integerOf, textOf } from "./row-cells.ts";
import { deleteEpisode, insertEpisode, selectEpisodes } from "./statements/episodes.ts";
import type { Sql } from "./tables.ts";

const KINDS: readonly AlertKind[] = [
  "run_failed",
  "guard_stopped",
  "refused_share",
  "stale",
  "report_failed",
  "digest_failed",
];

/** The state must be open for writing, at today's schema. */
export function sqlEpisodeBook(warehouse: Warehouse, sql: Sql): EpisodeBook {
  return {
    open: async () => (await select(warehouse, selectEpisodes(sql))).map(readEpisode),
    begin: async (episode) => void (await execute(warehouse, insertEpisode(sql, episode))),
    end: async (episode) => void (await execute(warehouse, deleteEpisode(sql, episode))),
  };
}

function readEpisode(row: Parameters<typeof textOf>[0]): Episode {
  const sync = textOf(row, "sync");
  return { sync: sync === "" ? null : sync, kind: kindOf(textOf(row, "kind")), sinceMs: integerOf(row, "since_ms") };
}

function kindOf(text: string): AlertKind {
  const known = KINDS.find((kind) => kind === text);
  if (known !== undefined) return known;
  throw new InvariantError("journal_cell", "The state knows an alert of a kind that this Tierline does not.");
}
