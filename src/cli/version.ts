/** What Tierline's own package.json says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ContractError } from "../domain/errors.ts";
import { packageDirectory } from "./package-directory.ts";

export function version(): string {
  return textOf("version", readPackage());
}

/** The Node that package.json asks for, as `>=22`. */
export function wantedNode(): string {
  const { engines } = readPackage();
  return textOf("node", typeof engines === "object" && engines !== null ? { ...engines } : {});
}

function readPackage(): Readonly<Record<string, unknown>> {
  const content: unknown = JSON.parse(readFileSync(join(packageDirectory(), "package.json"), "utf8"));
  return typeof content === "object" && content !== null ? { ...content } : {};
}

function textOf(key: string, values: Readonly<Record<string, unknown>>): string {
  const value = values[key];
  if (typeof value === "string") return value;
  throw new ContractError("package_damaged", `Tierline's own package.json holds no ${key}.`, {
    remedy: "Install Tierline again.",
  });
}
