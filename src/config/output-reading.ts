/** One output of profiles.yml, its variables filled in, held against a schema. */
import { z } from "zod";
import { closestName } from "../domain/closest-name.ts";
import type { Problem } from "../domain/errors.ts";
import { byPosition, refuse } from "./refuse.ts";
import { schemaProblems } from "./schema-problems.ts";
import type { YamlPath, YamlSource } from "./yaml-source.ts";

export interface OutputReading {
  readonly source: YamlSource;
  readonly output: Readonly<Record<string, unknown>>;
  /** Of the output in the file. */
  readonly path: YamlPath;
  /** dbt runs here, so relative paths begin here. */
  readonly folder: string;
}

/**
 * `known`: every key that dbt's adapter reads, its other names included. One that is none of them, and nearly is, was meant to
 * be; others are dbt's business.
 */
export function readOutput<Schema extends z.ZodType>(
  { source, output, path }: OutputReading,
  schema: Schema,
  known: readonly string[],
): z.output<Schema> {
  const mistyped = Object.keys(output).flatMap((key): readonly Problem[] => {
    const meant = known.includes(key) ? undefined : closestName(key, known);
    if (meant === undefined) return [];
    const location = source.locate([...path, key], "key");
    return [
      {
        code: "unknown_key",
        message: `dbt does not know the key "${key}".`,
        remedy: `Did you mean "${meant}"?`,
        location,
      },
    ];
  });
  const parsed = schema.safeParse(output);
  const issues = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
  const wrong = schemaProblems(issues, { source, schema, renamed: {} });
  // A key that is missing because it is mistyped is told once.
  const others = wrong.filter(({ code }) => mistyped.length === 0 || code !== "missing_key");
  refuse("invalid_profile", [...mistyped, ...others].toSorted(byPosition));
  if (parsed.success) return parsed.data;
  throw new Error("A profile that was refused was accepted.");
}

/** What environment variables and YAML make of text: `password: 1234` is text as well. */
export const someText = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.string().regex(/\S/u, "this must not be empty."),
);

/** Digits from an environment variable are a number, as they are to dbt. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d+$/u.test(value.trim()) ? Number(value) : value),
    z.int(`this must be a whole number from ${least} to ${most}.`).min(least).max(most),
  );
}

export const plainName = z
  .string()
  .regex(/^\w{1,63}$/u, "this must be a plain name: letters, digits and underscores only.");

/** dbt takes either of two names; the first given counts. */
export function firstOf(
  output: Readonly<Record<string, unknown>>,
  name: string,
  other: string,
): Record<string, unknown> {
  const { [other]: alias, ...rest } = output;
  return alias === undefined || Object.hasOwn(rest, name) ? rest : { ...rest, [name]: alias };
}
