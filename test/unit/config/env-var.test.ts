import { expect, test } from "vitest";
import { renderEnvVars } from "../../../src/config/env-var.ts";

const ENVIRONMENT = { A: "one", N: " 5432 ", B: "True", EMPTY: "", JINJA: "{{ env_var('A') }}" };

test.each([
  ["plain text", "plain text"],
  ["{{ env_var('A') }}", "one"],
  ['{{env_var("A")}}', "one"],
  ["{{- env_var( 'A' , 'x' ) -}}", "one"],
  ["{{ env_var('NOT_SET', 'x') }}", "x"],
  ["{{ env_var('NOT_SET', '') }}", ""],
  ["{{ env_var('EMPTY', 'x') }}", ""],
  ["a-{{ env_var('A') }}-{{ env_var('A') }}", "a-one-one"],
  ["{{ env_var('N') | as_number }}", 5432],
  ["{{ env_var('NOT_SET', '-1.5') | as_number }}", -1.5],
  ["{{ env_var('B') | as_bool }}", true],
  ["{{ env_var('A') | as_text }}", "one"],
  // As in dbt, a filter gives a type only to a whole value.
  ["port {{ env_var('N') | as_number }}", "port  5432 "],
  // A value is a value, not another template.
  ["{{ env_var('JINJA') }}", "{{ env_var('A') }}"],
])("%s is %j", (text, value) => {
  expect(renderEnvVars(text, ENVIRONMENT)).toEqual({ kind: "value", value });
});

test.each([
  "{{ var('A') }}",
  "{{ env_var(A) }}",
  "{{ env_var('A') | upper }}",
  "{{ env_var('A') ~ 'x' }}",
  "{{ env_var('A', 5) }}",
  "{{ env_var('A'",
  "{% if true %}x{% endif %}",
  "{# a comment #}",
  "{{ env_var('A\\'') }}",
])("%s is refused, never passed through", (text) => {
  expect(renderEnvVars(text, ENVIRONMENT).kind).toBe("unsupported");
});

test("what is not set, and what is no number, is told by the variable's name", () => {
  expect(renderEnvVars("{{ env_var('GONE') }}", ENVIRONMENT)).toMatchObject({ kind: "missing", variable: "GONE" });
  expect(renderEnvVars("{{ env_var('A') | as_number }}", ENVIRONMENT)).toMatchObject({
    kind: "not_a_value",
    variable: "A",
  });
  expect(renderEnvVars("{{ env_var('N') | as_bool }}", ENVIRONMENT)).toMatchObject({
    kind: "not_a_value",
    variable: "N",
  });
});
