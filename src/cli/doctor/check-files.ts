/** The two DuckDB files: there, free, readable, writable, private. */
import type { Check } from "./check.ts";
import { fine, passed } from "./finding.ts";
import { lookAtFile } from "./look-at-file.ts";
import type { Subject } from "./subject.ts";

export function checkWarehouse(subject: Subject): Check {
  return {
    name: "warehouse",
    sync: null,
    run: async () => {
      const { folder, connection } = await subject.project();
      const { name, isThere, findings } = await lookAtFile(connection.path, folder);
      if (!isThere) return [...findings, passed(`${name} is not there yet: the first load or build makes it.`)];
      // Whoever holds it, and a storage version that is not ours, show now.
      await subject.withMarts(({ warehouse }) => warehouse.rows("select 1 as one"));
      return findings.length > 0 ? findings : [fine(`${name} opens, and is its owner's alone.`)];
    },
  };
}

export function checkState(subject: Subject): Check {
  return {
    name: "state",
    sync: null,
    run: async () => {
      const { folder, statePath } = await subject.project();
      const { name, isThere, findings } = await lookAtFile(statePath, folder);
      // Lost, older, newer than this Tierline, or held by a run: each rejects with its own words.
      const { hasState } = await subject.readings();
      if (!isThere || !hasState) return [...findings, passed(`${name} is not there yet: the first plan makes it.`)];
      return findings.length > 0 ? findings : [fine(`${name} opens, is its owner's alone, and is the newest.`)];
    },
  };
}
