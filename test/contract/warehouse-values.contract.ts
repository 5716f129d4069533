/** How every type comes back, to its edges. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvariantError } from "../../src/domain/errors.ts";
import type { WarehouseUnderTest } from "./warehouse.contract.ts";

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
      const rows = await under.warehouse.rows(
        "select cast('12345678901234.5000' as decimal(18, 4)) as amount, cast(7 as bigint) as quantity, " +
          "cast('2024-02-29 23:59:59.000001' as timestamp) as happened_at, cast('9999-12-31 00:00:00' as timestamp) as open_at, " +
          "cast('2024-02-29' as date) as happened_on, true as is_new, cast(null as varchar) as nothing",
      );
      expect(rows).toEqual([
        {
          amount: "12345678901234.5000",
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
      await expect(under.warehouse.rows("select cast('9007199254740993' as bigint) as big")).rejects.toMatchObject({
        constructor: InvariantError,
        code: "warehouse_integer",
      });
    });

    it("carries every text through a table and back: empty, quoted, of any script, a megabyte long", async () => {
      const { warehouse } = under;
      const { dialect } = warehouse;
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
      await warehouse.run(
        `create table ${table("texts")} (id ${dialect.types.bigint}, "👍 key" ${dialect.types.text})`,
      );
      for (const [id, text] of texts.entries())
        await warehouse.run(
          `insert into ${table("texts")} select cast(${dialect.placeholder(1)} as ${dialect.types.bigint}), cast(${dialect.placeholder(2)} as ${dialect.types.text})`,
          [id, text],
        );
      const rows = await warehouse.rows(`select * from ${table("texts")} order by id`);
      expect(rows).toEqual(texts.map((text, id) => ({ id, "👍 key": text })));
      const records = JSON.stringify(texts.map((text, id) => ({ id, text })));
      const same = await warehouse.rows(
        `select count(*) as row_count from ${dialect.records(dialect.placeholder(1), { id: "bigint", text: "text" })} as r
          inner join ${table("texts")} as t on t.id = r.id and t."👍 key" = r.text`,
        [records],
      );
      expect(same).toEqual([{ row_count: texts.length }]);
    });

    it("keeps 28 digits of a decimal, and every microsecond, before 1970 too", async () => {
      const rows = await under.warehouse.rows(
        "select cast('1234567890123456789012.345678' as decimal(28, 6)) as many, cast('-0.000001' as decimal(28, 6)) as little, " +
          "cast('1969-12-31 23:59:59.999999' as timestamp) as before_epoch, cast('0.10' as decimal(18, 2)) as kept_zero",
      );
      expect(rows).toEqual([
        {
          many: "1234567890123456789012.345678",
          little: "-0.000001",
          before_epoch: "1969-12-31T23:59:59.999999Z",
          kept_zero: "0.10",
        },
      ]);
    });
  });
}
