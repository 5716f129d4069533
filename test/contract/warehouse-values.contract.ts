/** How every type comes back, to its edges. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvariantError } from "../../src/domain/errors.ts";
import type { Dialect } from "../../src/warehouse/dialect.ts";
import type { WarehouseUnderTest } from "./warehouse.contract.ts";

/** Of any digits. */
const DECIMALS: Readonly<Record<Dialect["name"], string>> = {
  duckdb: "decimal(38, 6)",
  postgres: "numeric",
  bigquery: "numeric",
};

export function describeValues(engine: string, start: () => Promise<WarehouseUnderTest>): void {
  describe(`values on ${engine}`, () => {
    let under: WarehouseUnderTest;
    const table = (name: string): string => `${under.warehouse.dialect.quote(under.schema)}.${name}`;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(async () => {
      await under.end();
    });

    it("gives decimals as stored, integers as numbers, timestamps as ISO text in UTC", async () => {
      const { warehouse } = under;
      const { types, isScaleShown } = warehouse.dialect;
      await warehouse.run(
        `create table ${table("stored")} (amount decimal(18, 4), quantity ${types.bigint}, happened_at ${types.timestamp}, open_at ${types.timestamp}, happened_on date, is_new ${types.boolean}, nothing ${types.text})`,
      );
      await warehouse.run(
        `insert into ${table("stored")} select cast('12345678901234.5' as ${DECIMALS[warehouse.dialect.name]}), 7, cast('2024-02-29 23:59:59.000001' as ${types.timestamp}), cast('9999-12-31 00:00:00' as ${types.timestamp}), cast('2024-02-29' as date), true, cast(null as ${types.text})`,
      );
      expect(await warehouse.rows(`select * from ${table("stored")}`)).toEqual([
        {
          amount: isScaleShown ? "12345678901234.5000" : "12345678901234.5",
          quantity: 7,
          happened_at: "2024-02-29T23:59:59.000001Z",
          open_at: "9999-12-31T00:00:00Z",
          happened_on: "2024-02-29",
          is_new: true,
          nothing: null,
        },
      ]);
    });

    it("refuses an integer that a number cannot hold", async () => {
      await expect(
        under.warehouse.rows(`select cast('9007199254740993' as ${under.warehouse.dialect.types.bigint}) as big`),
      ).rejects.toMatchObject({
        constructor: InvariantError,
        code: "warehouse_integer",
      });
    });

    it("carries every text through a table and back: empty, quoted, of any script, a megabyte long", async () => {
      const { warehouse } = under;
      const { dialect } = warehouse;
      const key = dialect.quote("clé de voûte");
      const texts = [
        "",
        " ",
        "''",
        '"',
        "\\",
        "é\u0301",
        "日本語",
        "👩‍👩‍👧",
        "a\nb\tc",
        "O'Hara; drop table x --",
        "x".repeat(2 ** 20),
      ];
      await warehouse.run(`create table ${table("texts")} (id ${dialect.types.bigint}, ${key} ${dialect.types.text})`);
      for (const [id, text] of texts.entries())
        await warehouse.run(
          `insert into ${table("texts")} select cast(${dialect.placeholder(1)} as ${dialect.types.bigint}), cast(${dialect.placeholder(2)} as ${dialect.types.text})`,
          [id, text],
        );
      const rows = await warehouse.rows(`select * from ${table("texts")} order by id`);
      expect(rows).toEqual(texts.map((text, id) => ({ id, "clé de voûte": text })));
      const records = JSON.stringify(texts.map((text, id) => ({ id, text })));
      const same = await warehouse.rows(
        `select count(*) as row_count from ${dialect.records(dialect.placeholder(1), { id: "bigint", text: "text" })} as r
          inner join ${table("texts")} as t on t.id = r.id and t.${key} = r.text`,
        [records],
      );
      expect(same).toEqual([{ row_count: texts.length }]);
    });

    it("keeps 28 digits of a decimal, and every microsecond, before 1970 too", async () => {
      const { warehouse } = under;
      const { types, isScaleShown } = warehouse.dialect;
      await warehouse.run(
        `create table ${table("edges")} (many decimal(28, 6), little decimal(28, 6), before_epoch ${types.timestamp}, kept_zero decimal(18, 2))`,
      );
      await warehouse.run(
        `insert into ${table("edges")} select cast('1234567890123456789012.345678' as ${DECIMALS[warehouse.dialect.name]}), cast('-0.000001' as ${DECIMALS[warehouse.dialect.name]}), cast('1969-12-31 23:59:59.999999' as ${types.timestamp}), cast('0.10' as ${DECIMALS[warehouse.dialect.name]})`,
      );
      expect(await warehouse.rows(`select * from ${table("edges")}`)).toEqual([
        {
          many: "1234567890123456789012.345678",
          little: "-0.000001",
          before_epoch: "1969-12-31T23:59:59.999999Z",
          kept_zero: isScaleShown ? "0.10" : "0.1",
        },
      ]);
    });
  });
}
