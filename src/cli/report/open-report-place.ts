/** Where the report is published: the places that a sync's files may lie at, with secrets from the environment. */
import type { FilePlaceSettings } from "../../config/report-schema.ts";
import type { FileStore } from "../../destination/files/store.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Environment } from "../../platform/environment.ts";

/** Reaches nothing yet. `ConfigError` `missing_variable`, `missing_key`. `folder`: the project's. */
export async function openReportPlace(
  place: FilePlaceSettings,
  { environment, folder }: { readonly environment: Environment; readonly folder: string },
): Promise<FileStore> {
  const { openStore } = await import("../../destination/files/open-store.ts");
  const { address, region, endpoint, hostKey, secretVariables } = place;
  const secrets = Object.fromEntries(
    Object.entries(secretVariables).map(([key, variable]) => [key, valueOf(variable, environment)]),
  );
  return openStore({ address, folder, secrets, region, endpoint, hostKey });
}

function valueOf(variable: string, environment: Environment): string {
  const value = environment[variable] ?? "";
  if (value !== "") return value;
  throw new ConfigError("missing_variable", `The environment variable ${variable} is not set.`, {
    remedy: `Set it: export ${variable}=…`,
  });
}
