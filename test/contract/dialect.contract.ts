/** What a dialect's expressions give, text for text, on every engine. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fnv1a } from "../../src/domain/holdout.ts";
import type { Cell } from "../../src/warehouse/warehouse.ts";
import type { WarehouseUnderTest } from "./warehouse.contract.ts";

const FNV_BASIS = 2_166_136_261;

export function describeDialect(engine: string, start: () => Promise<WarehouseUnderTest>): void {
  describe(`the dialect of ${engine}`, () => {
    let under: WarehouseUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(async () => {
      await under.end();
    });

    /** The expression's value for each text. */
    const valuesOf = async (make: (text: string) => string, texts: readonly (string | null)[]): Promise<Cell[]> => {
      const { warehouse } = under;
      const { dialect } = warehouse;
      const records = dialect.records(dialect.placeholder(1), { id: "bigint", given: "text" });
      const rows = await warehouse.rows(`select ${make("r.given")} as made from ${records} as r order by r.id`, [
        JSON.stringify(texts.map((given, id) => ({ id, given }))),
      ]);
      return rows.map((row) => row["made"] ?? null);
    };

    const matches = (text: string): string => under.warehouse.dialect.matches(text, "-?[0-9]{1,3}([.][0-9])?|it's");

    it("quotes names and texts", async () => {
      const { dialect } = under.warehouse;
      const [row] = await under.warehouse.rows(
        `select ${dialect.literal('it\'s \\ "x"')} as ${dialect.quote('a "b"')}`,
      );
      expect(row).toEqual({ 'a "b"': 'it\'s \\ "x"' });
    });

    it("hashes the bytes of UTF-8 with md5", async () => {
      expect(await valuesOf((text) => under.warehouse.dialect.md5(text), ["", "é👍", null])).toEqual([
        "d41d8cd98f00b204e9800998ecf8427e",
        "4316b12a2d065e567e31d091c80ed18d",
        null,
      ]);
    });

    it("hashes UTF-16 code units with FNV-1a, as the holdout's law does", async () => {
      const texts = ["a", "aud_tierc00021", "é", "日本語", "👍", "a👩‍👩‍👧b", "\u{10ffff}", "x".repeat(300)];
      const hashed = await valuesOf((text) => under.warehouse.dialect.fnv1a(text), ["", null, ...texts]);
      expect(hashed).toEqual([FNV_BASIS, null, ...texts.map(fnv1a)]);
    });

    it("trims what String.prototype.trim trims, and no more", async () => {
      const texts = [
        " a ",
        "\ta\n",
        "\u00a0\u3000a\ufeff",
        "\u200ba\u200b",
        "\u0085a",
        "",
        " \r\n ",
        "a b",
        "é ",
        "\u2028\v\f\u1680x",
      ];
      const trimmed = await valuesOf((text) => under.warehouse.dialect.trim(text), [...texts, null]);
      expect(trimmed).toEqual([...texts.map((text) => text.trim()), null]);
    });

    it("lowers and raises letters beyond ASCII", async () => {
      expect(await valuesOf((text) => `lower(${text})`, ["ANN@Éß.COM", "ДЖ", "I"])).toEqual(["ann@éß.com", "дж", "i"]);
      expect(await valuesOf((text) => `upper(${text})`, ["éur", "дж"])).toEqual(["ÉUR", "ДЖ"]);
    });

    it("matches the whole of a text", async () => {
      expect(await valuesOf(matches, ["12", "-1.5", "1234", "12\n", "\n12", "it's", "", null])).toEqual([
        true,
        true,
        false,
        false,
        false,
        true,
        false,
        null,
      ]);
    });

    it("reads instants with offsets, and none of a day that does not exist", async () => {
      const given: readonly (readonly [string, string | null])[] = [
        ["2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z"],
        ["2024-01-01 10:00", "2024-01-01T10:00:00Z"],
        ["2024-01-01T10:00Z", "2024-01-01T10:00:00Z"],
        ["2024-01-01T10:00:00.123456", "2024-01-01T10:00:00.123456Z"],
        ["2024-01-01T10:00:00.5+02:00", "2024-01-01T08:00:00.5Z"],
        ["2024-01-01T00:30-0130", "2024-01-01T02:00:00Z"],
        ["2024-01-01T00:30+14", "2023-12-31T10:30:00Z"],
        ["2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"],
        ["2023-02-29T10:00:00Z", null],
        ["2000-02-29T10:00:00Z", "2000-02-29T10:00:00Z"],
        ["1900-02-29T10:00:00Z", null],
        ["2024-04-31T10:00", null],
        ["2024-13-01T10:00", null],
        ["2024-00-10T10:00", null],
        ["2024-01-00T10:00", null],
      ];
      const read = await valuesOf(
        (text) => under.warehouse.dialect.instant(text),
        given.map(([text]) => text),
      );
      expect(read).toEqual(given.map(([, instant]) => instant));
    });

    it("counts microseconds and milliseconds of the epoch, and names months", async () => {
      const { warehouse } = under;
      const { dialect } = warehouse;
      const at = "cast('2024-02-29 23:59:59.123456' as timestamp)";
      const [row] = await warehouse.rows(
        `select ${dialect.epochMicros(at)} as micros, ${dialect.epochMillis(at)} as millis, ${dialect.month(at)} as in_month`,
      );
      expect(row).toEqual({ micros: 1_709_251_199_123_456, millis: 1_709_251_199_123, in_month: "2024-02" });
    });

    it("takes the smallest value that a share does not exceed", async () => {
      const { dialect } = under.warehouse;
      const [row] = await under.warehouse.rows(
        `select ${dialect.quantile("v", "0.5")} as middle, ${dialect.quantile("v", "0.99")} as high
          from (select cast(10 as ${dialect.types.bigint}) as v union all select 20 union all select 30 union all select 40) as t`,
      );
      expect(row).toEqual({ middle: 20, high: 40 });
    });

    it("writes JSON, and an object's text to the byte", async () => {
      const { warehouse } = under;
      const { dialect } = warehouse;
      const object = await valuesOf(
        (text) => dialect.jsonObject({ b: text, 'a "quoted"': "'x'", "": `cast(null as ${dialect.types.text})` }),
        ['é "1"\n/', null],
      );
      expect(object).toEqual([
        '{"b":"é \\"1\\"\\n/","a \\"quoted\\"":"x","":null}',
        '{"b":null,"a \\"quoted\\"":"x","":null}',
      ]);
      const [row] = await warehouse.rows(
        `select ${dialect.jsonArray(["'é\"'", `cast(7 as ${dialect.types.bigint})`, "true", `cast(null as ${dialect.types.text})`])} as made`,
      );
      expect(JSON.parse(String(row?.["made"]))).toEqual(['é"', 7, true, null]);
    });
  });
}
