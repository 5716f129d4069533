/**
 * Rewrites CSV so that a server reads it as DuckDB does: a quote within a field that does not begin with one is a character,
 * and a blank line is no record. Every field comes out quoted, every record ends in LF; nothing is held but a chunk.
 */
const [LF, CR, QUOTE, COMMA] = [10, 13, 34, 44] as const;
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the next byte stands. `closing`: behind a quote that ends its field, or is the first of two. */
type State = "record" | "field" | "plain" | "quoted" | "closing";

export async function* quoteFields(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let state: State = "record";
  /** A CR of which nobody knows yet whether it belongs to the end of the line. */
  let hasCr = false;
  let isFirst = true;
  for await (const chunk of chunks) {
    const bytes = isFirst && chunk.subarray(0, 3).equals(MARK) ? chunk.subarray(3) : chunk;
    isFirst = false;
    const written = Buffer.allocUnsafe(3 * bytes.length + 4);
    let length = 0;
    const put = (byte: number): void => {
      written[length] = byte;
      length += 1;
    };
    const begin = (): void => {
      if (state === "record" || state === "field") put(QUOTE);
    };
    for (const byte of bytes) {
      if (state === "quoted") {
        if (byte === QUOTE) state = "closing";
        else put(byte);
        continue;
      }
      if (state === "closing" && byte === QUOTE) {
        put(QUOTE);
        put(QUOTE);
        state = "quoted";
        continue;
      }
      if (hasCr && byte !== LF) {
        begin();
        put(CR);
        state = "plain";
      }
      hasCr = byte === CR;
      if (hasCr) continue;
      if (byte === LF || byte === COMMA) {
        if (byte === LF && state === "record") continue;
        begin();
        put(QUOTE);
        put(byte);
        state = byte === LF ? "record" : "field";
      } else if (byte === QUOTE && state !== "plain") {
        begin();
        state = "quoted";
      } else {
        begin();
        put(byte);
        if (byte === QUOTE) put(QUOTE);
        state = "plain";
      }
    }
    yield written.subarray(0, length);
  }
  if (state === "record" && !hasCr) return;
  const begun = state === "record" || state === "field" ? '"' : "";
  yield Buffer.from(`${begun}${hasCr ? "\r" : ""}"\n`);
}
