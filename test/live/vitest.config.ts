import { defineConfig } from "vitest/config";

/** Against a real account, one test at a time. Never part of `npm test`. */
export default defineConfig({
  test: { include: ["test/live/*.live.ts"], testTimeout: 300_000, hookTimeout: 60_000, fileParallelism: false },
});
