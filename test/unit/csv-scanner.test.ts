import { describe, expect, it } from "vitest";
import { CsvScanner, type ScannedRecord } from "../../src/load/csv/csv-scanner.ts";

function scan(text: string, chunkBytes = Infinity): { records: readonly ScannedRecord[]; hasMixedLineEnds: boolean } {
  const bytes = Buffer.from(text);
  const records: ScannedRecord[] = [];
  const scanner = new CsvScanner((record) => records.push(record));
  for (let from = 0; from < bytes.length; from += chunkBytes) scanner.push(bytes.subarray(from, from + chunkBytes));
  scanner.end();
  return { records, hasMixedLineEnds: scanner.hasMixedLineEnds };
}

function fileOfRecord(bytes: number): string {
  return `a,b\n1,${"x".repeat(bytes - 2)}\n`;
}

/** `line:fields` of each record, with its fault. */
function shapeOf(text: string): readonly string[] {
  return scan(text).records.map(({ line, fields, fault }) => `${line}:${fields}${fault === null ? "" : ` ${fault}`}`);
}

describe("the CSV scanner", () => {
  it.each([
    ["LF", "a,b\n1,2\n3,4\n", ["1:2", "2:2", "3:2"]],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n", ["1:2", "2:2", "3:2"]],
    ["no last line end", "a,b\n1,2", ["1:2", "2:2"]],
    ["a last field that is empty", "a,b\n1,", ["1:2", "2:2"]],
    ["quoted line ends", 'a,b\n1,"x\ny"\n2,"p\r\nq"\n3,4\n', ["1:2", "2:2", "4:2", "6:2"]],
    ["doubled quotes and commas", 'a,b\n"x""y","1,2"\n"""",""\n', ["1:2", "2:2", "3:2"]],
    ["quotes inside a plain field", 'a,b\n5" pipe,6"\n', ["1:2", "2:2"]],
    ["blanks around quotes", 'a,b\n "x,y" , "z" \n', ["1:2", "2:2"]],
    ["blank lines", "a,b\n\n1,2\r\n\r\n\n3,4\n\n", ["1:2", "3:2", "6:2"]],
    ["a byte order mark before a quote", '\ufeff"a,b",c\n1,2\n', ["1:2", "2:2"]],
  ])("takes %s", (_, text, shape) => {
    expect(shapeOf(text)).toEqual(shape);
  });

  it.each([
    ["too few and too many fields", "a,b\n1\n1,2,3\n1,2\n", ["1:2", "2:1 fields", "3:3 fields", "4:2"]],
    ["a line of blanks", "a,b\n \n", ["1:2", "2:1 fields"]],
    ["text after a closing quote", 'a,b\n"x"y,2\n1,2\n', ["1:2", "2:2 after_quote", "3:2"]],
    ["a quote after a closed one", 'a,b\n"x" "y",2\n1,2\n', ["1:2", "2:2 after_quote", "3:2"]],
    ["a carriage return by itself", "a,b\n1,2\r3,4\n5,6\n", ["1:2", "2:3 lone_cr", "3:2"]],
    ["a carriage return at the end", "a,b\n1,2\r", ["1:2", "2:2 lone_cr"]],
    ["two carriage returns", "a,b\n1,2\r\r\n", ["1:2", "2:2 lone_cr"]],
    ["blank lines of one column", "a\n\n1\n", ["1:1", "2:1 blank", "3:1"]],
    ["a NUL", "a,b\n1,\0\n", ["1:2", "2:2 nul"]],
    ["a quote that is never closed", 'a,b\n1,"2\n3,4\n', ["1:2", "2:2 open_quote"]],
  ])("faults %s", (_, text, shape) => {
    expect(shapeOf(text)).toEqual(shape);
  });

  it("faults a record of more than 1 MiB, not one of exactly that", () => {
    expect(shapeOf(fileOfRecord(1_048_576))).toEqual(["1:2", "2:2"]);
    expect(shapeOf(fileOfRecord(1_048_577))).toEqual(["1:2", "2:2 too_long"]);
  });

  it("knows mixed line ends, and that those inside quotes are none", () => {
    expect(scan("a,b\n1,2\r\n").hasMixedLineEnds).toBe(true);
    expect(scan('a,b\r\n1,"2\n3"\r\n').hasMixedLineEnds).toBe(false);
  });

  it("sees the same records in chunks of any size, at the same bytes", () => {
    const text = '\ufeffa,b\r\n"é""x",1\r\n\r\n"p\r\nq","€"\n5" p,\r\n"r" s,2\n7,8,9\nlast,"1';
    const whole = scan(text).records;
    expect(whole.map(({ start, end }) => [start, end])).toEqual([
      [3, 6],
      [8, 17],
      [21, 33],
      [34, 39],
      [41, 48],
      [49, 54],
      [55, 62],
    ]);
    for (const chunkBytes of [3, 4, 5, 7, 11, 13]) expect(scan(text, chunkBytes).records).toEqual(whole);
  });
});
