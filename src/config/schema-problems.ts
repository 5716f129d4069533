/** What a zod schema found wrong, said to the person who wrote the file. Values are never repeated: they may be secrets. */
import { z } from "zod";
import { closestName } from "../domain/closest-name.ts";
import type { Problem } from "../domain/errors.ts";
import { knownWords } from "./did-you-mean.ts";
import type { RenamedKeys } from "./renamed-keys.ts";
import type { YamlPath, YamlSource } from "./yaml-source.ts";

/** How zod begins what it says of a value of the wrong type when the schema has no words of its own. */
const ZOD_TYPE_MESSAGE = "Invalid input";

type Issue = z.core.$ZodIssue;

interface Reading {
  readonly source: YamlSource;
  readonly schema: z.ZodType;
  readonly renamed: RenamedKeys;
}

/** One problem per thing that is wrong, several unknown keys apart; a key that is misspelt is not missing besides. */
export function schemaProblems(issues: readonly Issue[], reading: Reading): readonly Problem[] {
  const misspelt = new Set(issues.flatMap((issue) => keysMeant(issue, reading)));
  return issues
    .filter(({ path }) => {
      const isMissing = path.length > 0 && valueAt(reading.source.value, pathOf(path)) === undefined;
      return !isMissing || !misspelt.has(nameOf(pathOf(path)));
    })
    .flatMap((issue) => describeIssue(issue, reading));
}

/** The names of the keys that were written otherwise. */
function keysMeant(issue: Issue, reading: Reading): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [];
  return issue.keys.flatMap((key) => {
    const path = [...pathOf(issue.path), key];
    const meant = newNameOf(path, reading) ?? closestName(key, keysBeside(path, reading));
    return meant === undefined ? [] : [nameOf([...path.slice(0, -1), meant])];
  });
}

function pathOf(path: Issue["path"]): YamlPath {
  return path.map((step) => (typeof step === "symbol" ? String(step) : step));
}

function describeIssue(issue: Issue, reading: Reading): readonly Problem[] {
  const path = pathOf(issue.path);
  const { source } = reading;
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => describeUnknownKey([...path, key], reading));
  const name = nameOf(path);
  if (path.length > 0 && valueAt(source.value, path) === undefined)
    return [
      {
        code: "missing_key",
        message: `The key "${String(path.at(-1))}" is missing${path.length > 1 ? ` in "${nameOf(path.slice(0, -1))}"` : ""}.`,
        remedy: `Add ${String(path.at(-1))}: … here.`,
        location: source.locate(path.slice(0, -1), "key"),
      },
    ];
  if (issue.code === "invalid_value" || (issue.code === "invalid_union" && issue.discriminator !== undefined)) {
    const known = issue.code === "invalid_value" ? issue.values.map(String) : optionsOf(issue);
    const at =
      issue.code === "invalid_union" && path.at(-1) !== issue.discriminator
        ? [...path, issue.discriminator ?? ""]
        : path;
    const value = valueAt(source.value, at);
    return [
      {
        code: "unknown_value",
        message: `"${nameOf(at)}" does not know this value.`,
        remedy: knownWords(typeof value === "string" ? value : "", known),
        location: source.locate(at),
      },
    ];
  }
  if (issue.code === "invalid_key")
    return [
      {
        code: "invalid_value",
        message: issue.issues[0]?.message ?? `"${name}" is no name that can stand here.`,
        remedy: "Rename this key.",
        location: source.locate(path, "key"),
      },
    ];
  const meant = issue.code === "invalid_union" ? branchMeant(issue) : [];
  if (meant.length > 0)
    return meant.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, reading));
  // A schema with words of its own says more than the kind of value it wants: `30` in quotes is no duration either.
  const isType = issue.code === "invalid_type" && issue.message.startsWith(ZOD_TYPE_MESSAGE);
  return [
    {
      code: "invalid_value",
      message: isType ? `"${name}" must be ${describeType(issue.expected)}.` : `"${name}": ${issue.message}`,
      ...(isType && issue.expected === "string" ? { remedy: "Put the value in quotes." } : {}),
      location: source.locate(path),
    },
  ];
}

/** The mistakes in the one alternative whose shape was written; none when no alternative has it. */
function branchMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  return (
    issue.errors.find(
      (problems) =>
        problems.length > 0 && problems.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
    ) ?? []
  );
}

function describeUnknownKey(path: YamlPath, reading: Reading): Problem {
  const key = String(path.at(-1));
  const location = reading.source.locate(path, "key");
  const newName = newNameOf(path, reading);
  if (newName !== undefined)
    return { code: "renamed_key", message: `"${key}" is called "${newName}" here.`, remedy: "Rename it.", location };
  return {
    code: "unknown_key",
    message: `"${key}" is not a key that can stand here.`,
    remedy: knownWords(key, keysBeside(path, reading)),
    location,
  };
}

/** What a key of an older Tierline is called today, where it can stand. */
function newNameOf(path: YamlPath, reading: Reading): string | undefined {
  const newName = reading.renamed[path.filter((step) => typeof step === "string").join(".")];
  return newName !== undefined && keysBeside(path, reading).includes(newName) ? newName : undefined;
}

/** All keys that can stand where this one does. */
function keysBeside(path: YamlPath, { source, schema }: Reading): readonly string[] {
  return knownKeys(z.toJSONSchema(schema, { io: "input" }), path.slice(0, -1), source.value);
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly const?: unknown;
}

/** `written`: what stands where `schema` is about, which tells the alternative that is meant. */
function knownKeys(schema: JsonSchema, path: YamlPath, written: unknown): readonly string[] {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(isSchema);
  const meant = alternatives.filter((alternative) => isMeant(alternative, written));
  if (alternatives.length > 0)
    return [...new Set(meant.flatMap((alternative) => knownKeys(alternative, path, written)))];
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(schema.properties ?? {});
  const next = typeof step === "number" ? schema.items : (schema.properties?.[step] ?? schema.additionalProperties);
  return isSchema(next) ? knownKeys(next, rest, valueAt(written, [step])) : [];
}

/** False where a key that has one value only was written with another one. */
function isMeant({ properties }: JsonSchema, written: unknown): boolean {
  return Object.entries(properties ?? {}).every(
    ([key, property]) =>
      !isSchema(property) || property.const === undefined || property.const === valueAt(written, [key]),
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}

function optionsOf(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function describeType(expected: string): string {
  if (expected === "object" || expected === "record") return "a mapping (key: value)";
  if (expected === "array") return "a list (- item)";
  if (expected === "string") return "text";
  if (expected === "boolean") return "true or false";
  return expected === "int" ? "a whole number" : `a ${expected}`;
}

/** `audiences.0.lists` is said `audiences[1].lists`: people count from one. */
function nameOf(path: YamlPath): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step + 1}]` : `.${step}`))
    .join("")
    .replace(/^\./u, "");
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let current: unknown = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}
