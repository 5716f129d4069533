import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { convert } from "../../examples/online-retail/convert.ts";
import { makeShop } from "../../src/demo/shop/make-shop.ts";
import { writeShop } from "../../src/demo/shop/write-shop.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { brokenRules, statementsOf } from "../tidy/bigquery-rules.ts";
import { PATIENT, REPOSITORY } from "./dbt-project.ts";
import { bigQueryAccess } from "./engines/bigquery-access.ts";
import { duckDbAccess } from "./engines/duckdb-access.ts";
import { EngineProject } from "./engines/engine.ts";
import { martCsv } from "./engines/mart-csv.ts";
import { postgresAccess } from "./engines/postgres-access.ts";
import { type RawRows, rowsOfFiles, rowsOfMembers, together } from "./engines/raw-tables.ts";
import { AS_OF, randomMembers } from "./random-members.ts";
import { type Instant, instant } from "./shop.ts";
import { VECTOR_MEMBERS } from "./vector-members.ts";

vi.setConfig(PATIENT);

/** `TIERLINE_SEED=… npx vitest run test/models/engines.test.ts` repeats a failing run. */
const seed = Number(process.env["TIERLINE_SEED"] ?? Math.floor(systemRandom.fraction() * 2 ** 31));
const INVOICES = resolve(
  REPOSITORY,
  process.env["TIERLINE_DATA"] ?? "../shared/data",
  "online-retail/online_retail.csv.gz",
);
const MARTS = globSync("models/{marts,audiences}/*.sql", { cwd: REPOSITORY }).map((path) => basename(path, ".sql"));
/** Over a state of a few rows, the same whatever was loaded. */
const WATCHED = globSync("models/observability/*.sql", { cwd: REPOSITORY }).map((path) => basename(path, ".sql"));
const folder = mkdtempSync(join(tmpdir(), "tierline-engines-"));

/**
 * Not the numbers, which other tests hold against an independent reference on DuckDB, but that PostgreSQL and BigQuery answer
 * with the same bytes.
 */
describe(`every engine builds the same marts (TIERLINE_SEED=${seed})`, () => {
  const engines: EngineProject[] = [];

  beforeAll(async () => {
    process.stderr.write(`engines: TIERLINE_SEED=${seed}\n`);
    for (const access of [duckDbAccess(), postgresAccess(), bigQueryAccess()])
      engines.push(new EngineProject(await access));
  });
  afterAll(async () => {
    for (const engine of engines) await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Each mart of each engine; DuckDB's come first. */
  async function build(rows: RawRows, asOf: Instant): Promise<void> {
    expect(engines.map(({ access }) => access.name)).toEqual(["DuckDB", "PostgreSQL", "BigQuery (emulator)"]);
    expect([MARTS.length, WATCHED.length]).toEqual([8, 5]);
    const builds = await Promise.allSettled(
      engines.map(async (engine) => {
        await engine.access.fill(rows);
        await engine.build(asOf);
      }),
    );
    // Told when all have ended, so that none runs on after its server.
    for (const outcome of builds) if (outcome.status === "rejected") throw outcome.reason;
    for (const mart of [...MARTS, ...WATCHED]) {
      const csvs = await Promise.all(engines.map(async ({ access }) => martCsv(await access.read(mart))));
      const [expected = "", ...others] = csvs;
      // Nobody in the marts of this comparison is in that state: how long deliveries take is worked out elsewhere.
      const isEmpty = mart === "agg_delivery_delay";
      const linesMin = isEmpty ? 1 : WATCHED.includes(mart) ? 2 : 5;
      expect(expected.split("\n").length, `${mart} has rows`).toBeGreaterThanOrEqual(linesMin);
      for (const [index, csv] of others.entries()) {
        const found = `${mart} of ${engines[index + 1]?.access.name}`;
        expect(firstDifferences(expected, csv), found).toEqual({ onDuckDb: [], instead: [] });
        expect(csv === expected, `${found}, byte by byte`).toBe(true);
      }
    }
  }

  test("of the worked examples, random members and the demo shop", async () => {
    const members = randomMembers(seed, Number(process.env["TIERLINE_MEMBERS"] ?? 1000));
    const shop = makeShop(7, { members: 300, months: 24, endAtMs: AS_OF / 1000 });
    await writeShop(join(folder, "demo"), shop, { untilMs: AS_OF / 1000 });
    const demo = rowsOfFiles(join(folder, "demo"));
    expect(demo.charges.length).toBeGreaterThan(1000);
    await build(together([rowsOfMembers(VECTOR_MEMBERS), rowsOfMembers(members), demo]), AS_OF);
  });

  test("and what BigQuery is sent holds nothing that it rejects", () => {
    const { folder: project } = engines.at(-1) ?? { folder: "" };
    const files = globSync("target/{run,compiled}/**/*.sql", { cwd: project });
    expect(files.filter((file) => file.includes("models/")).length).toBeGreaterThan(2 * MARTS.length);
    const sent = files.flatMap((file) => statementsOf(readFileSync(join(project, file), "utf8")));
    expect(sent.filter((statement) => statement.startsWith("create or replace")).length).toBeGreaterThan(MARTS.length);
    expect(sent.flatMap((statement) => brokenRules(statement).map((rule) => `${rule}: ${statement}`))).toEqual([]);
  });

  test("and SQLFluff reads each engine's text in its dialect", async () => {
    for (const engine of engines) {
      const { files, violations } = await engine.lint();
      expect(files, engine.access.name).toBeGreaterThan(60);
      expect(violations, engine.access.name).toEqual([]);
    }
  });

  test("of a real shop's invoices", async ({ skip }) => {
    skip(!existsSync(INVOICES), `${INVOICES} is not there`);
    const counts = await convert(INVOICES, join(folder, "invoices"));
    expect(counts.charges).toBe(22_062);
    await build(rowsOfFiles(join(folder, "invoices")), instant("2011-12-10"));
  });
});

/** A few lines that the other one lacks, each way, for who has to find out why. */
function firstDifferences(expected: string, csv: string): { readonly onDuckDb: string[]; readonly instead: string[] } {
  const [ours, theirs] = [new Set(expected.split("\n")), new Set(csv.split("\n"))];
  return {
    onDuckDb: [...ours].filter((line) => !theirs.has(line)).slice(0, 3),
    instead: [...theirs].filter((line) => !ours.has(line)).slice(0, 3),
  };
}
