import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  record,
  shuffledSubarray,
  tuple,
  type Arbitrary,
} from "fast-check";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { LoadRefusedError } from "../../src/load/load-refused-error.ts";
import { openBench, tableOf } from "./load-setup.ts";

const bench = await openBench();
afterAll(() => bench.end());
let count = 0;

const COLUMNS = ["customer_id", "first_name", "last_name", "note"] as const;
type Cells = readonly string[];

const piece = constantFrom(
  "a",
  "Z",
  "7",
  " ",
  ",",
  '"',
  '""',
  "\n",
  "\r\n",
  "\r",
  "\t",
  ";",
  "é",
  "€",
  "𝄞",
  "'",
  "\\",
  "#",
  "NULL",
);
const cell = array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
const dialect = record({
  hasMark: boolean(),
  lineEnds: constantFrom<readonly string[]>(["\n"], ["\r\n"], ["\n", "\r\n"]),
  quotesAll: boolean(),
  endsLast: boolean(),
  blankLineEvery: constantFrom(0, 1, 3),
  isUpper: boolean(),
  isCompressed: boolean(),
  order: shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
});

/** Written by a rule of its own: a field is quoted when it must be, or always, or by chance of its length. */
function write(rows: readonly Cells[], as: typeof dialect extends Arbitrary<infer Dialect> ? Dialect : never): string {
  const field = (text: string): string =>
    as.quotesAll || /[",\r\n]/.test(text) || /^ | $/.test(text) || text.length % 3 === 1
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const header = COLUMNS.map((name) => (as.isUpper ? name.toUpperCase() : name));
  const records = [header, ...rows].map((cells) => as.order.map((index) => field(cells[index] ?? "")).join(","));
  return records
    .map((line, index) => {
      const lineEnd = as.lineEnds[index % as.lineEnds.length] ?? "\n";
      const blank = as.blankLineEvery > 0 && index % as.blankLineEvery === 0 ? lineEnd : "";
      return index === records.length - 1 && !as.endsLast ? line : line + lineEnd + blank;
    })
    .join("");
}

it("every table comes through every dialect as it was (150 random ones)", async () => {
  await assert(
    asyncProperty(array(tuple(cell, cell, cell), { maxLength: 12 }), dialect, async (contents, as) => {
      count += 1;
      const rows = contents.map((cells, index) => [`r${count}-${index}`, ...cells]);
      const text = Buffer.from((as.hasMark ? "\ufeff" : "") + write(rows, as));
      const name = as.isCompressed ? "customers.csv.gz" : "customers.csv";
      const result = await bench.load({ [name]: as.isCompressed ? gzipSync(text) : text });
      expect(tableOf(result, "customers")).toMatchObject({ rows: rows.length, loaded: rows.length });
      const found = await bench.warehouse.rows(
        `select ${COLUMNS.join(", ")} from raw.customers where starts_with(customer_id, $1)`,
        [`r${count}-`],
      );
      const byId = new Map(found.map((row) => [row["customer_id"], COLUMNS.map((column) => row[column])]));
      for (const [id, ...cells] of rows)
        expect(byId.get(id ?? "")).toEqual([id, ...cells.map((text_) => (text_.trim() === "" ? null : text_))]);
    }),
    { numRuns: 150 },
  );
});

it("a file of anything is loaded or refused, never misread (400 random ones)", async () => {
  const scrap = constantFrom(
    "a",
    "1",
    " ",
    ",",
    ",",
    '"',
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "é",
    "\0",
    '"x"',
    ",,",
    "\ufeff",
  );
  let countLoaded = 0;
  await assert(
    asyncProperty(array(scrap, { maxLength: 24 }), constantFrom("", ",first_name"), async (scraps, further) => {
      // A ContractError here means that the warehouse counted other records than we did.
      await bench.load({ "customers.csv": `customer_id${further}\n${scraps.join("")}` }).then(
        () => (countLoaded += 1),
        (error: unknown) => expect(error).toBeInstanceOf(LoadRefusedError),
      );
    }),
    { numRuns: 400 },
  );
  expect(countLoaded).toBeGreaterThan(5);
});
