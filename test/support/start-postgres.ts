/** One PostgreSQL server for all files of a run that ask for it. */
import type { TestProject } from "vitest/node";
import { startPostgres, type PostgresServer } from "../../src/demo/postgres-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly postgres: PostgresServer;
  }
}

let stopServer: (() => Promise<void>) | undefined;

export async function setup(project: TestProject): Promise<void> {
  const { host, port, user, password, stop } = await startPostgres();
  stopServer = stop;
  project.provide("postgres", { host, port, user, password });
}

export async function teardown(): Promise<void> {
  await stopServer?.();
}
