import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { openPositionLine, resetPosition } from "../../src/warehouse/duckdb/position-line.ts";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/seeded-random.ts";

let folder: string;
let statePath: string;
let stateHome: string;
let seed = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tierline-position-"));
  statePath = join(folder, "state.dev.duckdb");
  stateHome = join(folder, "home");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Opens the state, announces and closes so many plans, and lets it go. */
async function work(plans: number): Promise<void> {
  const position = await openPositionLine(statePath, stateHome);
  const warehouse = await openDuckDb(statePath, { access: "write" });
  seed += 1;
  try {
    const journal = await openSqlJournal({
      warehouse,
      schema: "tierline",
      target: "dev",
      clock: manualClock(),
      random: seededRandom(seed),
      source: { read: (read) => read("main") },
      position,
    });
    await warehouse.run("create or replace table members as select 'ann' as customer_id, 'ann@x' as email");
    const lease = await journal.acquire("gold");
    if (isHeldElsewhere(lease)) throw new Error("held");
    const place = await journal.propose(
      lease,
      { kind: "contact", name: "contacts", model: null, audience: null },
      "account",
    );
    for (let left = plans; left > 0; left -= 1) {
      const { planNo } = await journal.plan(lease, {
        sync: "gold",
        runNo: 1,
        definitionHash: "d",
        invocationId: "b",
        asOf: "2026-01-01T00:00:00Z",
        places: [{ place, isInFile: true, countAtDestination: null }],
        coolDownMs: 0,
        onLeave: "clear",
        identifiedBy: "member",
        properties: [],
        mappingHash: "m",
        desired: {
          members: {
            model: "members",
            relation: "members",
            key: "customer_id",
            email: "email",
            reason: null,
            consent: null,
            properties: [],
          },
          suppress: null,
          audiences: [],
        },
      });
      await journal.announce(lease, planNo, { definitionHash: "d", invocationId: "b" });
      await journal.close(lease, planNo, 0);
    }
    await lease.end();
  } finally {
    await warehouse.close();
  }
}

const lineFiles = (): readonly string[] =>
  existsSync(join(stateHome, "tierline")) ? readdirSync(join(stateHome, "tierline")) : [];

describe("the position line of a DuckDB state", () => {
  it("is written with each announcement and close, for its owner alone, and lets the same state go on", async () => {
    await work(0);
    expect(lineFiles()).toEqual([]);
    await work(2);
    const [file = ""] = lineFiles();
    expect(file).toMatch(/^[0-9a-f]{64}\.json$/);
    const path = join(stateHome, "tierline", file);
    expect(statSync(path).mode % 0o1000).toBe(0o600);
    // Two plans, each announced and closed; the second lease of this sync.
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ position: 4, fence: 2, path: statePath });
    await work(1);
    expect(lineFiles()).toEqual([file]);
  });

  it("stops when the state is gone", async () => {
    await work(1);
    rmSync(statePath);
    await expect(work(1)).rejects.toMatchObject({ constructor: ConfigError, code: "state_lost" });
    expect(existsSync(statePath)).toBe(false);
  });

  it("stops when the state is older than noted", async () => {
    await work(1);
    copyFileSync(statePath, `${statePath}.backup`);
    await work(1);
    copyFileSync(`${statePath}.backup`, statePath);
    const older = work(1);
    await expect(older).rejects.toMatchObject({ code: "state_lost" });
    await expect(older).rejects.toThrow("2 of 4");
  });

  it("stops when the state is another one", async () => {
    await work(1);
    rmSync(statePath);
    const home = stateHome;
    stateHome = join(folder, "elsewhere");
    await work(5);
    stateHome = home;
    await expect(work(0)).rejects.toMatchObject({ code: "state_lost" });
  });

  it("is forgotten on demand, for this state alone", async () => {
    await work(1);
    rmSync(statePath);
    await resetPosition(join(folder, "another.duckdb"), stateHome);
    await expect(work(0)).rejects.toMatchObject({ code: "state_lost" });
    await resetPosition(statePath, stateHome);
    await resetPosition(statePath, stateHome);
    await work(1);
    expect(lineFiles()).toHaveLength(1);
  });

  it("that cannot be read stops too", async () => {
    await work(1);
    const [file = ""] = lineFiles();
    writeFileSync(join(stateHome, "tierline", file), "{");
    await expect(work(0)).rejects.toMatchObject({ code: "position_unreadable" });
  });
});
