/**
 * Keys that have, or had, another name here. A release that renames a key adds the old name, so that whoever upgrades
 * is told the new one; the others are the words of other tools, which no count of letters leads to ours.
 */

/** From the path of a key, without the numbers of list items, to the key that stands in its place. */
export type RenamedKeys = Readonly<Record<string, string>>;

export const RENAMED_SETTINGS: RenamedKeys = {
  timezone: "time_zone",
  tz: "time_zone",
  environment: "target",
  dbt_path: "dbt",
  dbt_executable: "dbt",
  project_dir: "dbt_project",
  state_path: "state",
  rate_limit_share: "budget_share",
};

export const RENAMED_SYNC_KEYS: RenamedKeys = {
  source: "members",
  model: "members",
  mapping: "properties",
  mappings: "properties",
  fields: "properties",
  segments: "audiences",
  lists: "audiences",
  limits: "guards",
  "destination.access_token": "token",
  "destination.api_key": "token",
  "destination.url": "base_url",
  "members.table": "model",
  "members.primary_key": "key",
  "members.identifier": "key",
  "audiences.segments": "lists",
};
