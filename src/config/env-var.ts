/**
 * The one kind of Jinja that is understood outside dbt: `{{ env_var('X') }}`, `{{ env_var('X', 'default') }}`, each with
 * `| as_number`, `| as_bool` or `| as_text` if wanted. Everything else is refused by name, never passed through.
 */
import type { Environment } from "../platform/environment.ts";

export type Rendered =
  | { readonly kind: "value"; readonly value: string | number | boolean }
  | { readonly kind: "missing"; readonly variable: string; readonly expression: string }
  | { readonly kind: "unsupported"; readonly expression: string }
  | { readonly kind: "not_a_value"; readonly variable: string; readonly filter: string; readonly expression: string };

const EXPRESSION = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}|\{[{%#]/gu;
const ENV_VAR =
  /^\{\{-?\s*env_var\(\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*(?:,\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*)?\)\s*(?:\|\s*(as_number|as_bool|as_text)\s*)?-?\}\}$/u;

export function hasJinja(text: string): boolean {
  return text.search(/\{[{%#]/u) !== -1;
}

/** The value of a text. A filter applies where the expression is the whole text, as in dbt; elsewhere everything is text. */
export function renderEnvVars(text: string, environment: Environment): Rendered {
  let rendered = "";
  let end = 0;
  for (const { 0: expression, index } of text.matchAll(EXPRESSION)) {
    const parsed = parseEnvVar(expression);
    if (parsed === undefined) return { kind: "unsupported", expression };
    const { variable, fallback, filter } = parsed;
    const value = environment[variable] ?? fallback;
    if (value === undefined) return { kind: "missing", variable, expression };
    if (filter !== undefined && filter !== "as_text" && expression === text.trim())
      return convert(value, { variable, filter, expression });
    rendered += text.slice(end, index) + value;
    end = index + expression.length;
  }
  return { kind: "value", value: rendered + text.slice(end) };
}

export interface EnvVar {
  readonly variable: string;
  /** The default, if one is written. */
  readonly fallback: string | undefined;
  readonly filter: string | undefined;
}

/** One whole expression, braces included; undefined for anything else. */
export function parseEnvVar(expression: string): EnvVar | undefined {
  const found = ENV_VAR.exec(expression);
  const variable = found?.[1] ?? found?.[2];
  if (found === null || variable === undefined || variable === "") return undefined;
  return { variable, fallback: found[3] ?? found[4], filter: found[5] };
}

function convert(value: string, from: { variable: string; filter: string; expression: string }): Rendered {
  const text = value.trim();
  if (from.filter === "as_number" && /^-?\d+(?:\.\d+)?$/u.test(text)) return { kind: "value", value: Number(text) };
  if (from.filter === "as_bool" && /^(?:true|false)$/iu.test(text))
    return { kind: "value", value: text.toLowerCase() === "true" };
  return { kind: "not_a_value", ...from };
}
