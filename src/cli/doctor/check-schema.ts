/** The state's own tables: which version of them this Tierline reads and writes. */
import type { Check } from "./check.ts";
import { fine, passed } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkSchema(subject: Subject): Check {
  return {
    name: "schema",
    sync: null,
    run: async () => {
      const { SCHEMA_VERSION } = await import("../../journal/sql/create-tables.ts");
      // A state of another version does not open for reading, and says so.
      const { hasState } = await subject.readings();
      if (!hasState) return [passed(`The first plan makes the state at schema version ${SCHEMA_VERSION}.`)];
      return [fine(`The state has schema version ${SCHEMA_VERSION}, the one that this Tierline writes.`)];
    },
  };
}
