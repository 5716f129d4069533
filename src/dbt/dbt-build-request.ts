/** What a build is asked to do, and with what. */
import type { DbtModel } from "../domain/dbt-model.ts";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import type { Random } from "../platform/random.ts";
import type { DbtProgress } from "./log-line.ts";

export interface DbtBuildRequest {
  /** The program, from `findDbt`. */
  readonly dbt: string;
  /** Absolute folder with dbt_project.yml; dbt runs there. */
  readonly project: string;
  readonly profilesFolder: string;
  readonly target: string;
  /** ISO 8601 UTC. */
  readonly asOf: string;
  /** Their ancestors are built with them. */
  readonly models: readonly string[];
  /** `whole`: with the package tierline and every test. `relations`: nothing besides, and no test, for a look at them. */
  readonly scope: "whole" | "relations";
  readonly environment: Environment;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DbtProgress) => void;
  /** Throws where a sync names a model or column that the project has not; called as soon as that can be known. */
  readonly checkModels: (models: readonly DbtModel[]) => void;
}
