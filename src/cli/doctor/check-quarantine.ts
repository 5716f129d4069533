/** Rows that a load kept aside and nobody has mended. */
import { counted } from "../picture/number.ts";
import { readQuarantine } from "../read-quarantine.ts";
import type { Check } from "./check.ts";
import { fine, passed, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkQuarantine(subject: Subject): Check {
  return {
    name: "quarantine",
    sync: null,
    run: async () => {
      const found = await subject.withMarts(async ({ warehouse }) => ({ kept: await readQuarantine(warehouse) }));
      if (found === undefined) return [passed("Nothing was loaded yet.")];
      const { kept } = found;
      if (kept === null || kept.rows === 0) return [fine("No load kept a row aside.")];
      if (kept.open === 0) return [fine(`${counted(kept.rows, "row")} in raw.quarantine, every one mended since.`)];
      return [
        warning(
          "quarantined",
          `${counted(kept.open, "row")} in raw.quarantine ${kept.open === 1 ? "waits" : "wait"} to be mended.`,
          "Mend them where they are made and load the file again; delete from raw.quarantine what will never come.",
        ),
      ];
    },
  };
}
