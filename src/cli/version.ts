/** The version in Tierline's own package.json. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ContractError } from "../domain/errors.ts";
import { packageDirectory } from "./package-directory.ts";

export function version(): string {
  const content: unknown = JSON.parse(readFileSync(join(packageDirectory(), "package.json"), "utf8"));
  if (typeof content === "object" && content !== null && "version" in content && typeof content.version === "string")
    return content.version;
  throw new ContractError("package_without_version", "Tierline's own package.json holds no version.", {
    remedy: "Install Tierline again.",
  });
}
