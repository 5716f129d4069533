/** The rules of a programme as its seeds say them: what counts, before any build has read them. */
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { policyCurrencies } from "../load/policy-currencies.ts";
import { readDbtProjectFile } from "./init/dbt-project-file.ts";

export interface Rules {
  /** Of every version of the rules. */
  readonly currencies: readonly string[];
  /** The seeds, relative to the project. */
  readonly policyFile: string;
  readonly levelFile: string;
}

/** Null where the seed does not lie in the project's first folder for seeds: somebody keeps the rules elsewhere. */
export async function readRulesOf(folder: string): Promise<Rules | null> {
  const seedPath = (await readDbtProjectFile(folder))?.seedPath ?? "seeds";
  const policyFile = posix.join(seedPath, "tier_policies.csv");
  const text = await readFile(join(folder, policyFile), "utf8").catch(() => null);
  if (text === null) return null;
  return { currencies: policyCurrencies(text), policyFile, levelFile: posix.join(seedPath, "tier_levels.csv") };
}
