import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, InvariantError, TransientError } from "../../src/domain/errors.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { translateError } from "../../src/warehouse/duckdb/translate-error.ts";
import { describeDialect } from "./dialect.contract.ts";
import { describeValues } from "./warehouse-values.contract.ts";
import { describeWarehouse } from "./warehouse.contract.ts";

const folder = mkdtempSync(join(tmpdir(), "tierline-warehouse-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describeWarehouse("DuckDB", async () => {
  const warehouse = await openDuckDb(join(folder, "contract.duckdb"), { access: "write" });
  await warehouse.run("create schema suite");
  return { warehouse, schema: "suite", end: () => warehouse.close() };
});

for (const describeMore of [describeValues, describeDialect])
  describeMore("DuckDB", async () => {
    const warehouse = await openDuckDb(":memory:", { access: "write" });
    return { warehouse, schema: "main", end: () => warehouse.close() };
  });

const modeOf = (path: string): number => statSync(path).mode % 0o1000;

describe("a DuckDB file", () => {
  it("is created for its owner alone, its log included, and the umask comes back", async () => {
    const path = join(folder, "private.duckdb");
    const umask = process.umask();
    const warehouse = await openDuckDb(path, { access: "write" });
    await warehouse.run("create table t (id integer)");
    expect([modeOf(path), modeOf(`${path}.wal`)]).toEqual([0o600, 0o600]);
    await warehouse.close();
    expect(process.umask()).toBe(umask);
  });

  it("is one database when opened twice with one access, and refused with two", async () => {
    const path = join(folder, "twice.duckdb");
    const first = await openDuckDb(path, { access: "write" });
    const second = await openDuckDb(path, { access: "write" });
    await first.run("create table t (id integer)");
    await second.run("insert into t values (1)");
    await expect(openDuckDb(path, { access: "read" })).rejects.toMatchObject({
      constructor: InvariantError,
      code: "warehouse_open_twice",
    });
    await second.close();
    expect(await first.rows("select id from t")).toEqual([{ id: 1 }]);
    await first.close();
  });

  it("held by another process names that process", async () => {
    const path = join(folder, "held.duckdb");
    const warehouse = await openDuckDb(path, { access: "write" });
    const script = `
      import { openDuckDb } from ${JSON.stringify(join(import.meta.dirname, "../../src/warehouse/duckdb/open-duckdb.ts"))};
      await openDuckDb(${JSON.stringify(path)}, { access: "read" }).then(
        () => console.log("opened"),
        (error) => console.log(JSON.stringify({ name: error.name, code: error.code, message: error.message })),
      );`;
    const output = await runNode(script);
    expect(JSON.parse(output)).toEqual({
      name: TransientError.name,
      code: "warehouse_locked",
      message: `${path} is in use by process ${process.pid}.`,
    });
    await warehouse.close();
    expect(await runNode(script)).toBe("opened");
  });

  it("that is missing cannot be read", async () => {
    await expect(openDuckDb(join(folder, "missing.duckdb"), { access: "read" })).rejects.toMatchObject({
      constructor: ConfigError,
      code: "warehouse_missing",
      message: `${join(folder, "missing.duckdb")} does not exist.`,
    });
  });

  // Whoever runs the tests as root may open everything: the words are those that DuckDB 1.5.6 had for another user.
  it("that may not be opened is named", () => {
    const said = 'IO Error: Cannot open file "/srv/shop/warehouse.duckdb": Permission denied';
    expect(translateError(new Error(said))).toMatchObject({
      code: "warehouse_permission",
      location: { file: "/srv/shop/warehouse.duckdb" },
    });
  });

  it("that is no database is refused by name", async () => {
    const path = join(folder, "text.duckdb");
    writeFileSync(path, "These are not the bytes of a database.".repeat(100));
    await expect(openDuckDb(path, { access: "write" })).rejects.toMatchObject({
      code: "warehouse_not_a_database",
      location: { file: path },
    });
  });

  it("of a newer storage version names the remedy", async () => {
    const path = join(folder, "newer.duckdb");
    const maker = await openDuckDb(":memory:", { access: "write" });
    await maker.run(`attach '${path}' as newer`);
    await maker.run("create table newer.t (id integer)");
    await maker.run("detach newer");
    await maker.close();
    raiseStorageVersion(path);
    const opened = openDuckDb(path, { access: "read" });
    await expect(opened).rejects.toMatchObject({ constructor: ConfigError, code: "warehouse_version" });
    await expect(opened).rejects.toThrow("storage version 99");
  });

  it("knows no time zone but UTC, whatever the machine's is", async () => {
    const zone = process.env["TZ"];
    process.env["TZ"] = "Pacific/Auckland";
    const warehouse = await openDuckDb(":memory:", { access: "write" });
    const sql = "select cast(cast('2024-02-29 23:30:00+00' as timestamp with time zone) as date) as happened_on";
    expect(await warehouse.rows(sql)).toEqual([{ happened_on: "2024-02-29" }]);
    await warehouse.close();
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  it("never fetches an extension", async () => {
    const warehouse = await openDuckDb(":memory:", { access: "write" });
    expect(
      await warehouse.rows(
        "select current_setting('autoinstall_known_extensions') as install, current_setting('autoload_known_extensions') as load, current_setting('storage_compatibility_version') as storage",
      ),
    ).toEqual([{ install: false, load: false, storage: "v1.0.0" }]);
    await warehouse.close();
  });
});

describe("reading another DuckDB file for a while", () => {
  it("shows its relations under the name dbt uses, and lets it go afterwards", async () => {
    const sourcePath = join(folder, "warehouse.duckdb");
    const source = await openDuckDb(sourcePath, { access: "write" });
    await source.run("create table aud_members as select 7 as customer_id");
    await source.close();
    const state = await openDuckDb(join(folder, "state.dev.duckdb"), { access: "write" });
    const read = (): Promise<unknown> =>
      state.withReadable(sourcePath, () => state.rows('select customer_id from "warehouse"."main"."aud_members"'));
    expect(await Promise.all([read(), read()])).toEqual([[{ customer_id: 7 }], [{ customer_id: 7 }]]);
    await expect(
      state.withReadable(sourcePath, () => state.run("drop table warehouse.main.aud_members")),
    ).rejects.toThrow();
    const again = await openDuckDb(sourcePath, { access: "write" });
    await expect(read()).rejects.toMatchObject({ code: "warehouse_open_twice" });
    await again.close();
    await expect(state.withReadable(join(folder, "gone.duckdb"), read)).rejects.toMatchObject({
      code: "warehouse_missing",
      location: { file: join(folder, "gone.duckdb") },
    });
    await state.close();
  });
});

/**
 * DuckDB's main header is one block of 4,096 bytes: 8 of checksum, `DUCK`, then the storage version as a 64-bit integer.
 * The checksum is 5381 xor each following 64-bit word times a constant.
 */
function raiseStorageVersion(path: string): void {
  const bytes = readFileSync(path);
  expect(bytes.subarray(8, 12).toString()).toBe("DUCK");
  const checksum = (): bigint => {
    let sum = 5381n;
    for (let offset = 8; offset < 4096; offset += 8)
      sum ^= BigInt.asUintN(64, bytes.readBigUInt64LE(offset) * 0xbf58476d1ce4e5b9n);
    return sum;
  };
  expect(bytes.readBigUInt64LE(0)).toBe(checksum());
  bytes.writeBigUInt64LE(99n, 12);
  bytes.writeBigUInt64LE(checksum(), 0);
  writeFileSync(path, bytes);
}

function runNode(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("exit", () => {
      resolve(output.trim());
    });
  });
}
