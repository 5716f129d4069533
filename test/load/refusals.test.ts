import { mkdir, readdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../../src/domain/errors.ts";
import { load } from "../../src/load/load.ts";
import { LOADED_AT, openBench, RECEIPT_HEADER, refusalOf, tableOf } from "./load-setup.ts";

const bench = await openBench();
afterAll(() => bench.end());

const CHARGES = `${RECEIPT_HEADER}e1,c1,1.00,PLN,2024-01-01T00:00:00Z,o1\n`;

/** A directory of files with these names, and the path of the first. */
async function paths(...names: readonly string[]): Promise<readonly [string, string]> {
  const directory = await bench.write(Object.fromEntries(names.map((name) => [name, CHARGES])));
  return [directory, join(directory, names[0] ?? "")];
}

describe("a file that cannot be read is refused by name", () => {
  const whole = gzipSync(CHARGES.repeat(500));
  it.each([
    ["empty", "charges.csv", "", null, "It is empty."],
    ["empty but for a byte order mark", "charges.csv", "\ufeff", null, "It is empty."],
    ["blank", "charges.csv", "\n\n", 1, "Its first line is blank."],
    ["blank at its first line", "charges.csv", `\n${CHARGES}`, 1, "Its first line is blank."],
    ["an empty gzip", "charges.csv.gz", Buffer.alloc(0), null, "It is empty (0 bytes)."],
    ["a gzip of nothing", "charges.csv.gz", gzipSync(""), null, "It is empty."],
    ["a gzip cut in the middle", "charges.csv.gz", whole.subarray(0, 60), null, "It is truncated: its end is missing."],
    [
      "a gzip that lacks its last byte",
      "charges.csv.gz",
      whole.subarray(0, -1),
      null,
      "It is truncated: its end is missing.",
    ],
    [
      "a gzip with a wrong checksum",
      "charges.csv.gz",
      flip(whole, whole.length - 6),
      null,
      "It is damaged, or no gzip file.",
    ],
    [
      "a gzip with something behind it",
      "charges.csv.gz",
      Buffer.concat([whole, Buffer.from("x,y\n")]),
      null,
      "It is damaged, or no gzip file.",
    ],
    ["plain text called .gz", "charges.csv.gz", CHARGES, null, "It is damaged, or no gzip file."],
    ["a gzip called .csv", "charges.csv", whole, null, "It is compressed."],
    [
      "a spreadsheet called .csv",
      "charges.csv",
      Buffer.from("PK\u0003\u0004..."),
      null,
      "It is a ZIP archive or a spreadsheet.",
    ],
    ["UTF-16", "charges.csv", Buffer.from(`\ufeff${CHARGES}`, "utf16le"), null, "It is UTF-16 text."],
    [
      "Latin-1",
      "charges.csv",
      Buffer.from(`${CHARGES}e2,c1,1,PLN,2024-01-01T00:00:00Z,é\n`, "latin1"),
      3,
      "It is not UTF-8 text.",
    ],
    [
      "UTF-8 cut inside a character",
      "charges.csv",
      Buffer.from(`${CHARGES}e2,é`).subarray(0, -1),
      3,
      "It is not UTF-8 text.",
    ],
    ["without the amount", "charges.csv", "event_id,occurred_at\n", 1, "The header lacks it."],
    ["with two amounts", "charges.csv", `amount,Event_ID,AMOUNT,occurred_at\n`, 1, "The header names it twice."],
    ["with a nameless column", "charges.csv", "event_id,amount,occurred_at,\n", 1, "Column 4 has no name."],
    [
      "with a header of two lines",
      "charges.csv",
      'event_id,amount,"occurred\n_at"\n',
      1,
      "Its first line is no header.",
    ],
    [
      "with a header that is not closed",
      "charges.csv",
      'event_id,amount,"occurred_at\n',
      1,
      "Its first line is no header.",
    ],
  ])("%s", async (_, name, content, line, why) => {
    const [problem, ...others] = await bench.refuse({ [name]: content });
    expect(problem).toMatchObject({ line, why });
    expect(problem?.file.endsWith(`/${name}`)).toBe(true);
    expect(others).toEqual([]);
  });

  it("and every such file at once", async () => {
    const problems = await bench.refuse({
      "charges.csv": "",
      "returns.csv": "event_id,occurred_at\n",
      "customers.csv": "id\n",
    });
    expect(problems.map(({ column, why }) => [column, why])).toEqual([
      ["customer_id", "The header lacks it."],
      [null, "It is empty."],
      ["amount", "The header lacks it."],
    ]);
  });
});

describe("which files are meant", () => {
  it("two for one table are refused, by both names", async () => {
    const [directory] = await paths("charges.csv", "charges.csv.gz");
    const [other, file] = await paths("charges.csv");
    expect(await refused([directory])).toEqual([
      [`${directory}/charges.csv.gz`, `It is a second file for charges, besides ${directory}/charges.csv.`],
    ]);
    await refused([file, join(directory, "charges.csv")]);
    expect(await refused([file, directory])).toHaveLength(2);
    expect(other).not.toBe(directory);
  });

  it("one given twice counts once, also by a link", async () => {
    const [directory, file] = await paths("charges.csv");
    const linked = join(bench.folder, "linked");
    await mkdir(linked);
    await symlink(file, join(linked, "charges.csv"));
    const result = await load(bench.warehouse, [directory, file, linked], { loadedAt: LOADED_AT });
    expect(tableOf(result, "charges").rows).toBe(1);
  });

  it("nearly named ones are refused, others in a directory mentioned, hidden ones not", async () => {
    const [near] = await paths("charges.csv", "retruns.csv", "README.txt");
    expect(await refused([near])).toEqual([[`${near}/retruns.csv`, "Its name is not quite a raw table's."]]);
    const [good] = await paths("charges.csv", "README.txt", ".gitkeep");
    expect((await load(bench.warehouse, [good], { loadedAt: LOADED_AT })).ignored).toEqual(["README.txt"]);
    const [nothing, file] = await paths("README.txt");
    expect(await refused([nothing])).toEqual([[nothing, "It holds no file of a raw table."]]);
    expect(await refused([file])).toEqual([[file, "No raw table is called so."]]);
  });

  it("what does not exist, or is a directory in a file's place, is refused", async () => {
    const absent = join(bench.folder, "absent.csv");
    expect(await refused([absent])).toEqual([[absent, "There is no such file or directory."]]);
    const [directory] = await paths("charges.csv");
    await mkdir(join(directory, "returns.csv"));
    expect(await refused([directory])).toEqual([[`${directory}/returns.csv`, "It is no file."]]);
  });

  it("no paths load nothing, and make the tables", async () => {
    const result = await load(bench.warehouse, [], { loadedAt: LOADED_AT });
    expect(result.tables.map((table) => [table.table, table.file, table.rows])).toEqual([
      ["customers", null, 0],
      ["loyalty_status", null, 0],
      ["charges", null, 0],
      ["returns", null, 0],
    ]);
    for (const table of ["customers", "loyalty_status", "charges", "returns", "conflicts"])
      expect(await bench.warehouse.hasRelation("raw", table)).toBe(true);
  });
});

describe("bad rows", () => {
  it.each([
    [20, 20, 0],
    [21, 20, 1],
    [5000, 20, 4980],
  ])("%i are shown as %i, and %i are counted", async (count, shown, more) => {
    const directory = await bench.write({ "charges.csv": RECEIPT_HEADER + bad(count) });
    const error = await refusalOf(load(bench.warehouse, [directory], { loadedAt: LOADED_AT }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.code).toBe("load_refused");
    expect([error.problems.length, error.countMore]).toEqual([shown, more]);
    expect(error.problems.map((problem) => problem.line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  });

  it("are told by line over all files, malformed ones between the others", async () => {
    const problems = await bench.refuse({
      "charges.csv": `${RECEIPT_HEADER}e1,c1,12,50,PLN,2024-01-01T00:00:00Z,o1\ne2,c1,"1\n2",PLN,2024-01-01T00:00:00Z,o1\n\n${bad(1)}e3,"c"1,1,PLN,2024-01-01T00:00:00Z,\ne4\n`,
      "returns.csv": `${RECEIPT_HEADER}${bad(1)}"e2,c1`,
    });
    expect(problems.map(({ file, line, column, why }) => [file.split("/").at(-1), line, column, why])).toEqual([
      ["charges.csv", 2, null, "It has 7 fields, the header 6."],
      ["charges.csv", 3, "amount", "It is no plain decimal number."],
      ["charges.csv", 6, "amount", "It has an exponent."],
      ["charges.csv", 7, null, "Something follows a closing quote."],
      ["charges.csv", 8, null, "It has 1 field, the header 6."],
      ["returns.csv", 2, "amount", "It has an exponent."],
      ["returns.csv", 3, null, "A quote is opened and never closed."],
    ]);
  });

  it.each([
    [1000, 1000 + 1],
    // Beyond 1,000 malformed rows the others of the file are not judged.
    [1001, 1001],
  ])("%i malformed ones with one bad amount behind them count as %i", async (malformed, count) => {
    const text = RECEIPT_HEADER + "x\n".repeat(malformed) + bad(1);
    const error = await refusalOf(
      load(bench.warehouse, [await bench.write({ "charges.csv": text })], { loadedAt: LOADED_AT }),
    );
    expect(error.problems.length + error.countMore).toBe(count);
  });

  it("in one file keep the good file beside it out", async () => {
    const problems = await bench.refuse({
      "customers.csv": "customer_id\nnew-customer\n",
      "returns.csv": RECEIPT_HEADER + bad(1),
    });
    expect(problems).toHaveLength(1);
    expect(
      await bench.warehouse.rows("select 1 as found from raw.customers where customer_id = 'new-customer'"),
    ).toEqual([]);
  });

  it("leave nothing in the temporary directory, nor does a load; what a killed one left a day ago goes too", async () => {
    const temporary = join(bench.folder, "temporary");
    await mkdir(join(temporary, "tierline-load-old"), { recursive: true });
    await mkdir(join(temporary, "tierline-load-young"));
    await mkdir(join(temporary, "other"));
    const dayBefore = Date.parse(LOADED_AT) / 1000 - 24 * 3600;
    await utimes(join(temporary, "tierline-load-old"), dayBefore, dayBefore - 1);
    await utimes(join(temporary, "tierline-load-young"), dayBefore, dayBefore + 1);
    vi.stubEnv("TMPDIR", temporary);
    try {
      await bench.refuse({ "charges.csv.gz": gzipSync(`${RECEIPT_HEADER}x\n${bad(1)}`) });
      await bench.load({ "charges.csv.gz": gzipSync(CHARGES) });
    } finally {
      vi.unstubAllEnvs();
    }
    expect(await readdir(temporary)).toEqual(["other", "tierline-load-young"]);
  });
});

it("a table that is not ours is not touched", async () => {
  const other = await openBench();
  await other.warehouse.run("create schema raw");
  await other.warehouse.run("create table raw.charges (id integer)");
  await writeFile(join(other.folder, "charges.csv"), CHARGES);
  await expect(
    load(other.warehouse, [join(other.folder, "charges.csv")], { loadedAt: LOADED_AT }),
  ).rejects.toMatchObject({
    code: "raw_table_foreign",
  });
  await other.end();
});

async function refused(named: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const { problems } = await refusalOf(load(bench.warehouse, named, { loadedAt: LOADED_AT }));
  return problems.map(({ file, why }) => [file, why]);
}

/** Rows of which nothing but the amount is wrong. */
function bad(count: number, first = 1): string {
  return Array.from({ length: count }, (_, index) => `b${first + index},,1e3,,2024-01-01T00:00:00Z,\n`).join("");
}

function flip(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

it("a runaway quote over megabytes hides no other bad row before or behind it", async () => {
  const long = `e2,"${"x".repeat(5_000_000)}",1,,2024-01-01T00:00:00Z,\n`;
  const problems = await bench.refuse({
    "charges.csv": RECEIPT_HEADER + bad(1, 1) + long + bad(1, 3) + "\n".repeat(3_000_000) + bad(1, 4),
  });
  expect(problems.map(({ line, column, why }) => [line, column, why])).toEqual([
    [2, "amount", "It has an exponent."],
    [3, null, "It is longer than 1 MiB."],
    [4, "amount", "It has an exponent."],
    [3_000_005, "amount", "It has an exponent."],
  ]);
});
