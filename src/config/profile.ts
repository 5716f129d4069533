/** dbt's profiles.yml: where the warehouse is. Only the chosen target is rendered, as dbt does. */
import type { Problem } from "../domain/errors.ts";
import { readBigQuery } from "./bigquery-connection.ts";
import type { ConnectionOf, EngineName } from "./connection.ts";
import { knownWords } from "./did-you-mean.ts";
import { readDuckdb } from "./duckdb-connection.ts";
import { hasJinja, renderEnvVars } from "./env-var.ts";
import type { Environment } from "../platform/environment.ts";
import type { OutputReading } from "./output-reading.ts";
import { readPostgres } from "./postgres-connection.ts";
import { problemError, refuse } from "./refuse.ts";
import { describeRendering } from "./rendering-problem.ts";
import { readYaml, type YamlPath, type YamlSource } from "./yaml-source.ts";

export interface Profile<Name extends EngineName = EngineName> {
  readonly target: string;
  /** Every target that the profile names. */
  readonly targets: readonly string[];
  readonly connection: ConnectionOf<Name>;
}

export interface ProfileReading<Name extends EngineName = EngineName> {
  /** As messages name the file. */
  readonly file: string;
  readonly text: string;
  readonly profile: string;
  /** Null: the profile's own. */
  readonly target: string | null;
  /** dbt runs here, so relative paths begin here. */
  readonly folder: string;
  readonly environment: Environment;
  /** Those that the caller can open; a target of another one is refused by name. */
  readonly engines: readonly Name[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** `ConfigError` (`invalid_profile` for several problems) with the place; lines of this file are never shown. */
export function readProfile<Name extends EngineName>(reading: ProfileReading<Name>): Profile<Name> {
  const source = readYaml(reading.file, reading.text, { isSecret: true });
  refuse("invalid_profile", source.problems);
  const profiles = mappingAt(source, source.value, []);
  const profile = mappingAt(source, choose(source, profiles, reading.profile, "profile", []), [reading.profile]);
  const outputsPath = [reading.profile, "outputs"];
  const outputs = mappingAt(source, choose(source, profile, "outputs", "key", [reading.profile]), outputsPath);
  const target = reading.target ?? readTarget(source, profile, reading);
  const path = [...outputsPath, target];
  const output = renderOutput(
    source,
    mappingAt(source, choose(source, outputs, target, "target", outputsPath), path),
    path,
    reading,
  );
  const { folder, engines } = reading;
  const connection = readConnection({ source, output, path, folder }, engines);
  return { target, targets: Object.keys(outputs), connection };
}

/** dbt takes `default` where a profile names no target. */
function readTarget(source: YamlSource, profile: Mapping, { profile: name, environment }: ProfileReading): string {
  const { target = "default" } = profile;
  const rendered = renderEnvVars(typeof target === "string" ? target : "", environment);
  if (rendered.kind === "value") return String(rendered.value);
  return throwAt(source, [name, "target"], describeRendering(rendered));
}

function renderOutput(source: YamlSource, output: Mapping, path: YamlPath, { environment }: ProfileReading): Mapping {
  const problems: Problem[] = [];
  const render = (value: unknown, at: YamlPath): unknown => {
    if (Array.isArray(value)) return value.map((member, index) => render(member, [...at, index]));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, render(member, [...at, key])]));
    if (typeof value !== "string" || !hasJinja(value)) return value;
    const rendered = renderEnvVars(value, environment);
    if (rendered.kind === "value") return rendered.value;
    problems.push({ ...describeRendering(rendered), location: source.locateText(at, rendered.expression) });
    return value;
  };
  const rendered = render(output, path);
  refuse("invalid_profile", problems);
  return mappingAt(source, rendered, path);
}

function readConnection<Name extends EngineName>(reading: OutputReading, engines: readonly Name[]): ConnectionOf<Name> {
  const { source, output, path } = reading;
  const { type } = output;
  const engine = engines.find((name) => name === type);
  if (engine === undefined)
    return throwAt(source, [...path, "type"], {
      code: "unsupported_warehouse",
      message: `A warehouse of type ${typeof type === "string" && /^\w+$/u.test(type) ? type : "unknown"} is not supported yet.`,
      remedy: `Use type: ${engines.join(" or ")}.`,
    });
  return READERS[engine](reading);
}

const READERS: { readonly [Name in EngineName]: (reading: OutputReading) => ConnectionOf<Name> } = {
  duckdb: readDuckdb,
  postgres: readPostgres,
  bigquery: readBigQuery,
};

function choose(source: YamlSource, mapping: Mapping, key: string, what: string, path: YamlPath): unknown {
  if (Object.hasOwn(mapping, key)) return mapping[key];
  return throwAt(source, path, {
    code: `unknown_${what}`,
    message: `There is no ${what} "${key}" here.`,
    remedy: knownWords(
      key,
      Object.keys(mapping).filter((known) => known !== "config"),
    ),
  });
}

function mappingAt(source: YamlSource, value: unknown, path: YamlPath): Mapping {
  if (isMapping(value)) return value;
  return throwAt(source, path, {
    code: "invalid_value",
    message: `${path.length === 0 ? "The file" : `"${String(path.at(-1))}"`} must be a mapping (key: value).`,
    remedy: "See dbt's page on profiles.yml.",
  });
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function throwAt(source: YamlSource, path: YamlPath, problem: Omit<Problem, "location">): never {
  throw problemError("invalid_profile", [{ ...problem, location: source.locate(path) }]);
}
