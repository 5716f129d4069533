/** Syncs that somebody holds back: a run leaves them out and ends well, so nothing else would tell. */
import { pauseReport } from "../../engine/report.ts";
import { drawPause } from "../views/draw-pause.ts";
import type { Check, Finding } from "./check.ts";
import { fine, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkPauses(subject: Subject): Check {
  return {
    name: "pauses",
    sync: null,
    run: async () => {
      const { journal, project } = await subject.readings();
      const findings: Finding[] = [];
      for (const sync of await journal.syncs()) {
        const paused = pauseReport((await journal.status(sync)).paused);
        if (paused === null) continue;
        findings.push(warning("paused", drawPause(sync, paused, project.settings), `tierline resume ${sync}`));
      }
      return findings.length > 0 ? findings : [fine("No sync is held back.")];
    },
  };
}
