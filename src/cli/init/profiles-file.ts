/** A new shop's profiles.yml. What differs between machines, and every secret, comes from the environment. */
import type { WiredEngine } from "../../config/project.ts";

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

const OUTPUTS: Readonly<Record<WiredEngine, string>> = { duckdb: DUCKDB, postgres: POSTGRES };

export function profilesFile(engine: WiredEngine): string {
  return `# Where the warehouse is. The only place for connections.
tierline:
  target: dev
  outputs:
    dev:
${OUTPUTS[engine]}      schema: loyalty
      threads: 4
`;
}

/** Variables that must be set before the profile can be read. */
export const NEEDED_VARIABLES: Readonly<Record<WiredEngine, readonly string[]>> = {
  duckdb: [],
  postgres: ["PGUSER", "PGPASSWORD"],
};
