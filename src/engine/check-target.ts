/** Whether a sync may send from this dbt target at all: asked before the first call to its destination. */
import { closestName } from "../domain/closest-name.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";
import type { Engine } from "./engine.ts";

/** `ConfigError` `target_may_not_send`, at the line that names the targets that may; it advises only what profiles.yml has. */
export function checkTarget(
  { name, applyOn }: Sync,
  { target, targets }: Pick<Engine<never>, "target" | "targets">,
): void {
  if (applyOn === null || applyOn.names.includes(target)) return;
  const near = closestName(target, applyOn.names);
  const question = near === undefined ? "" : ` If "${near}" in apply_on means this one, write it so.`;
  const there = applyOn.names.filter((one) => targets.includes(one));
  const where =
    there.length > 0
      ? `It may from: ${there.join(", ")} (--target).`
      : `It may from: ${applyOn.names.join(", ")}, which profiles.yml does not have: add it there, or correct apply_on.`;
  throw new ConfigError("target_may_not_send", `The sync ${name} may not send from the target "${target}".`, {
    location: applyOn.location,
    remedy: `${where} Here \`tierline plan\` shows what would be sent.${question}`,
  });
}
