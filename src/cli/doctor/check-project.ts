/** Whether the files of the project can be read: tierline.yml, dbt_project.yml, profiles.yml, syncs/. */
import { isoInstant } from "../../platform/instant.ts";
import { shortInstant } from "../picture/instant.ts";
import { counted } from "../picture/number.ts";
import type { Check } from "./check.ts";
import { fine, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkProject(subject: Subject): Check {
  return {
    name: "project",
    sync: null,
    run: async () => {
      const { profile, target, settings } = await subject.project();
      const now = shortInstant(isoInstant(subject.world.clock.nowMs()), settings);
      return [fine(`Profile ${profile}, target ${target}; it is ${now} in ${settings.timeZone}.`)];
    },
  };
}

export function checkSyncs(subject: Subject): Check {
  return {
    name: "syncs",
    sync: null,
    run: async () => {
      const files = await subject.syncFiles();
      if (files.length > 0) return [fine(`${counted(files.length, "sync file")} without a mistake.`)];
      return [
        warning(
          "no_syncs",
          "There is no sync file in syncs/: nothing will be sent.",
          "Write one; docs/syncs.md shows how, and `tierline init` writes one for HubSpot.",
        ),
      ];
    },
  };
}

/** Whether the environment holds what the sync files name. Values are never shown. */
export function checkCredentials(subject: Subject): Check {
  return {
    name: "credentials",
    sync: null,
    run: async () => {
      if ((await subject.syncFiles()).length === 0) return [];
      await subject.credentials();
      return [fine("Every variable that the sync files name is set.")];
    },
  };
}
