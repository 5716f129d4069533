/** A load with quarantine keeps its bad rows and loads its good ones together, or does neither: killed at any statement. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { RECEIPT_HEADER } from "./load-setup.ts";
import { MortalLoads, type Death } from "./mortal-load.ts";

const loads = new MortalLoads("q1");
afterAll(() => {
  loads.end();
});

/** Of these every second amount is no number: more than one page of bad rows. */
const CHARGES = 10_400;
const DEATHS_MAX = 12;

it(
  "killed at any statement, nothing or all of it is there, and loading again completes it",
  { timeout: 300_000 },
  async () => {
    const base = join(loads.folder, "base.duckdb");
    const [first, second] = [directoryOf("first"), directoryOf("second")];
    writeFiles(first, 4, "a");
    writeFiles(second, CHARGES, "b");
    await loads.load(base, first);
    const before = await loads.contentsOf(base);
    expect(before.map((row) => [row["table"], row["rows"]])).toEqual(
      rowsOf({ charges: 2, customers: 1, quarantine: 6 }),
    );

    const whole = loads.copyOf(base, "whole");
    const count = await loads.countStatements(whole, second);
    const completed = await loads.contentsOf(whole);
    expect(completed.map((row) => [row["table"], row["rows"]])).toEqual(
      rowsOf({ charges: 5_202, customers: 2, quarantine: 5_210 }),
    );
    expect(await loads.load(whole, second)).toMatchObject({ isKilled: false });
    expect(await loads.contentsOf(whole)).toEqual(completed);

    const found = { nothing: 0, all: 0 };
    for (const death of deathsOf(count)) {
      const path = loads.copyOf(base, "killed");
      expect([death, await loads.load(path, second, death)]).toMatchObject([death, { isKilled: true }]);
      const left = await loads.contentsOf(path);
      const isAll = left.some((row) => row["table"] === "quarantine" && row["rows"] === 5_210);
      found[isAll ? "all" : "nothing"] += 1;
      expect([death, left]).toEqual([death, isAll ? completed : before]);
      if ((found.nothing + found.all) % 6 !== 1) continue;
      await loads.load(path, second);
      expect([death, await loads.contentsOf(path)]).toEqual([death, completed]);
    }
    // While it commits it may be either.
    expect(found.nothing).toBeGreaterThanOrEqual(8);
  },
);

/** Spread over the whole load, before a statement is given and while it works; and both at the last ones, which commit it. */
function deathsOf(count: number): readonly Death[] {
  const stride = Math.ceil(count / DEATHS_MAX);
  return Array.from({ length: count }, (_, at) => at + 1).flatMap((statement): readonly Death[] => {
    const [before, during] = [{ statement, moment: "before" } as const, { statement, moment: "during" } as const];
    if (statement > count - 2) return [before, during];
    return statement % stride === 1 ? [statement % (2 * stride) === 1 ? before : during] : [];
  });
}

function directoryOf(name: string): string {
  const directory = join(loads.folder, name);
  mkdirSync(directory);
  return directory;
}

/** Per table, in the order of their names. */
function rowsOf(counts: {
  readonly charges: number;
  readonly customers: number;
  readonly quarantine: number;
}): unknown {
  const { charges, customers, quarantine } = counts;
  return Object.entries({ charges, conflicts: 0, customers, loyalty_status: 0, quarantine, returns: 0 });
}

/** A customer, two rows of one who contradicts herself, charges of which half are bad, and two malformed returns. */
function writeFiles(directory: string, charges: number, prefix: string): void {
  const rows = Array.from(
    { length: charges },
    (_, at) => `${prefix}${at},,${at % 2 === 0 ? "1" : '"1,5"'},,2024-01-01T00:00:00Z,\n`,
  );
  const malformed = `${prefix}8,c1,1,50,PLN,2024-01-01T00:00:00Z,o1\n`;
  const customers = `${prefix}1,PL\n${prefix}2,PL\n${prefix}2,DE\n`;
  writeFileSync(join(directory, "charges.csv"), RECEIPT_HEADER + rows.join(""));
  writeFileSync(join(directory, "returns.csv.gz"), gzipSync(RECEIPT_HEADER + malformed + malformed));
  writeFileSync(join(directory, "customers.csv"), `customer_id,country\n${customers}`);
}
