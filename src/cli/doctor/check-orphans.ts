/** Places and syncs that state knows and no file names any more. */
import { findOrphans } from "../../engine/find-orphans.ts";
import type { OrphanReport } from "../../engine/report.ts";
import { counted } from "../picture/number.ts";
import { releaseCommands } from "../release-commands.ts";
import { orphanedRows } from "../views/draw-plan.ts";
import type { Check, Finding } from "./check.ts";
import { fine, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkOrphans(subject: Subject): Check {
  return {
    name: "orphans",
    sync: null,
    run: async () => {
      const { journal, syncs } = await subject.readings();
      const orphans = await findOrphans(journal, syncs);
      if (orphans.length === 0) return [fine("A file names every place that the state knows.")];
      return orphans.flatMap((orphan) => (orphan.in_file ? orphanedPlaces(orphan) : [orphanedSync(orphan)]));
    },
  };
}

function orphanedSync(orphan: OrphanReport): Finding {
  const rows = orphan.places.reduce((sum, { synced }) => sum + synced, 0);
  return warning(
    "orphan",
    `${orphan.sync} has no file any more, and owns ${counted(orphan.places.length, "place")}: ${orphanedRows(rows, false)}.`,
    `Put its file back, or give them up: ${releaseCommands(orphan).join()}`,
  );
}

function orphanedPlaces({ sync, places }: OrphanReport): readonly Finding[] {
  return places.map((place) =>
    warning(
      "orphan",
      `The file of ${sync} names ${place.name} (place ${place.place}) no more: ${orphanedRows(place.synced, true)}.`,
      `Name it again, or give it up: ${releaseCommands({ sync, in_file: true, places: [place] }).join()}`,
    ),
  );
}
