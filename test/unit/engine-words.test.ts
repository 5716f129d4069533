/** What errors repeat of an engine's words: never the value of a row. */
import { expect, test } from "vitest";
import { engineWords } from "../../src/domain/engine-words.ts";
import { translateError as translateDuckDb } from "../../src/warehouse/duckdb/translate-error.ts";
import { translateError as translatePostgres } from "../../src/warehouse/postgres/translate-error.ts";

test.each([
  [
    "Conversion Error: Could not convert string 'O'Hara' to INT32",
    "Conversion Error: Could not convert string '…' to INT32",
  ],
  [
    'Constraint Error: Duplicate key "name: Ann "Nan" Lee" violates primary key constraint',
    'Constraint Error: Duplicate key "…" violates primary key constraint',
  ],
  [
    "Constraint Error: Violates foreign key constraint because key 'n: Ada\nLovelace' does not exist",
    "Constraint Error: Violates foreign key constraint because key '…' does not exist",
  ],
  [
    "Invalid Input Error: CSV Error on Line: 5\nOriginal Line: Ada,Lovelace",
    "Invalid Input Error: CSV Error on Line: 5",
  ],
  [
    'Binder Error: Referenced column "nope" not found!\nLINE 1: select nope',
    'Binder Error: Referenced column "nope" not found!',
  ],
])("DuckDB: %s", (said, told) => {
  expect(translateDuckDb(new Error(said))).toMatchObject({
    code: "warehouse_statement",
    message: `DuckDB refused a statement: ${told}`,
  });
});

test.each([
  ["22P02", 'invalid input syntax for type integer: "Ann "Nan" Lee"', 'invalid input syntax for type integer: "…"'],
  ["22P02", 'invalid input syntax for type integer: "Ada\nLovelace', 'invalid input syntax for type integer: "…"'],
  ["22P02", "ungültige Eingabesyntax für Typ integer: »Ada Lovelace«", "ungültige Eingabesyntax für Typ integer: »…«"],
  ["23505", "Key (full name)=(Ada (Ann) Lovelace) already exists.", "Key (full name)=(…) already exists."],
  ["23514", "Failing row contains (7, Ada Lovelace, null).", "Failing row contains (…)."],
  ["22003", "value 4711111 is out of range", "value … is out of range"],
])("PostgreSQL, %s: %s", (code, said, told) => {
  const detail = "Key (email)=(ada@example.com) already exists.";
  expect(translatePostgres(Object.assign(new Error(said), { code, detail }))).toMatchObject({
    code: "warehouse_statement",
    message: `PostgreSQL refused a statement (${code}): ${told}`,
  });
});

test("a relation that is missing is named, and no address", () => {
  const said = Object.assign(new Error('relation "main.aud_tier" of ada@example.com does not exist'), {
    code: "42P01",
  });
  expect(translatePostgres(said).message).toBe('PostgreSQL: relation "main.aud_tier" of …@… does not exist.');
});

test.each([
  "ada@example.com",
  "ada＠example.com",
  "ada﹫example.com",
  "ada%40example.com",
  "ada%2540example.com",
  "ada&#64;example.com",
])("the address %s is masked, also where the words are about SQL", (address) => {
  expect(engineWords(`Binder Error: no ${address} here`)).toBe("Binder Error: no …@… here");
});
