/** Loads in processes of their own that are killed outright, and what the warehouse holds afterwards. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Row } from "../../src/warehouse/warehouse.ts";

/** When the process kills itself: some time after its n-th progress report, or at its n-th database statement. */
export type Death =
  | { readonly report: number; readonly delayMs: number }
  | { readonly statement: number; readonly moment: "before" | "during" };

export interface LoadEnded {
  /** Its progress reports. */
  readonly steps: readonly string[];
  readonly isKilled: boolean;
}

const CHILD = join(import.meta.dirname, "kill-child.ts");
const PRELOAD = `--import=${new URL("../support/kill-at-statement.ts", import.meta.url).href}`;
const TABLES = ["charges", "conflicts", "customers", "loyalty_status", "quarantine", "returns"];

export class MortalLoads {
  readonly folder = mkdtempSync(join(tmpdir(), "tierline-test-kill-"));
  readonly #quarantineId: string;

  /** Empty: without a quarantine. */
  constructor(quarantineId: string) {
    this.#quarantineId = quarantineId;
  }

  end(): void {
    rmSync(this.folder, { recursive: true });
  }

  copyOf(base: string, name: string): string {
    const path = join(this.folder, `${name}.duckdb`);
    rmSync(`${path}.wal`, { force: true });
    copyFileSync(base, path);
    return path;
  }

  load(path: string, directory: string, death?: Death): Promise<LoadEnded> {
    if (death === undefined) return this.#run(path, directory, [], {});
    if ("report" in death) return this.#run(path, directory, [String(death.report), String(death.delayMs)], {});
    const { statement, moment } = death;
    return this.#run(path, directory, [], { KILL_AT_STATEMENT: String(statement), KILL_MOMENT: moment });
  }

  /** How many database statements a load gives when nothing happens to it. */
  async countStatements(path: string, directory: string): Promise<number> {
    const file = join(this.folder, "statements");
    await this.#run(path, directory, [], { STATEMENT_COUNT_FILE: file });
    return Number(readFileSync(file, "utf8"));
  }

  /** Rows of each raw table that is there, and a digest of what they hold. */
  async contentsOf(path: string): Promise<readonly Row[]> {
    const warehouse = await openDuckDb(path, { access: "write" });
    const contents: Row[] = [];
    for (const table of TABLES)
      if (await warehouse.hasRelation("raw", table))
        contents.push(
          ...(await warehouse.rows(
            `select '${table}' as "table", count(*) as "rows", md5(coalesce(string_agg(row_text, '|' order by row_text), '')) as digest
             from (select cast(t as varchar) as row_text from raw.${table} as t)`,
          )),
        );
    await warehouse.close();
    return contents;
  }

  async #run(
    path: string,
    directory: string,
    [report = "", delayMs = "0"]: readonly string[],
    variables: Readonly<Record<string, string>>,
  ): Promise<LoadEnded> {
    const words = [PRELOAD, CHILD, path, directory, report, delayMs, this.#quarantineId];
    const child = spawn(process.execPath, words, {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TMPDIR: this.folder, ...variables },
    });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    const [code, signal]: unknown[] = await once(child, "close");
    if (code !== 0 && signal !== "SIGKILL") throw new Error(`The child ended with ${String(code)}.`);
    const steps = Buffer.concat(output).toString().split("\n").filter(Boolean);
    return { steps, isKilled: signal === "SIGKILL" };
  }
}
