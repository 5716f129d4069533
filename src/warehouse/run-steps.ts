/** `atomically` on a connection whose engine has transactions that span several requests. */
import type { Statements, Step } from "./warehouse.ts";

/** `statements`: of one connection that nobody else uses meanwhile, outside any transaction. */
export async function runSteps(statements: Statements, steps: readonly Step[]): Promise<readonly number[] | undefined> {
  await statements.run("begin transaction");
  try {
    const changed: number[] = [];
    for (const { text, parameters, mustChange = false } of steps) {
      const count = await statements.run(text, parameters);
      if (mustChange && count === 0) {
        await statements.run("rollback");
        return undefined;
      }
      changed.push(count);
    }
    await statements.run("commit");
    return changed;
  } catch (error) {
    // A failed commit has rolled back already; what went wrong first is what counts.
    await statements.run("rollback").catch(() => undefined);
    throw error;
  }
}
