/** Places and syncs that state knows and no file names any more. */
import { findOrphans } from "../../engine/find-orphans.ts";
import { counted } from "../picture/number.ts";
import type { Check } from "./check.ts";
import { fine, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkOrphans(subject: Subject): Check {
  return {
    name: "orphans",
    sync: null,
    run: async () => {
      const { journal, syncs } = await subject.readings();
      const orphans = await findOrphans(journal, syncs);
      if (orphans.length === 0) return [fine("Every sync that the state knows has its file.")];
      return orphans.map(({ sync, places }) => {
        const rows = places.reduce((sum, { synced }) => sum + synced, 0);
        return warning(
          "orphan",
          `${sync} has no file any more; ${counted(rows, "row")} of it stay at ${counted(places.length, "place")}.`,
          "Put its file back from your version control.",
        );
      });
    },
  };
}
