/** SIGKILL while the journal writes: what was promised is there, what was not is unsettled, and the next runs converge. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Journal } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { acquire, expectRecovery } from "./journal-crash-recovery.ts";
import { toldBy, type Told } from "./journal-crash-run.ts";
import { MEMBERS, models } from "./journal-crash-setup.ts";

interface Died extends Told {
  readonly statements: number;
}

let folder: string;
/** What one undisturbed run does. */
let whole: Died;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tierline-crash-"));
  const path = join(folder, "state.whole.duckdb");
  await prepare(path);
  whole = await killAt(path, Number.MAX_SAFE_INTEGER);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a runner killed in the middle", () => {
  it("would have ended by itself, had nobody killed it", () => {
    expect(whole).toMatchObject({ isAnnounced: true, appended: MEMBERS, isClosed: true, isEnded: true });
  });

  // The plan is made in the first half of the statements; the last tenth closes it.
  it.each([5, 15, 20, 25, 30, 35, 40, 45, 60, 75, 88, 91, 93, 95, 97])(
    "after %i %% of its statements leaves a state from which the next ones converge",
    async (percent) => {
      const path = join(folder, `state.${percent}.duckdb`);
      await prepare(path);
      const died = await killAt(path, Math.ceil((whole.statements * percent) / 100));
      expect(died.isEnded).toBe(false);
      await withJournal(path, async (journal, warehouse) => {
        await expectRecovery({ journal, lease: await acquire(journal), warehouse, schema: "tierline" }, died);
      });
    },
  );
});

async function prepare(path: string): Promise<void> {
  const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  for (const text of models) await warehouse.run(text);
  await warehouse.close();
}

function killAt(path: string, statement: number): Promise<Died> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "journal-crash-child.ts"), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    let rest = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      if (lines.filter((line) => line === "statement").length >= statement) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", () => {
      resolve({ statements: lines.filter((line) => line === "statement").length, ...toldBy(lines) });
    });
  });
}

async function withJournal(
  path: string,
  work: (journal: Journal<DesiredRelations>, warehouse: Warehouse) => Promise<void>,
): Promise<void> {
  const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  try {
    const journal = await openSqlJournal({
      warehouse,
      schema: "tierline",
      target: "dev",
      clock: systemClock,
      random: systemRandom,
      source: { read: (read) => read("models") },
      position: null,
    });
    await work(journal, warehouse);
  } finally {
    await warehouse.close();
  }
}
