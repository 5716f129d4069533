/** dbt's profiles.yml: where the warehouse is. Only the chosen target is rendered, as dbt does. */
import { basename, resolve } from "node:path";
import type { Problem } from "../domain/errors.ts";
import { knownWords } from "./did-you-mean.ts";
import { hasJinja, renderEnvVars } from "./env-var.ts";
import type { Environment } from "../platform/environment.ts";
import { problemError, refuse } from "./refuse.ts";
import { describeRendering } from "./rendering-problem.ts";
import { readYaml, type YamlPath, type YamlSource } from "./yaml-source.ts";

/** An embedded DuckDB file that dbt writes. */
export interface DuckdbConnection {
  readonly type: "duckdb";
  /** Absolute. */
  readonly path: string;
  /** dbt's name of it in relations: the file's name without its ending. */
  readonly database: string;
  /** dbt's schema, where models land unless they say otherwise. */
  readonly schema: string;
}

export interface Profile {
  readonly target: string;
  /** Every target that the profile names. */
  readonly targets: readonly string[];
  readonly connection: DuckdbConnection;
}

export interface ProfileReading {
  /** As messages name the file. */
  readonly file: string;
  readonly text: string;
  readonly profile: string;
  /** Null: the profile's own. */
  readonly target: string | null;
  /** dbt runs here, so relative paths begin here. */
  readonly folder: string;
  readonly environment: Environment;
}

type Mapping = Readonly<Record<string, unknown>>;

/** `ConfigError` (`invalid_profile` for several problems) with the place; lines of this file are never shown. */
export function readProfile(reading: ProfileReading): Profile {
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
  return { target, targets: Object.keys(outputs), connection: readConnection(source, output, path, reading) };
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

function readConnection(
  source: YamlSource,
  output: Mapping,
  path: YamlPath,
  { folder }: ProfileReading,
): DuckdbConnection {
  const { type } = output;
  if (type !== "duckdb")
    throwAt(source, [...path, "type"], {
      code: "unsupported_warehouse",
      message: `A warehouse of type ${typeof type === "string" && /^\w+$/u.test(type) ? type : "unknown"} is not supported yet.`,
      remedy: "Use type: duckdb.",
    });
  const file = output["path"];
  if (typeof file !== "string" || file.trim() === "" || file === ":memory:" || /^[a-z][a-z0-9+]+:/iu.test(file))
    throwAt(source, [...path, "path"], {
      code: "invalid_value",
      message: `"path" must name a DuckDB file on this machine: dbt and Tierline both open it.`,
      remedy: "Write path: warehouse.duckdb (relative to the dbt project).",
    });
  const schema = output["schema"] ?? "main";
  if (typeof schema !== "string" || !/^\w{1,63}$/u.test(schema))
    throwAt(source, [...path, "schema"], {
      code: "invalid_value",
      message: `"schema" must be a plain name.`,
      remedy: "Use letters, digits and underscores only.",
    });
  const name = basename(file);
  return {
    type,
    path: resolve(folder, file),
    database: name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name,
    schema,
  };
}

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
