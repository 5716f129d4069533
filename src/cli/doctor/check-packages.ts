/** Whether dbt knows Tierline's models: the entry in packages.yml, and the package installed. */
import { findTierlinePackage } from "../../dbt/find-tierline-package.ts";
import type { Check } from "./check.ts";
import { fine, passed, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkPackages(subject: Subject): Check {
  return {
    name: "packages",
    sync: null,
    run: async () => {
      const { settings } = await subject.project();
      const found = await findTierlinePackage(settings.dbtProject);
      switch (found.is) {
        case "itself":
          return [fine("This dbt project is Tierline's own package.")];
        case "installed":
          return [fine(`Tierline's models are installed (${found.entry}).`)];
        case "not_installed":
          return [passed(`Tierline's models are named (${found.entry}); the next build installs them.`)];
        case "moved":
          return [
            warning(
              "package_moved",
              `packages.yml names ${found.entry}, where there is no dbt package any more.`,
              "Write there where Tierline is now; the next build installs it.",
            ),
          ];
        case "not_named":
          return [
            warning(
              "package_not_named",
              "packages.yml does not name Tierline's models.",
              "Run `tierline init` here: it says what to add, and changes no file that exists.",
            ),
          ];
        default:
          return found satisfies never;
      }
    },
  };
}
