/** `tierline.yml`: what is true for the whole programme. Connections stand in dbt's profiles.yml. */
import { join, resolve } from "node:path";
import type { Problem } from "../domain/errors.ts";
import { toAlertSettings, type AlertSettings } from "./alerts-schema.ts";
import { durationMs } from "./duration.ts";
import { hasJinja, renderEnvVars } from "./env-var.ts";
import type { Environment } from "../platform/environment.ts";
import { readIfThere } from "./read-if-there.ts";
import { RENAMED_SETTINGS } from "./renamed-keys.ts";
import { toReportSettings, type ReportSettings } from "./report-schema.ts";
import { byPosition, refuse } from "./refuse.ts";
import { describeRendering } from "./rendering-problem.ts";
import { schemaProblems } from "./schema-problems.ts";
import { settingsSchema } from "./settings-schema.ts";
import { shareOf } from "./share.ts";
import { readYaml, type YamlSource } from "./yaml-source.ts";

export interface Settings {
  /** IANA name; for showing instants only. */
  readonly timeZone: string;
  /** Null: the profile's own. */
  readonly target: string | null;
  /** Absolute folder with dbt_project.yml. */
  readonly dbtProject: string;
  /** Absolute path of the program, when the file names one. */
  readonly dbt: string | null;
  readonly dbtTimeoutMs: number;
  /** Absolute path, when the file names one. */
  readonly state: string | null;
  /** Of the state's tables, when the file names one. */
  readonly schema: string | null;
  /** Above 0, at most 1. */
  readonly budgetShare: number;
  /** Null: nobody is told of anything. */
  readonly alerts: AlertSettings | null;
  /** Null: the report is made by hand alone. */
  readonly report: ReportSettings | null;
  /** Who answers for the syncs. */
  readonly owner: { readonly name: string; readonly email: string | null } | null;
  /** A source that dbt finds too old stops a build. */
  readonly isFreshnessAsked: boolean;
}

const FILE = "tierline.yml";

/** Without the file everything has its default. `ConfigError` `invalid_settings`, or the one problem's own code. */
export async function loadSettings(folder: string, environment: Environment): Promise<Settings> {
  const source = readYaml(FILE, (await readIfThere(join(folder, FILE))) ?? "{}");
  refuse("invalid_settings", source.problems);
  const { value, problems } = renderTopLevel(source, environment);
  refuse("invalid_settings", problems);
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success)
    refuse(
      "invalid_settings",
      schemaProblems(parsed.error.issues, {
        source,
        schema: settingsSchema,
        renamed: RENAMED_SETTINGS,
      }).toSorted(byPosition),
    );
  const settings = settingsSchema.parse(value);
  const { digest } = settings.report ?? {};
  if (digest !== undefined && digest.channels === undefined && settings.alerts === undefined)
    refuse("invalid_settings", [
      {
        code: "missing_key",
        message: 'The digest has nobody to go to: "report.digest" names no channels, and there are no alerts.',
        remedy: "Add channels: … here, as alerts have them.",
        location: source.locate(["report", "digest"], "key"),
      },
    ]);
  return {
    timeZone: settings.time_zone,
    target: settings.target ?? null,
    dbtProject: resolve(folder, settings.dbt_project),
    dbt: settings.dbt === undefined ? null : resolve(folder, settings.dbt),
    dbtTimeoutMs: durationMs(settings.dbt_timeout),
    state: settings.state === undefined ? null : resolve(folder, settings.state),
    schema: settings.schema ?? null,
    budgetShare: shareOf(settings.budget_share),
    alerts: settings.alerts === undefined ? null : toAlertSettings(settings.alerts, folder),
    report: settings.report === undefined ? null : toReportSettings(settings.report, folder),
    owner: settings.owner === undefined ? null : { name: settings.owner.name, email: settings.owner.email ?? null },
    isFreshnessAsked: settings.source_freshness === "stop",
  };
}

/** A file of comments alone is as good as none. */
function renderTopLevel(
  source: YamlSource,
  environment: Environment,
): { readonly value: unknown; readonly problems: readonly Problem[] } {
  if (source.value === null) return { value: {}, problems: [] };
  if (typeof source.value !== "object" || Array.isArray(source.value)) return { value: source.value, problems: [] };
  const problems: Problem[] = [];
  const value = Object.fromEntries(
    Object.entries(source.value).map(([key, text]: [string, unknown]) => {
      if (typeof text !== "string" || !hasJinja(text)) return [key, text];
      const rendered = renderEnvVars(text, environment);
      if (rendered.kind === "value") return [key, rendered.value];
      problems.push({ ...describeRendering(rendered), location: source.locateText([key], rendered.expression) });
      return [key, text];
    }),
  );
  return { value, problems };
}
