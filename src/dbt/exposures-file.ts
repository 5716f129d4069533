/**
 * A dbt properties file with one exposure per sync, so that dbt's lineage ends where the data goes:
 * https://docs.getdbt.com/reference/exposure-properties (read 2026-11-29).
 */
export interface Exposure {
  /** The sync's name. */
  readonly sync: string;
  /** For people: `HubSpot`. */
  readonly destination: string;
  /** An http(s) address; null: it has none that could be opened. */
  readonly url: string | null;
  /** Names of dbt models. */
  readonly models: readonly string[];
  /** Names of lists there. */
  readonly lists: readonly string[];
}

export interface Owner {
  readonly name: string;
  readonly email: string | null;
}

/** The file's first line: by it a file is known to be ours. */
export const EXPOSURES_MARK = "# Written by `tierline exposures`, and written anew by it: edit the sync files instead.";

/** The same syncs are always the same text, whatever their order. */
export function exposuresFile(exposures: readonly Exposure[], owner: Owner): string {
  const sorted = exposures.toSorted((a, b) => (a.sync < b.sync ? -1 : 1));
  const head = [EXPOSURES_MARK, "version: 2"];
  if (sorted.length === 0) return `${[...head, "exposures: []"].join("\n")}\n`;
  return `${[...head, "exposures:", ...sorted.flatMap((one) => entry(one, owner))].join("\n")}\n`;
}

/**
 * What may stand in a file that is committed, of where a sync's requests go: the host alone. A path may be a secret, as that
 * of most receivers of webhooks. Null: nothing that a browser could open.
 */
export function exposedUrl(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && /^https?:$/u.test(url.protocol) ? url.origin : null;
}

function entry({ sync, destination, url, models, lists }: Exposure, owner: Owner): readonly string[] {
  const fills = lists.length === 0 ? "It fills no list." : `It fills: ${lists.toSorted().join(", ")}.`;
  return [
    `  - name: tierline_${sync}`,
    `    label: ${scalar(`${destination}: ${sync}`)}`,
    "    type: application",
    ...(url === null ? [] : [`    url: ${scalar(url)}`]),
    `    description: ${scalar(`What Tierline sends to ${destination} by syncs/${sync}.yml. ${fills}`)}`,
    "    depends_on:",
    ...[...new Set(models)].toSorted().map((model) => `      - ref('${model}')`),
    "    owner:",
    `      name: ${scalar(owner.name)}`,
    ...(owner.email === null ? [] : [`      email: ${scalar(owner.email)}`]),
  ];
}

/** A text of JSON is one of YAML. dbt renders Jinja in descriptions, so names lose their braces. */
function scalar(text: string): string {
  return JSON.stringify(text.replaceAll(/[{}]/gu, ""));
}
