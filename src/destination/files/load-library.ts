/** Libraries that only some addresses need are optional: they are asked for where somebody names such an address. */
import { ConfigError } from "../../domain/errors.ts";

/** `ConfigError` `driver_missing` with the command that installs what is missing. */
export async function loadLibrary<Library>(
  load: () => Promise<Library>,
  what: { readonly scheme: string; readonly install: string },
): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new ConfigError("driver_missing", `The library that ${what.scheme} addresses need is not installed.`, {
      cause,
      remedy: `npm install ${what.install}`,
    });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
}
