/** What every warehouse keeps. Each adapter runs it on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, ContractError, InvariantError } from "../../src/domain/errors.ts";
import type { Dialect } from "../../src/warehouse/dialect.ts";
import type { Statements, Step, Warehouse } from "../../src/warehouse/warehouse.ts";

export interface WarehouseUnderTest {
  readonly warehouse: Warehouse;
  /** A schema in which the suite may create tables. */
  readonly schema: string;
  readonly end: () => Promise<void>;
}

/** Whole numbers from 1. */
function numbers(until: number): string {
  const digits = Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(" union all ");
  return `with digits as (${digits})
    select 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d as i
    from digits as a cross join digits as b cross join digits as c cross join digits as e cross join digits as f
    where a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d < ${until}`;
}

const FLOATS: Readonly<Record<Dialect["name"], string>> = {
  duckdb: "double",
  postgres: "double precision",
  bigquery: "float64",
};

async function count(statements: Statements, table: string): Promise<unknown> {
  return (await statements.rows(`select count(*) as row_count from ${table}`))[0]?.["row_count"];
}

export function describeWarehouse(engine: string, start: () => Promise<WarehouseUnderTest>): void {
  describe(`the warehouse contract on ${engine}`, () => {
    let under: WarehouseUnderTest;
    const table = (name: string): string => `${under.warehouse.dialect.quote(under.schema)}.${name}`;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(async () => {
      await under.end();
    });

    it("binds parameters by position, quotes included, and never as a float", async () => {
      const { dialect } = under.warehouse;
      const sql = `select ${dialect.placeholder(1)} as text, cast(${dialect.placeholder(2)} as ${dialect.types.bigint}) as number, cast(${dialect.placeholder(3)} as ${dialect.types.boolean}) as flag, cast(${dialect.placeholder(4)} as ${dialect.types.text}) as nothing`;
      expect(await under.warehouse.rows(sql, ["O'Hara", 9007199254740991, true, null])).toEqual([
        { text: "O'Hara", number: 9007199254740991, flag: true, nothing: null },
      ]);
      await expect(under.warehouse.rows(`select ${dialect.placeholder(1)} as half`, [0.5])).rejects.toThrow(
        InvariantError,
      );
    });

    it("describes a relation's columns, in order", async () => {
      const { warehouse, schema } = under;
      const { types } = warehouse.dialect;
      await warehouse.run(
        `create table ${table("described")} (a ${types.text}, b ${types.bigint}, c decimal(18, 4), d ${types.timestamp}, e date, f ${types.boolean}, g ${FLOATS[warehouse.dialect.name]})`,
      );
      const expected = [
        { name: "a", type: "text", scale: null },
        { name: "b", type: "integer", scale: null },
        { name: "c", type: "decimal", scale: 4 },
        { name: "d", type: "timestamp", scale: null },
        { name: "e", type: "date", scale: null },
        { name: "f", type: "boolean", scale: null },
        { name: "g", type: "float", scale: null },
      ];
      expect(await warehouse.describe(table("described"))).toMatchObject(expected);
      expect(await warehouse.columns(schema, "described")).toMatchObject(expected);
      expect(await warehouse.columns(schema, "absent")).toEqual([]);
      await expect(warehouse.describe(table("absent"))).rejects.toMatchObject({ code: "relation_missing" });
    });

    it("makes a schema once, and leaves one that is there alone", async () => {
      const { warehouse } = under;
      const made = `${under.schema}_made`;
      await warehouse.ensureSchema(made);
      await warehouse.run(`create table ${made}.kept (id ${warehouse.dialect.types.bigint})`);
      await warehouse.ensureSchema(made);
      expect(await warehouse.hasRelation(made, "kept")).toBe(true);
      await warehouse.run(`drop schema ${made} cascade`);
    });

    it("reads while others write, and many at once", async () => {
      const { warehouse } = under;
      await warehouse.run(`create table ${table("busy")} (id ${warehouse.dialect.types.bigint})`);
      const counts = await Promise.all(
        Array.from({ length: 20 }, async (_, id) => {
          await warehouse.run(`insert into ${table("busy")} values (${id})`);
          return (await warehouse.rows(`select count(*) as row_count from ${table("busy")}`))[0]?.["row_count"];
        }),
      );
      expect(counts.every((seen) => typeof seen === "number" && seen >= 1 && seen <= 20)).toBe(true);
      expect(await warehouse.rows(`select count(*) as row_count from ${table("busy")}`)).toEqual([{ row_count: 20 }]);
    });

    it("holds a name until it is given back", async () => {
      const hold = await under.warehouse.hold("a name");
      expect(await hold?.isHeld()).toBe(true);
      await hold?.release();
      await hold?.release();
      const next = await under.warehouse.hold("a name");
      expect(await next?.isHeld()).toBe(true);
      await next?.release();
    });

    it("says how many rows a statement changed", async () => {
      const { warehouse } = under;
      expect(await warehouse.run(`create table ${table("counted")} (id ${warehouse.dialect.types.bigint})`)).toBe(0);
      expect(await warehouse.run(`insert into ${table("counted")} values (1), (2), (3)`)).toBe(3);
      expect(await warehouse.run(`delete from ${table("counted")} where id > 1`)).toBe(2);
    });

    it("runs steps as one: all of them, or none when one fails or changes no row that it must change", async () => {
      const { warehouse } = under;
      await warehouse.run(`create table ${table("steps")} (id ${warehouse.dialect.types.bigint})`);
      const insert = (...ids: readonly number[]): Step => ({
        text: `insert into ${table("steps")} values ${ids.map((id) => `(${id})`).join(", ")}`,
        parameters: [],
      });
      const remove = (id: number): Step => ({ text: `delete from ${table("steps")} where id = ${id}`, parameters: [] });
      const ids = (): Promise<readonly object[]> => warehouse.rows(`select id from ${table("steps")} order by id`);
      expect(await warehouse.atomically([])).toEqual([]);
      // The second step sees what the first one did; the third may change nothing.
      expect(await warehouse.atomically([insert(1, 2), remove(1), remove(9)])).toEqual([2, 1, 0]);
      expect(await ids()).toEqual([{ id: 2 }]);
      expect(await warehouse.atomically([insert(3), { ...remove(9), mustChange: true }, insert(4)])).toBeUndefined();
      expect(await ids()).toEqual([{ id: 2 }]);
      expect(await warehouse.atomically([{ ...remove(2), mustChange: true }, insert(5)])).toEqual([1, 1]);
      const missing = { text: `delete from ${table("nowhere")} where true`, parameters: [] };
      await expect(warehouse.atomically([insert(6), missing])).rejects.toMatchObject({ code: "relation_missing" });
      expect(await ids()).toEqual([{ id: 5 }]);
      // A value in a step is a parameter as elsewhere.
      const { dialect } = warehouse;
      const bound = `insert into ${table("steps")} select cast(${dialect.placeholder(1)} as ${dialect.types.bigint})`;
      expect(await warehouse.atomically([{ text: bound, parameters: [7] }, remove(5)])).toEqual([1, 1]);
      expect(await ids()).toEqual([{ id: 7 }]);
    });

    it("lends tables that nobody else sees, and that go when the work ends or fails", async () => {
      const { warehouse } = under;
      await warehouse.run(`create table ${table("made_from")} (id ${warehouse.dialect.types.bigint})`);
      const query = { text: "select 1 as id union all select 2 as id", parameters: [] };
      const kept = await warehouse.scratch(async (scratch) => {
        const own = await scratch.keep("own", query);
        await warehouse.scratch(async (other) => {
          const same = await other.keep("own", { text: "select 3 as id", parameters: [] });
          expect(await count(other, same)).toBe(1);
        });
        expect(await scratch.run(`delete from ${own} where id = 1`)).toBe(1);
        expect(await count(scratch, own)).toBe(1);
        const copy = {
          text: `insert into ${table("made_from")} select id from ${own}`,
          parameters: [],
          mustChange: true,
        };
        expect(await scratch.atomically([copy])).toEqual([1]);
        return own;
      });
      await expect(warehouse.rows(`select * from ${kept}`)).rejects.toMatchObject({ code: "relation_missing" });
      expect(await warehouse.rows(`select id from ${table("made_from")}`)).toEqual([{ id: 2 }]);
      let left = "";
      const failed = warehouse.scratch(async (scratch) => {
        left = await scratch.keep("own", query);
        throw new ContractError("some_reason", "The work failed.");
      });
      await expect(failed).rejects.toMatchObject({ code: "some_reason" });
      await expect(warehouse.rows(`select * from ${left}`)).rejects.toMatchObject({ code: "relation_missing" });
      await warehouse.scratch((scratch) => scratch.keep("own", query));
    });

    it("pages through a result whole while other statements run", async () => {
      const { warehouse } = under;
      await warehouse.run(`create table ${table("noise")} (id ${warehouse.dialect.types.bigint})`);
      let seen = 0;
      let sum = 0;
      for await (const page of warehouse.pages(numbers(100_000), [], 4_000)) {
        expect(page.length).toBe(4_000);
        seen += page.length;
        for (const row of page) sum += Number(row["i"]);
        await warehouse.run(`insert into ${table("noise")} values (1)`);
      }
      // 100,000 rows from 1: 100,000 × 100,001 ÷ 2.
      expect([seen, sum]).toEqual([100_000, 5_000_050_000]);
    });

    it("can leave a page loop early and go on", async () => {
      const { warehouse } = under;
      for await (const page of warehouse.pages(numbers(100_000), [], 10)) {
        expect(page).toHaveLength(10);
        break;
      }
      expect(await warehouse.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    it("refuses to hold a large result as a small one", async () => {
      const small = await under.warehouse.rows(numbers(10_000));
      expect(small).toHaveLength(10_000);
      await expect(under.warehouse.rows(numbers(10_001))).rejects.toMatchObject({
        code: "warehouse_rows",
      });
    });

    it("tells a relation that is there from one that is not", async () => {
      const { warehouse, schema } = under;
      await warehouse.run(`create table ${table("present")} (id ${warehouse.dialect.types.bigint})`);
      expect(await warehouse.hasRelation(schema, "present")).toBe(true);
      expect(await warehouse.hasRelation(schema, "absent")).toBe(false);
      await expect(warehouse.rows(`select * from ${table("absent")}`)).rejects.toMatchObject({
        constructor: ConfigError,
        code: "relation_missing",
      });
    });

    it("keeps values out of its messages", async () => {
      const failed = under.warehouse.rows(
        `select cast('secret value of ann@example.com' as ${under.warehouse.dialect.types.bigint}) as wrong`,
      );
      await expect(failed).rejects.toMatchObject({ constructor: ContractError, code: "warehouse_statement" });
      await expect(failed).rejects.not.toThrow(/secret|example/);
    });

    it("goes on after a statement failed", async () => {
      await expect(under.warehouse.run("select from where")).rejects.toThrow(ContractError);
      expect(await under.warehouse.rows("select 2 as two")).toEqual([{ two: 2 }]);
    });
  });
}
