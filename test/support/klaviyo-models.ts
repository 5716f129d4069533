/**
 * What Klaviyo's own client expects of an answer. It checks nothing itself, but it declares, for each of its models, which
 * fields there are, which of them must be there, and of which type they are.
 */
import { readFileSync } from "node:fs";

interface Field {
  /** As it stands in an answer. */
  readonly baseName: string;
  /** As the model has it. */
  readonly name: string;
}

interface Model {
  readonly name: string;
  getAttributeTypeMap(): readonly Field[];
}

interface Declared {
  readonly isOptional: boolean;
  /** TypeScript, as `string | null`. */
  readonly type: string;
}

/** An answer as it came, and what the client made of it. */
export interface Understood {
  readonly response: { readonly data: unknown };
  readonly body: unknown;
}

/** Each field that the answer lacks, has besides, or has with another type; none: the answer is as the client expects it. */
export function differencesOf({ response, body }: Understood): readonly string[] {
  return differences(response.data, body, "");
}

function differences(answer: unknown, understood: unknown, at: string): readonly string[] {
  if (Array.isArray(understood))
    return understood.flatMap((item: unknown, index) => differences(Object(answer)[index], item, `${at}[${index}]`));
  const model = modelOf(understood);
  if (model === undefined) return [];
  const declared = declarationsOf(model.name);
  const fields = model.getAttributeTypeMap();
  const known = new Set(fields.map(({ baseName }) => baseName));
  const besides = Object.keys(Object(answer)).filter((name) => !known.has(name));
  return [
    ...besides.map((name) => `${at}.${name} is not in ${model.name}`),
    ...fields.flatMap(({ baseName, name }) => {
      const [path, value] = [`${at}.${baseName}`, Object(answer)[baseName]];
      const { isOptional, type } = declared.get(name) ?? { isOptional: false, type: "never" };
      if (value === undefined || value === null) return isOptional ? [] : [`${path} is missing`];
      return isOfType(value, type)
        ? differences(value, Object(understood)[name], path)
        : [`${path} is not of type ${type}`];
    }),
  ];
}

function modelOf(value: unknown): Model | undefined {
  const constructor: unknown = typeof value === "object" && value !== null ? value.constructor : undefined;
  return isModel(constructor) ? constructor : undefined;
}

function isModel(value: unknown): value is Model {
  return typeof value === "function" && "getAttributeTypeMap" in value;
}

/** Of the model and those it extends. */
function declarationsOf(model: string): ReadonlyMap<string, Declared> {
  const file = `${model.slice(0, 1).toLowerCase()}${model.slice(1)}.d.ts`;
  const text = readFileSync(new URL(`../../node_modules/klaviyo-api/dist/model/${file}`, import.meta.url), "utf8");
  const parent = /^export declare class \w+ extends (?<parent>\w+)/mu.exec(text)?.groups?.["parent"];
  const own = [...text.matchAll(/^ {4}'(?<name>\w+)'(?<optional>\??): (?<type>.+);$/gmu)].map(({ groups = {} }) => {
    const { name = "", optional, type = "" } = groups;
    return [name, { isOptional: optional === "?", type }] as const;
  });
  return new Map([...(parent === undefined ? [] : declarationsOf(parent)), ...own]);
}

/** Models and plain objects are looked into, not here. */
function isOfType(value: unknown, type: string): boolean {
  const alternatives = type.split(" | ");
  const literals = alternatives.flatMap((one) => /^'(?<text>.*)'$/u.exec(one)?.groups?.["text"] ?? []);
  if (literals.length > 0) return literals.some((literal) => literal === value);
  if (alternatives.some((one) => one === typeof value)) return true;
  if (alternatives.includes("Date")) return typeof value === "string" && !Number.isNaN(Date.parse(value));
  if (alternatives.some((one) => one.startsWith("Array<"))) return Array.isArray(value);
  return typeof value === "object" && !alternatives.some((one) => ["string", "number", "boolean"].includes(one));
}
