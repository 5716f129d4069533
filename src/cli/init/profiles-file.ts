/** A new shop's profiles.yml. What differs between machines, and every secret, comes from the environment. */
import type { EngineName } from "../../config/connection.ts";

const DUCKDB = `      type: duckdb
      path: "{{ env_var('TIERLINE_WAREHOUSE', 'warehouse.duckdb') }}"
`;

/** The names are those that every program of PostgreSQL reads. */
const POSTGRES = `      type: postgres
      host: "{{ env_var('PGHOST', '127.0.0.1') }}"
      port: "{{ env_var('PGPORT', '5432') | as_number }}"
      user: "{{ env_var('PGUSER') }}"
      password: "{{ env_var('PGPASSWORD') }}"
      dbname: "{{ env_var('PGDATABASE', 'loyalty') }}"
      sslmode: "{{ env_var('PGSSLMODE', 'prefer') }}"   # verify-full, with sslrootcert, to a server elsewhere
`;

const BIGQUERY = `      type: bigquery
      method: oauth   # application default credentials; or service-account with keyfile
      project: "{{ env_var('GOOGLE_CLOUD_PROJECT') }}"
      location: "{{ env_var('BIGQUERY_LOCATION', 'EU') }}"   # of every dataset; it cannot be changed later
      maximum_bytes_billed: 1000000000000   # a query that would be billed for more fails before it costs anything
      job_retries: 0
`;

const OUTPUTS: Readonly<Record<EngineName, string>> = { duckdb: DUCKDB, postgres: POSTGRES, bigquery: BIGQUERY };

export function profilesFile(engine: EngineName): string {
  return `# Where the warehouse is. The only place for connections.
tierline:
  target: dev
  outputs:
    dev:
${OUTPUTS[engine]}      ${engine === "bigquery" ? "dataset" : "schema"}: loyalty
      threads: 4
`;
}

/** Variables that must be set before the profile can be read. */
export const NEEDED_VARIABLES: Readonly<Record<EngineName, readonly string[]>> = {
  duckdb: [],
  postgres: ["PGUSER", "PGPASSWORD"],
  bigquery: ["GOOGLE_CLOUD_PROJECT"],
};
