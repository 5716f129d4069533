/** Whose state a preview is compared with. */
import { closestName } from "../domain/closest-name.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";

/**
 * The one asked for, or the only one of `targets` (those of profiles.yml) that the syncs' `apply_on` name. `ConfigError`
 * `usage` for none, several, or an unknown one; it advises only what is there.
 */
export function chooseTarget(asked: string | undefined, syncs: readonly Sync[], targets: readonly string[]): string {
  if (asked !== undefined) {
    if (targets.includes(asked)) return asked;
    const near = closestName(asked, targets);
    const question = near === undefined ? "" : `Did you mean ${near}? `;
    throw new ConfigError("usage", `There is no target ${asked} in profiles.yml.`, {
      remedy: `${question}It has: ${targets.join(", ")}.`,
    });
  }
  const named = [...new Set(syncs.flatMap(({ applyOn }) => applyOn?.names ?? []))];
  const there = named.filter((name) => targets.includes(name));
  const [only] = there;
  if (only !== undefined && there.length === 1) return only;
  const choices = there.length === 0 ? targets : there;
  throw new ConfigError("usage", `${whyUnclear(named, there)}, so it is not clear whose state to compare with.`, {
    remedy: `Name the target, which is ${choices.join(" or ")}: tierline plan --preview --against ${choices[0] ?? ""}`,
  });
}

function whyUnclear(named: readonly string[], there: readonly string[]): string {
  if (named.length === 0) return "No sync says with apply_on where it may send";
  if (there.length > 0) return `The syncs may send on ${there.join(", ")}`;
  return `The syncs may send on ${named.join(", ")}, which profiles.yml does not have`;
}
