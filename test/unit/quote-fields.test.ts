import { expect, test } from "vitest";
import { quoteFields } from "../../src/warehouse/kit/quote-fields.ts";

/** In chunks of so many bytes: no state may be lost between them. */
async function rewrite(text: string, chunkBytes: number): Promise<string> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  }
  const written: Buffer[] = [];
  for await (const chunk of quoteFields(chunks())) written.push(chunk);
  return Buffer.concat(written).toString();
}

test.each([
  ["a,b\n1,2\n", '"a","b"\n"1","2"\n'],
  ["a,b\r\n1,2", '"a","b"\n"1","2"\n'],
  ["\n\r\na\n\n1\n\n", '"a"\n"1"\n'],
  ['a"b,"c""d","e\r\n,f"\n', '"a""b","c""d","e\r\n,f"\n'],
  [',"",\n,,', '"","",""\n"","",""\n'],
  ['é"\ra,\r', '"é""\ra","\r"\n'],
  ['""""', '""""\n'],
  ["", ""],
])("%j becomes %j, whatever the chunks", async (given, expected) => {
  for (const chunkBytes of [3, 4, 1_000]) expect(await rewrite(given, chunkBytes)).toBe(expected);
});

test("a byte order mark is no part of the header", async () => {
  expect(await rewrite('\ufeff"a",b\n', 1_000)).toBe('"a","b"\n');
});
