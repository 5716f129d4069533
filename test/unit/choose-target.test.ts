/** Whose state a preview is compared with, and what is advised where that is not clear. */
import { expect, test } from "vitest";
import { chooseTarget } from "../../src/cli/choose-target.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import type { Sync } from "../../src/domain/sync.ts";
import { syncNamed } from "../engine/engine-setup.ts";

const sync = (...names: readonly string[]): Sync =>
  syncNamed("a", { applyOn: names.length === 0 ? null : { names, location: { file: "syncs/a.yml", line: 1 } } });

function refusal(work: () => string): readonly (string | undefined)[] {
  try {
    return [work()];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [error.message, error.remedy];
  }
}

test("the target is the one asked for, or the one that may send", () => {
  expect(chooseTarget("dev", [sync("prod")], ["dev", "prod"])).toBe("dev");
  expect(chooseTarget(undefined, [sync("prod")], ["dev", "prod"])).toBe("prod");
  expect(chooseTarget(undefined, [sync("prod", "live")], ["dev", "prod"])).toBe("prod");
});

test("only a target that is there is advised", () => {
  expect(refusal(() => chooseTarget(undefined, [sync()], ["dev"]))).toEqual([
    "No sync says with apply_on where it may send, so it is not clear whose state to compare with.",
    "Name the target, which is dev: tierline plan --preview --against dev",
  ]);
  expect(refusal(() => chooseTarget(undefined, [sync("prod")], ["dev", "ci"]))).toEqual([
    "The syncs may send on prod, which profiles.yml does not have, so it is not clear whose state to compare with.",
    "Name the target, which is dev or ci: tierline plan --preview --against dev",
  ]);
  expect(refusal(() => chooseTarget(undefined, [sync("ci"), sync("prod")], ["dev", "ci", "prod"]))).toEqual([
    "The syncs may send on ci, prod, so it is not clear whose state to compare with.",
    "Name the target, which is ci or prod: tierline plan --preview --against ci",
  ]);
  expect(refusal(() => chooseTarget("pord", [], ["dev", "prod"]))[1]).toBe("Did you mean prod? It has: dev, prod.");
});
