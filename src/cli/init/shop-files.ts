/** The files of a new shop's folder. They are the shop's from then on: nobody writes them again. */
import type { PackagePlace } from "../../config/package-entry.ts";
import type { EngineName } from "../../config/connection.ts";
import { profilesFile } from "./profiles-file.ts";
import { SHOP_SYNC } from "./shop-sync.ts";
import { SANDBOX_STATE } from "../sandbox-state.ts";

export interface ShopFile {
  /** Relative to the shop's folder, with `/`. */
  readonly path: string;
  readonly content: string;
}

export interface Shop {
  /** dbt's name of the project: lower case letters, digits and underscores. */
  readonly name: string;
  /** The Tierline this folder belongs to. */
  readonly place: PackagePlace;
  readonly engine: EngineName;
}

export function shopFiles({ name, place, engine }: Shop): readonly ShopFile[] {
  return [
    ...runnerFiles(place),
    { path: "dbt_project.yml", content: dbtProject(name) },
    { path: "packages.yml", content: packagesFile(place) },
    { path: "profiles.yml", content: profilesFile(engine) },
    { path: "models/README.md", content: MODELS_README },
    { path: "data/README.md", content: DATA_README },
    { path: ".gitignore", content: GITIGNORE },
    // Where npm installed Tierline, it must stay able to install.
    ...(place.isInstalled ? [] : [{ path: ".npmrc", content: NPMRC }]),
  ];
}

/** What the runner reads, in a shop and in a data team's own project alike. */
export function runnerFiles(place: PackagePlace): readonly ShopFile[] {
  return [
    { path: "tierline.yml", content: TIERLINE },
    { path: "syncs/hubspot_tiers.yml", content: schemaLine(place, "sync") + SHOP_SYNC },
  ];
}

/** Files that git should not keep, of those that a project's runner writes. */
export const RUNNER_IGNORES = [
  "node_modules/",
  ".tierline/",
  "state.*.duckdb",
  "state.*.duckdb.wal",
  `${SANDBOX_STATE}*`,
] as const;

/** `My Shop 2` → `my_shop_2`; a name that starts with no letter gets one. */
export function dbtNameOf(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "");
  if (name === "tierline") return "tierline_shop";
  return /^[a-z]/u.test(name) ? name : `shop_${name}`.replace(/_$/u, "");
}

/** Editors check a file in `syncs/` against it; a relative path begins at that file. */
function schemaLine({ path, isInstalled }: PackagePlace, schema: string): string {
  return `# yaml-language-server: $schema=${isInstalled ? "../" : ""}${path}/schemas/${schema}.schema.json\n`;
}

const TIERLINE = `# What is true for the whole programme. Connections stand in profiles.yml, the rules in seeds/.
time_zone: UTC
`;

const dbtProject = (
  name: string,
): string => `# An ordinary dbt project: the models come from the package tierline, and this folder may add its own.
name: ${name}
version: "1.0.0"
config-version: 2
profile: tierline
require-dbt-version: [">=1.11.0", "<1.12.0"]

model-paths: [models]
seed-paths: [seeds]
macro-paths: [macros]
clean-targets: [target, dbt_packages]

flags:
  warn_error_options:
    silence: [PackageNodeDependsOnRootProjectNode]   # the package is meant to read this folder's seeds

models:
  tierline:
    staging:
      +enabled: true   # they read what \`npx tierline load\` wrote
`;

export const packagesFile = ({
  path,
}: PackagePlace): string => `# Tierline's models, from where it is installed. No network is needed.
packages:
  - local: ${JSON.stringify(path)}
`;

const MODELS_README = `Your own models. \`aud_*\` models that \`syncs/\` name become audiences:
one row per member, columns \`audience\` and \`customer_id\`.

A model that a sync names under \`suppress\` says whom nothing is sent about: one row per person, with \`customer_id\`, \`email\`
or both, as in \`select customer_id, email from crm.do_not_contact\`. It may be empty; it must not become so.
`;

const DATA_README = `Four files, \`.csv\`, \`.csv.gz\` or \`.parquet\`, loaded by \`npx tierline load data\`:

| File | Columns: **needed**, and others |
|---|---|
| customers | **customer_id**, email, first_name, last_name, country, created_at |
| loyalty_status | **event_id**, **customer_id**, **status** (active or resigned), **occurred_at** |
| charges | **event_id**, customer_id, **amount**, currency, **occurred_at**, order_id, channel, margin_amount |
| returns | **event_id**, customer_id, **amount**, currency, **occurred_at**, order_id (the order returned) |

A column that is needed has a value in every row. The order of the columns means nothing, and further ones are kept as text.
Amounts are plain decimals with at most four places, instants ISO 8601 (UTC when they name no offset); without a currency a charge is in
the programme's. channel (text) and margin_amount (an amount, also negative) describe a charge; no rule reads them. Receipts without a
customer are kept and counted. Loading a file twice changes nothing. Git ignores what lies here: it is personal data.
`;

const GITIGNORE = `node_modules/
dbt_packages/
target/
logs/
.tierline/
.venv*/
*.duckdb
*.duckdb.wal
*.duckdb.tmp/
sandbox.json*
.env
.user.yml
data/*
!data/README.md
`;

const NPMRC = `# \`npx tierline\` here starts the Tierline this folder was made from, and never fetches a package.
offline=true
yes=false
`;
