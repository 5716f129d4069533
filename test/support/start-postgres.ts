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
  const { stop, ...server } = await startPostgres();
  stopServer = stop;
  project.provide("postgres", server);
}

export async function teardown(): Promise<void> {
  await stopServer?.();
}
