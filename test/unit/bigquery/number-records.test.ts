import { expect, test } from "vitest";
import { numberRecords } from "../../../src/warehouse/bigquery/number-records.ts";

test("writes a number before each record, whatever the chunks", async () => {
  const given = Buffer.from('"a","b"\n"1\n2","x""\n"\n,"é"\n');
  for (const chunkBytes of [1, 2, 5, 1_000]) {
    async function* chunks(): AsyncGenerator<Buffer> {
      for (let from = 0; from < given.length; from += chunkBytes) yield given.subarray(from, from + chunkBytes);
    }
    const written: Buffer[] = [];
    for await (const chunk of numberRecords(chunks())) written.push(chunk);
    expect(Buffer.concat(written).toString()).toBe('0,"a","b"\n1,"1\n2","x""\n"\n2,,"é"\n');
  }
});
