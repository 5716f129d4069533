/** Whether dbt is there, is one we know, and writes files that we can read. */
import type { Check, Finding } from "./check.ts";
import { fine, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkDbt(subject: Subject): Check {
  return {
    name: "dbt",
    sync: null,
    run: async () => {
      const { findDbt } = await import("../../dbt/find-dbt.ts");
      const { duckDbVersion } = await import("../../warehouse/duckdb/duckdb-version.ts");
      const { packageDirectory } = await import("../package-directory.ts");
      const { settings, connection } = await subject.project();
      const dbt = await findDbt({
        named: settings.dbt,
        environment: subject.world.environment,
        project: settings.dbtProject,
        packageFolder: packageDirectory(),
        engine: connection.type,
      });
      const versions = [`dbt-core ${dbt.version}`, `dbt-${connection.type} ${dbt.adapter}`];
      if (dbt.duckdb !== null) versions.push(`DuckDB ${dbt.duckdb}`);
      return [fine(`${versions.join(", ")} (${dbt.path}).`), ...compareEngines(dbt.duckdb, duckDbVersion())];
    },
  };
}

/**
 * DuckDB reads what an older one wrote, and what a newer one wrote unless that used a newer storage version; a minor
 * version may make that its default (docs/decisions/0050-duckdb-files.md).
 */
function compareEngines(theirs: string | null, ours: string): readonly Finding[] {
  if (theirs === null || orderOf(theirs) <= orderOf(ours)) return [];
  return [
    warning(
      "duckdb_newer",
      `dbt writes with DuckDB ${theirs}, Tierline reads with ${ours}.`,
      `Install duckdb==${ours} for dbt, or keep storage versions above v1.0.0 out of profiles.yml.`,
    ),
  ];
}

function orderOf(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major * 1_000 + minor;
}
