/** Why a text with Jinja has no value. */
import type { Problem } from "../domain/errors.ts";
import type { Rendered } from "./env-var.ts";

const UNSUPPORTED: Omit<Problem, "location"> = {
  code: "unsupported_jinja",
  message:
    "Only env_var('NAME') and env_var('NAME', 'default') are understood here, with | as_number, as_bool or as_text.",
  remedy: "Put the value into an environment variable and write {{ env_var('NAME') }}.",
};

export function describeRendering(rendered: Exclude<Rendered, { kind: "value" }>): Omit<Problem, "location"> {
  if (rendered.kind === "unsupported") return UNSUPPORTED;
  const { variable } = rendered;
  if (rendered.kind === "missing")
    return {
      code: "missing_variable",
      message: `The environment variable ${variable} is not set.`,
      remedy: `Set it: export ${variable}=…`,
    };
  return {
    code: "invalid_value",
    message: `The environment variable ${variable} is not ${rendered.filter === "as_bool" ? "true or false" : "a number"}.`,
    remedy: `Set it to one, or remove | ${rendered.filter}.`,
  };
}
