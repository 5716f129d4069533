/** Whether a sync may send from this dbt target at all: asked before the first call to its destination. */
import { closestName } from "../domain/closest-name.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";

/** `ConfigError` `target_may_not_send`, at the line that names the targets that may. */
export function checkTarget({ name, applyOn }: Sync, target: string): void {
  if (applyOn === null || applyOn.names.includes(target)) return;
  const near = closestName(target, applyOn.names);
  const question = near === undefined ? "" : ` If "${near}" in apply_on means this one, write it so.`;
  throw new ConfigError("target_may_not_send", `The sync ${name} may not send from the target "${target}".`, {
    location: applyOn.location,
    remedy: `It may from: ${applyOn.names.join(", ")} (--target). Here \`tierline plan\` shows what would be sent.${question}`,
  });
}
