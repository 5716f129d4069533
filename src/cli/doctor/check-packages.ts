/** Whether dbt will know Tierline's models: a build looks at the same before it starts dbt. */
import { checkPackageEntry } from "../../config/package-entry.ts";
import { packageDirectory } from "../package-directory.ts";
import type { Check } from "./check.ts";
import { fine } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkPackages(subject: Subject): Check {
  return {
    name: "packages",
    sync: null,
    run: async () => {
      const { settings } = await subject.project();
      await checkPackageEntry(settings.dbtProject, packageDirectory());
      return [fine("The dbt project asks for Tierline's models; a build installs them where they are missing.")];
    },
  };
}
