/** One BigQuery emulator for all files of a run that ask for it. */
import type { TestProject } from "vitest/node";
import { startBigQueryEmulator } from "./bigquery-emulator.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly bigQuery: { readonly endpoint: string; readonly project: string };
  }
}

let stopEmulator: (() => Promise<void>) | undefined;

export async function setup(project: TestProject): Promise<void> {
  const { endpoint, project: name, stop } = await startBigQueryEmulator();
  stopEmulator = stop;
  project.provide("bigQuery", { endpoint, project: name });
}

export async function teardown(): Promise<void> {
  await stopEmulator?.();
}
