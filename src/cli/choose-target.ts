/** Whose state a preview is compared with. */
import { closestName } from "../domain/closest-name.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";

/** The one asked for, or the only one that the syncs' `apply_on` name. `ConfigError` `usage` for none, or an unknown one. */
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
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const why =
    named.length === 0 ? "No sync says with apply_on where it may send" : `The syncs may send on ${named.join(", ")}`;
  throw new ConfigError("usage", `${why}, so it is not clear whose state to compare with.`, {
    remedy: "Name the target: tierline plan --preview --against prod",
  });
}
