import { expect, test } from "vitest";
import { databaseWords } from "../../../src/dbt/database-words.ts";

test.each([
  [
    "SQL is shown as it is",
    "Runtime Error in model m (models/m.sql)\n  Binder Error: Referenced column \"nope\" not found!\n  \n  LINE 5: select 'x', nope\n   ^",
    "Binder Error: Referenced column \"nope\" not found!\nLINE 5: select 'x', nope\n^",
  ],
  [
    "values of rows are not",
    "Runtime Error in model m (models/m.sql)\n  Conversion Error: Could not convert string 'Ada Lovelace' to INT32",
    "Conversion Error: Could not convert string '…' to INT32",
  ],
  [
    "nor keys",
    'Database Error in model m (models/m.sql)\n  Constraint Error: Duplicate key "customer_id: c1" violates primary key constraint of 4711111',
    'Constraint Error: Duplicate key "…" violates primary key constraint of …',
  ],
  [
    "however they are quoted",
    'Runtime Error in model m (models/m.sql)\n  Conversion Error: invalid timestamp field format: "Ada Lovelace", expected format is (YYYY-MM-DD)',
    'Conversion Error: invalid timestamp field format: "…", expected format is (YYYY-MM-DD)',
  ],
  [
    "with quotes or line ends in them",
    "Runtime Error in model m (models/m.sql)\n  Conversion Error: Could not convert string 'Ada\n  O'Hara' to INT32\n\n  LINE 3: select 'x'\n",
    "Conversion Error: Could not convert string '…' to INT32",
  ],
  [
    "or repeated below",
    'Runtime Error in model m (models/m.sql)\n  Invalid Input Error: Could not parse string "Ada Lovelace" according to format specifier "%Y"\n  Ada Lovelace\n  ^\n  Error: Expected a number',
    'Invalid Input Error: Could not parse string "…"',
  ],
  ["nor addresses, wherever they stand", "Binder Error: no ada@example.com here", "Binder Error: no …@… here"],
  [
    "files are quoted",
    "Compilation Error in model m (models/m.sql)\n  unexpected '}', expected ')'\n    line 1",
    "unexpected '}', expected ')'\nline 1",
  ],
])("%s", (_name, message, words) => {
  expect(databaseWords(message)).toBe(words);
});

test("long messages are cut", () => {
  expect(
    databaseWords(Array.from({ length: 9 }, (_, line) => `Parser Error ${line}`).join("\n")).split("\n"),
  ).toHaveLength(6);
  expect(databaseWords(`Parser Error ${"x".repeat(900)}`)).toHaveLength(500);
});
