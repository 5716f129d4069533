/** The audience somebody names: by its own name, or as `model/name` where two models have one of that name. */
import { closestName } from "../domain/closest-name.ts";
import { ConfigError } from "../domain/errors.ts";
import type { AudienceSight } from "../report/audience-sight.ts";

/** `ConfigError` `audience_unknown`, `audience_ambiguous`. */
export function findAudience(audiences: readonly AudienceSight[], named: string): AudienceSight {
  const found = audiences.filter(({ model, name }) => name === named || `${model}/${name}` === named);
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined)
    throw new ConfigError("audience_ambiguous", `Several models have an audience ${named}.`, {
      remedy: `Name one: ${found.map(({ model, name }) => `${model}/${name}`).join(", ")}.`,
    });
  const names = audiences.map(({ name }) => name);
  const near = closestName(named, names);
  throw new ConfigError("audience_unknown", `There is no audience ${named}.`, {
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}There is: ${names.join(", ") || "none"}.`,
  });
}
