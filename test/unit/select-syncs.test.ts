import { expect, test } from "vitest";
import { readSyncFile, type SyncFile } from "../../src/config/sync-file.ts";
import { selectSyncs } from "../../src/cli/select-syncs.ts";

function syncFile(name: string, more: string): SyncFile {
  const text = `name: ${name}
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}"}
members: {model: aud_members}
properties: {${name}_tier: {column: tier_name, type: string}}
${more}`;
  const read = readSyncFile(`syncs/${name}.yml`, text, { environment: {}, credentials: "unused" });
  if (read.kind !== "sync") throw new Error(JSON.stringify(read.problems));
  return read.file;
}

const FILES = [
  syncFile("hourly", 'tags: [fast, eu]\nschedule: {cron: "15 * * * *", time_zone: Europe/Amsterdam}'),
  syncFile("nightly", "tags: [eu]"),
  syncFile("weekly", ""),
];

function selected(...asked: readonly string[]): readonly string[] {
  return selectSyncs(FILES, asked).map(({ sync }) => sync.name);
}

test("syncs are chosen by name and by tag, each once; without a word all are", () => {
  expect(selected("nightly")).toEqual(["nightly"]);
  expect(selected("tag:eu")).toEqual(["hourly", "nightly"]);
  expect(selected("weekly", "tag:fast", "hourly")).toEqual(["hourly", "weekly"]);
  expect(selected()).toEqual(["hourly", "nightly", "weekly"]);
});

test("a word that means none is refused, with the nearest that does", () => {
  expect(() => selected("nightly", "tag:fats")).toThrow("No sync has the tag that --select gives.");
  expect(() => selected("hurly")).toThrow(
    expect.objectContaining({ code: "unknown_selection", remedy: expect.stringContaining('Did you mean "hourly"?') }),
  );
});

test("when a sync runs is no part of its definition: a plan holds whenever it is sent", () => {
  expect(FILES[0]?.schedule).toEqual({ cron: "15 * * * *", timeZone: "Europe/Amsterdam" });
  expect(FILES[1]?.schedule).toBeNull();
  expect(syncFile("nightly", "").sync.definitionHash).toBe(FILES[1]?.sync.definitionHash);
});

test.each([
  ['schedule: {cron: "61 * * * *"}', 18, 'weekday), such as "15 * * * *".'],
  ['schedule: {cron: "15 …"}', 18, 'weekday), such as "15 * * * *".'],
  ['schedule: "15 * * * *"', 11, 'such as {cron: "15 * * * *", time_zone: Europe/Amsterdam}.'],
  ["schedule: 15", 11, 'such as {cron: "15 * * * *", time_zone: Europe/Amsterdam}.'],
  ['schedule: {cron: "0 0 31 2 *"}', 18, "never comes"],
  ['schedule: {cron: "15 * * * *", time_zone: Mars}', 43, "time zone"],
  ["schedule: {cron: 15}", 18, 'such as "15 * * * *".'],
  ["cool_down: 30", 12, "s, m, h or d"],
  ["tags: [Nightly]", 8, "lower case"],
])("%s is refused at its place", (line, column, words) => {
  const text = `name: a
destination: {type: hubspot, token: "{{ env_var('HUBSPOT_TOKEN') }}"}
members: {model: aud_members}
properties: {tier: {column: tier_name, type: string}}
${line}
`;
  const read = readSyncFile("syncs/a.yml", text, { environment: {}, credentials: "unused" });
  const problems = read.kind === "sync" ? [] : read.problems;
  expect(problems.map(({ location }) => [location?.line, location?.column])).toEqual([[5, column]]);
  expect(problems[0]?.message).toContain(words);
});
